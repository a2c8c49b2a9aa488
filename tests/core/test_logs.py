"""The log: one number from the request to every line of it, slow things written down, and nothing personal in any of them."""

import io
import json
import logging

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from xinglongtai.core.jobs import threads, work
from xinglongtai.core.logs import addresses, entries, trace
from xinglongtai.core.logs.middleware import HEADER, RequestLog

GIVEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def written():
    """What the JSON log says, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(entries.JsonLines())
    handler.addFilter(entries.Context())
    names = ("", "xinglongtai.request", "xinglongtai.slow_query", "django")
    before = {name: logging.getLogger(name).level for name in names}
    logging.getLogger().addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("given", ["", "x" * 32, GIVEN + "\n", GIVEN.upper(), "<script>", "1" * 31, GIVEN * 2])
def test_a_number_from_outside_is_believed_only_in_its_form(given):
    made = trace.id_from(given)
    assert made != given and len(made) == 32 and trace.id_from(made) == made


def test_a_line_a_request_with_number_account_and_counts(client, office, written):
    client.force_login(office.sysadmin.user)
    response = client.get("/me/?q=张三", headers={HEADER: GIVEN})
    assert response[HEADER] == GIVEN
    line = next(one for one in written() if one["logger"] == "xinglongtai.request")
    assert line["request"] == GIVEN and line["user"] == office.sysadmin.user.pk
    assert line["address"] == "/me/" and line["status"] == 200 and line["method"] == "GET"
    assert line["queries"] > 2 and line["ms"] >= line["db_ms"] >= 0
    assert "张三" not in json.dumps(written(), ensure_ascii=False)


def test_an_answer_without_a_login_has_a_number_of_its_own(client, db):
    first, second = client.get("/login/")[HEADER], client.get("/login/")[HEADER]
    assert len(first) == 32 and first != second


def test_the_number_stands_on_error_pages(client, office):
    client.force_login(office.officer.user)
    for address, status in (("/nowhere/", 404), ("/examination/", 403)):
        response = client.get(address, headers={HEADER: GIVEN})
        assert response.status_code == status and f"编号 {GIVEN}" in response.text


def test_the_page_of_a_fault_has_it_too(client, office, monkeypatch):
    monkeypatch.setattr("xinglongtai.core.views.places_for", lambda actor: 1 / 0)
    client.force_login(office.officer.user)
    client.raise_request_exception = False
    response = client.get("/places/", headers={HEADER: GIVEN})
    assert response.status_code == 500 and f"编号 {GIVEN}" in response.text and response[HEADER] == GIVEN


def test_nothing_personal_gets_in(client, office, written, monkeypatch):
    """A view that fails on a row with a name and an ID number in its exceptions, locals, address, query and form."""
    name, number = "王小明", "211102199001010012"

    def broken(actor):
        kept = {"name": name, "number": number}
        try:
            raise IntegrityError(f"DETAIL: Key (id_number)=({number}) of {kept} already exists.")
        except IntegrityError as error:
            raise ValueError(f"{name} {number}") from error

    monkeypatch.setattr("xinglongtai.core.views.places_for", broken)
    client.force_login(office.officer.user)
    client.raise_request_exception = False
    client.post(
        f"/places/?q={name}",
        {"id_number": number, "party": name},
        headers={"Referer": f"http://testserver/?q={number}"},
    )
    client.get(f"/p/{number}/?name={name}")
    client.get(f"/{name}/{number}")
    client.get("/me/", headers={"Host": f"{number}.example"})
    said = json.dumps(written(), ensure_ascii=False)
    assert name not in said and number not in said
    fault = next(line for line in written() if "stack" in line)
    assert fault["error"] == ["ValueError", "django.db.utils.IntegrityError"]
    assert any("test_logs.py" in frame and frame.endswith("broken") for frame in fault["stack"])
    assert fault["address"] == "/places/"


def test_of_a_database_error_the_constraint_is_named_and_not_the_value(office, written):
    user = office.officer.user
    try:
        get_user_model().objects.create(username=user.username, password="!")
    except IntegrityError:
        logging.getLogger("xinglongtai.test").exception("refused")
    line = next(line for line in written() if line["logger"] == "xinglongtai.test")
    assert user.username not in json.dumps(line) and "IntegrityError" in line["error"][0]
    if connection.vendor == "postgresql":
        assert "23505" in line["error"][1] and "username" in line["error"][1]


def test_slow_things_are_written_down_without_values(client, office, written, settings):
    settings.SLOW_REQUEST_MS, settings.SLOW_QUERY_MS = 0, 0
    client.force_login(office.officer.user)
    client.get("/me/")
    lines = written()
    assert any(line.get("event") == "slow request" and line["level"] == "WARNING" for line in lines)
    asked = [line["sql"] for line in lines if line.get("event") == "slow query"]
    assert asked and any("%s" in sql for sql in asked)
    assert office.officer.user.username not in json.dumps(asked)


def test_watchers_and_static_files_fill_no_log(client, db, written):
    client.get("/healthz/live")
    assert not [line for line in written() if line["logger"] == "xinglongtai.request"]


@pytest.mark.parametrize(
    ("route", "kwargs", "seen"),
    [
        ("cases/<int:pk>/", {"pk": 12}, "/cases/12/"),
        ("p/<str:secret>/sign/", {"secret": "abc"}, "/p/<str:secret>/sign/"),
        (
            "catalog/<slug:code>/items/<slug:number>/",
            {"code": "x", "number": "y"},
            "/catalog/<slug:code>/items/<slug:number>/",
        ),
    ],
)
def test_addresses_are_patterns_with_row_numbers(route, kwargs, seen):
    request = RequestFactory().get("/whatever/")
    request.resolver_match = ResolverMatch(lambda r: None, (), kwargs, route=route)
    assert addresses.shown(request) == seen


def test_somebody_elses_messages_are_cleaned():
    said = "Error handling request /p/s3cret/photo/?ticket=1 and /oversight/calendar/s3cret.ics"
    assert "s3cret" not in addresses.cleaned(said) and "ticket" not in addresses.cleaned(said)


def test_a_job_belongs_to_the_request_that_asked_for_it(monkeypatch):
    seen = []
    monkeypatch.setattr(work, "carry_out", lambda pk, told: seen.append((trace.request_id(), trace.current().work)))
    threads.run(7, GIVEN)
    assert seen == [(GIVEN, "job 7")] and trace.current() is None


def test_the_middleware_leaves_nothing_behind(rf, db):
    before = list(connection.execute_wrappers)
    response = RequestLog(lambda request: HttpResponse(request.request_id))(rf.get("/"))
    assert response.text == response[HEADER] and trace.current() is None
    assert connection.execute_wrappers == before
