"""The page of 离线登记, its worker, and what the phone is answered."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from PIL import Image

from cases.field import shell
from cases.models import Case, FieldEntry, Party
from tests import factories as f
from tests.field_stage import CODE, draft, send
from xinglongtai.core import parameters

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(client, office):
    client.force_login(office.officer.user)
    return client


def test_the_page_holds_nobody_and_is_the_same_for_all(client, office):
    before = client.get("/field/")
    client.force_login(office.officer.user)
    after = client.get("/field/")
    assert before.content == after.content and office.officer.name not in after.content.decode()
    assert "csrf" not in after.content.decode().lower() and "Set-Cookie" not in before.headers
    assert "style=" not in after.content.decode() and "<script>" not in after.content.decode()


def test_the_worker_keeps_the_page_and_its_files_only(client):
    answer = client.get("/field/sw.js")
    assert answer["Service-Worker-Allowed"] == "/field/" and answer["Content-Type"].startswith("text/javascript")
    kept = json.loads(re.search(r"KEPT = (\[.*?\]);", answer.content.decode()).group(1))
    assert kept[:2] == ["/field/", "/field/manifest.webmanifest"]
    assert all(address.startswith("/static/") for address in kept[2:])
    assert all(finders.find(address.removeprefix("/static/")) for address in kept[2:])
    assert shell.version() in answer.content.decode()


def test_every_module_is_kept():
    folder = Path(finders.find("js/field/main.js")).parent
    assert {f"js/field/{path.name}" for path in folder.glob("*.js")} == set(shell.SCRIPTS)


def test_another_byte_is_another_version(monkeypatch):
    first = shell.version()
    shell.version.cache_clear()
    monkeypatch.setattr(shell, "page", lambda: b"another page")
    assert shell.version() != first
    shell.version.cache_clear()


def test_manifest_and_icons(client):
    answer = client.get("/field/manifest.webmanifest")
    given = json.loads(answer.content)
    assert answer["Content-Type"].startswith("application/manifest+json")
    assert (given["start_url"], given["scope"], given["display"]) == ("/field/", "/field/", "standalone")
    for icon in given["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"] and image.format == "PNG"


def test_me_names_colleagues_of_the_unit_and_nothing_else(phone, office):
    f.officer(office.station, certified=False, name="无证的人")
    given = phone.get("/field/me/").json()
    assert (given["person"], given["name"]) == (office.officer.user_id, office.officer.name)
    assert [name for _, name in given["colleagues"]] == sorted([office.second.name, office.head.name])
    assert given["second"] is None
    office.draft(on=timezone.localdate())
    assert phone.get("/field/me/").json()["second"] == office.second.pk
    assert given["keep_days"] == 7 and given["limit_mb"] == parameters.value(office.bureau, "evidence.max_mb")


def test_a_draft_comes_once(phone, office):
    data = draft(office.officer, seen="没挂执照")
    body = json.dumps(data, ensure_ascii=False)
    first, again = send(phone, body), send(phone, body)
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    case = Case.objects.get()
    given = first.json()
    assert (given["case"], given["url"]) == (case.pk, f"/cases/{case.pk}/")
    assert given["sha256"] == hashlib.sha256(body.encode()).hexdigest() == case.field_entry.sha256


def test_a_changed_draft_under_the_same_key_shows_by_its_check_sum(phone, office):
    first = send(phone, draft(office.officer)).json()
    changed = send(phone, draft(office.officer, seen="改过了")).json()
    assert changed == first and Case.objects.count() == 1


def test_doubles_are_offered(phone, office):
    shop = f.party(office.bureau, office.officer, name="兴隆台区演示离线小店", phone="13800001234")
    answer = send(phone, draft(office.officer, uscc=""))
    assert answer.status_code == 409
    (choice,) = answer.json()["choices"]
    assert choice["id"] == shop.pk and shop.uscc in choice["words"] and "13800001234" not in choice["words"]
    assert send(phone, draft(office.officer, uscc="", party=str(shop.pk))).status_code == 200


def test_faults_stand_at_their_fields(phone, office):
    wrong = {"name": "", "seen": " ", "inspected_on": "2026-02-30", "kind": "ufo", "uscc": "9" * 61, "co_handler": "x"}
    errors = send(phone, draft(office.officer, **wrong)).json()["errors"]
    assert set(errors) == set(wrong)
    assert errors["seen"] == "请用平常的话写一句看到了什么。" and "最多 60 个字" in errors["uscc"]
    answer = send(phone, draft(office.officer, uscc="92211103MA0000000X"))
    assert answer.status_code == 422 and "校验位" in answer.json()["errors"]["uscc"]
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"name": ',
        '{"name": "\\ud800"}',
        "[" * 100_000,
        '{"name": ["a"], "seen": {"b": 1}, "inspected_on": 20260601, "person": null, "made_at": true}',
        '{"client_key": "no", "name": "a\\u0000b", "person": 99999999999999999999999, "co_handler": 99999999999999999999}',
    ],
)
def test_a_body_that_is_no_draft(phone, body):
    answer = send(phone, body)
    assert answer.status_code == 422 and answer.json()["errors"]["inspected_on"]
    assert not FieldEntry.objects.exists()


def test_a_form_is_no_draft(phone, office):
    answer = phone.post("/field/entries/", draft(office.officer))
    assert answer.status_code == 422 and not FieldEntry.objects.exists()


@pytest.mark.parametrize("made_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "gestern"])
def test_a_clock_beside_all_time(phone, office, made_at):
    assert "made_at" in send(phone, draft(office.officer, made_at=made_at)).json()["errors"]


def test_a_clock_in_the_future(phone, office):
    now = timezone.localtime()
    ahead = now + timedelta(days=1, hours=2)
    data = draft(office.officer, inspected_on=ahead.date().isoformat(), made_at=ahead.isoformat())
    said = send(phone, data, clock=ahead).json()["errors"]["inspected_on"]
    assert "手机时钟比服务器快约1天2小时" in said and "校正" in said
    data["inspected_on"] = now.date().isoformat()
    assert send(phone, data, clock=ahead).status_code == 200
    entry = FieldEntry.objects.get()
    assert abs(entry.clock_ahead - 93_600) < 5 and entry.made_at > timezone.now()
    page = phone.get(f"/cases/{entry.case_id}/").content.decode()
    assert "手机时钟比服务器快约1天2小时" in page


def test_a_time_of_day_that_has_not_come(office):
    from cases.field.forms import FieldEntryForm

    now = f.at(f.DAY, 10)
    for at, wrong in (("10:01", False), ("10:03", True)):
        data = draft(office.officer, inspected_on="2026-06-01", inspected_at=at)
        form = FieldEntryForm(data, actor=office.officer, now=now)
        assert ("inspected_at" in form.errors) is wrong


def test_a_day_of_long_ago_is_a_wrong_clock(phone, office):
    data = draft(office.officer, inspected_on="1970-01-01")
    assert "核对手机上的日期" in send(phone, data).json()["errors"]["inspected_on"]


@pytest.mark.parametrize("said", ["", "gestern", "2026-13-45T00:00:00Z", "2026-06-01T10:00:00", "0001-01-01T00:00:00Z"])
def test_whatever_the_phone_says_of_its_clock(phone, office, said):
    assert send(phone, draft(office.officer), clock=said).status_code == 200


def test_a_draft_of_another_person_is_not_taken(client, office):
    client.force_login(office.second.user)
    assert send(client, draft(office.officer)).status_code == 403
    assert not FieldEntry.objects.exists()


def test_a_key_of_another_officer_is_not_taken(phone, client, office):
    send(phone, draft(office.officer))
    client.force_login(office.second.user)
    assert send(client, draft(office.second)).status_code == 403


def test_without_login_and_without_token(client, office):
    from django.test import Client

    assert client.get("/field/me/").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office.officer.user)
    assert send(strict, draft(office.officer)).status_code == 403
    token = strict.get("/field/me/").json()["token"]
    body = json.dumps(draft(office.officer))
    answer = strict.post("/field/entries/", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_late_entry_with_both_times_on_the_case_page(phone, office):
    then = timezone.localtime() - timedelta(days=2)
    data = draft(office.officer, inspected_on=then.date().isoformat(), made_at=then.isoformat(), inspected_at="23:59")
    case = Case.objects.get(pk=send(phone, data).json()["case"])
    page = phone.get(f"/cases/{case.pk}/").content.decode()
    for words in ("离线采集", "补录", "现场无网络", "手机上记下", "服务器收到", "23:59", "没挂执照"):
        assert words in page


def test_screen_two_begins_with_the_words_of_the_shop(phone, office):
    case = Case.objects.get(pk=send(phone, draft(office.officer, seen="没挂执照")).json()["case"])
    page = phone.get(f"/cases/{case.pk}/violations/").content.decode()
    assert 'value="没挂执照"' in page and office.item.violation in page and "离线采集" in page
    assert 'value="别的"' in phone.get(f"/cases/{case.pk}/violations/?q=别的").content.decode()


def test_differences_are_for_those_who_handle(phone, client, office):
    f.party(office.bureau, office.officer, uscc=CODE)
    case = Case.objects.get(pk=send(phone, draft(office.officer)).json()["case"])
    assert "13800000001" in phone.get(f"/cases/{case.pk}/").content.decode()
    client.force_login(office.supervisor.user)
    assert "13800000001" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_the_way_there(phone, office):
    for address in ("/", "/cases/new/"):
        assert "没有网络时" in phone.get(address).content.decode()


def test_queries_stay_few(phone, office, django_assert_max_num_queries):
    for _ in range(30):
        f.officer(office.station)
    with django_assert_max_num_queries(12):
        phone.get("/field/me/")
