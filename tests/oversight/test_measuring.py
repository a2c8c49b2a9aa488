"""The rows of ``script/bench nation`` on a tiny nation: each runs and gives figures; how long anything takes is not asked here."""

from datetime import date
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.status import CaseStatus
from pledges.models import Letter
from xinglongtai.core import documents
from xinglongtai.core.models import IssuedDocument, Officer
from xinglongtai.core.web import today
from xinglongtai.oversight.measuring import (
    compared,
    issuing,
    mixed_work,
    papers,
    plans,
    report,
    stage,
    table,
    views_first,
)
from xinglongtai.oversight.measuring.figures import Figure, Run, p95_of
from xinglongtai.oversight.measuring.officers import Forms, Person
from xinglongtai.oversight.scale import seeding
from xinglongtai.oversight.scale.size import Size

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        seeding.seed(Size(0.0001), workers=1, say=lambda text: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def run(nation, tmp_path, settings):
    settings.DEMO_MODE = True
    return Run(quick=True, small="", folder=tmp_path, kept=tmp_path, once=True)


@pytest.mark.parametrize("name", ["server_time", "judging", "papers", "sheets"])
def test_a_row_gives_figures(run, name):
    found = list(islice(table.row(name).measure(run), 6))
    assert found and {one.note for one in found if one.value == float("inf")} == set()
    assert all(one.value >= 0 and one.bar for one in found)
    assert not Case.objects.filter(party__name__contains="测量用").exists()  # what the row made is taken back


def test_every_row_has_the_same_shape():
    for name in table.ROWS:
        row = table.row(name)
        assert row.WHAT and callable(row.measure)


def test_growth_needs_a_second_database(run):
    assert list(table.row("growth").measure(run)) == []


def test_lists_stand_beside_the_stock_admin(run):
    found = {one.what: one for one in compared._lists(run)}
    assert {f"Django admin, {name}" for name in ("first page", "one status", "name search", "last page")} <= set(found)
    assert all(one.ratio > 0 for one in found.values())


def test_letters_stand_in_one_file(run):
    rate, grown = papers._one_file(run)
    assert rate.runs == 2 and rate.at_least
    assert (run.folder / "letters.pdf").read_bytes().startswith(b"%PDF")


def test_many_issue_numbers_without_a_gap(run):
    on = today()
    last = issuing._last(on)
    ((officer, cases),) = issuing._prepared(1, 3, on)
    taken, wrong = [], []
    issuing.issue(officer, cases, on, taken, wrong)
    assert (len(taken), wrong) == (3, [])
    rows = issuing._new(on, last)
    assert sorted(rows.values_list("n", flat=True)) == [last + 1, last + 2, last + 3]
    assert rows.unrendered().count() == 3  # their PDFs follow
    issuing._render(list(rows.values_list("pk", flat=True)))
    assert rows.unrendered().count() == 0
    assert {case.status for case in Case.objects.filter(pk__in=cases)} == {CaseStatus.PLEDGED}


def test_papers_made_later_are_made_by_the_first_reader(run):
    on = today()
    ((officer, cases),) = issuing._prepared(1, 1, on)
    issuing.issue(officer, cases, on, [], [])
    document = Letter.objects.get(pledge__case=cases[0]).document
    assert document.state == IssuedDocument.State.PENDING
    assert documents.read_bytes(document).startswith(b"%PDF")


class _Crowd(Person):
    """One of the crowd without a line: the test client stands for the server."""

    def __init__(self, person: dict):
        plan = {"port": 9, "think": 0, "people": [person], "weights": mixed_work.WEIGHTS}
        super().__init__(plan, person, 1)
        self.client, self.statuses = Client(SERVER_NAME="127.0.0.1"), []
        self.client.cookies["sessionid"] = person["cookie"]

    def exchange(self, kind, path, headers, body):
        more = {"headers": headers}
        if body is None:
            answer = self.client.get(path, **more)
        else:
            answer = self.client.post(path, body, content_type="application/x-www-form-urlencoded", **more)
        self.statuses.append(answer.status_code)
        content = answer.getvalue() if answer.streaming else answer.content
        return answer.status_code, answer.headers.get("Location", ""), content.decode("utf-8", "replace")


@pytest.fixture
def officer(run):
    (person,) = mixed_work.people_at_work(1, issued=1)
    return _Crowd(person)


def test_officers_open_every_page_of_their_plan(officer):
    for kind, addresses in officer.person["pages"].items():
        assert addresses
        for address in addresses[:2]:
            officer.ask(kind, address)
    assert set(officer.statuses) == {200}


def test_officers_register_and_issue_through_the_forms(officer):
    before, letters = Case.objects.count(), Letter.objects.count()
    officer.do_register()
    officer.do_issue()
    assert Case.objects.count() == before + 1
    assert Case.objects.order_by("-pk").first().violations.count() == 1
    assert Letter.objects.count() == letters + 1


def test_a_form_is_read_as_a_browser_reads_it():
    page = """<form action="/a/"><input type="hidden" name="csrfmiddlewaretoken" value="t"><input name="n" value="1">
    <input type="checkbox" name="c"><input type="radio" name="r" value="x" checked><input type="radio" name="r" value="y">
    <select name="s"><option value="">-</option><option value="2" selected>b</option></select><textarea name="t">mo re</textarea></form>"""
    assert Forms(page).forms == [
        ("/a/", {"csrfmiddlewaretoken": "t", "n": "1", "r": "x", "s": "2", "t": "mo re"}),
    ]


def test_first_views_open(run):
    officer = Officer.objects.select_related("user").get(user__username=views_first.LOGIN)
    client = Client()
    client.force_login(officer.user, backend="xinglongtai.core.accounts.backend.StaffBackend")
    addresses = views_first._addresses(officer)
    assert reverse("login") in addresses.values()
    codes = {name: client.get(path).status_code for name, path in addresses.items() if name != "login"}
    assert set(codes.values()) == {200}, codes


def test_logins_are_made_once(run):
    first = [officer.user.pk for officer in stage.crowd(3)]
    assert first == [officer.user.pk for officer in stage.crowd(3)]


def test_plans_are_told(run):
    if connection.vendor == "postgresql":
        assert "```sql" in plans.markdown()


def test_only_rows_that_there_are(run):
    with pytest.raises(CommandError, match="server_time"):
        call_command("bench_nation", only="nothing")


def test_a_bar_from_either_side():
    assert Figure("a", 10, bar=10).good and not Figure("a", 11, bar=10).good
    assert Figure("a", 10, bar=10, at_least=True).good and not Figure("a", 9, bar=10, at_least=True).good
    assert Figure("a", 10).good is None
    assert p95_of(range(100)) == 95


def test_the_document_takes_the_table_in(tmp_path, nation):
    document = tmp_path / "note.md"
    document.write_text("before\n<!-- measured -->\noutdated\n<!-- /measured -->\nafter\n")
    told = {"at": date(2026, 11, 27).isoformat(), "machine": "m", "database": "d", "how": "h"}
    figures = [Figure("one letter", 80, bar=100, note="a|b").told() | {"row": "papers"}]
    report.into(document, report.MEASURED, report.markdown(figures, told))
    text = document.read_text()
    assert text.startswith("before\n<!-- measured -->\nMeasured 2026-11-27 on m") and text.endswith(
        "<!-- /measured -->\nafter\n"
    )
    assert "| one letter | 80 ms | ≤ 100 | yes |" in text and "a\\|b" in text and "outdated" not in text
