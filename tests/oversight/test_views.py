"""Pages of supervisors: rights, filters, 督办, 改派, export."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from pledges.models import Pledge, Urge
from pledges.services import pledge_urge, urge_answer
from tests.factories import DAY, Office
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(days=30)


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: ON)
    return Office()


@pytest.fixture
def supervisor(office, client):
    client.force_login(office.supervisor.user)
    return client


def late(office, days):
    """A signed pledge whose deadline passed ``days`` days ago."""
    due = ON - timedelta(days=days)
    return office.signed(on=due - timedelta(days=5), due_on=due)


def shown(response):
    return [row.pk for row in response.context["list"].page_obj]


PEOPLE = ("officer", "head", "legal", "leader", "supervisor", "sysadmin")
MATRIX = [
    ("oversight:brief", (), {"head", "leader", "supervisor"}),
    ("oversight:overdue", (), {"head", "leader", "supervisor"}),
    ("oversight:overdue_export", (), {"head", "leader", "supervisor"}),
    ("oversight:urge_result", (), {"leader", "supervisor"}),
    ("oversight:urge", ("pledge",), {"leader", "supervisor"}),
    ("oversight:reassign", ("case",), {"supervisor", "head"}),
]


@pytest.mark.parametrize(("name", "args", "allowed"), MATRIX)
def test_who_may_open_what(office, client, name, args, allowed):
    pledge = office.signed()
    numbers = {"pledge": pledge.pk, "case": pledge.case_id}
    url = reverse(name, args=[numbers[a] for a in args])
    for person in PEOPLE:
        client.force_login(getattr(office, person).user)
        status = client.get(url).status_code
        refused = 404 if args and person == "sysadmin" else 403  # who sees no cases is not told that there is one
        assert (status in {200, 302}) if person in allowed else status == refused, (name, person, status)
    client.logout()
    assert client.get(url).status_code == 302


def test_another_bureaus_rows_do_not_exist(office, client):
    pledge = office.signed()
    client.force_login(Office("other").supervisor.user)
    assert client.get(reverse("oversight:urge", args=[pledge.pk])).status_code == 404
    assert client.get(reverse("oversight:reassign", args=[pledge.case_id])).status_code == 404
    client.post(reverse("oversight:urge_selected"), {"ids": [pledge.pk], "note": "请核实"})
    assert not Urge.objects.exists()


def test_most_days_late_first_and_due_today_is_not_late(office, supervisor):
    first, longest = late(office, 2), late(office, 9)
    late(office, 0)
    response = supervisor.get(reverse("oversight:overdue"))
    assert shown(response) == [longest.pk, first.pk]
    assert "逾期9天" in response.text


def test_filters(office, supervisor):
    first, second = late(office, 2), late(office, 9)
    pledge_urge(pledge=first, actor=office.supervisor, on=ON, note="请核实")
    url = reverse("oversight:overdue")

    def ask(**given):
        response = supervisor.get(url, given)
        return shown(response), response.context["list"].sentence

    assert ask(days=5) == ([second.pk], "逾期不少于（天）：5")
    assert ask(urged="none")[0] == [second.pk]
    assert ask(urged="open")[0] == [first.pk]
    assert ask(urged="answered")[0] == []
    assert ask(unit=office.bureau.unit.pk)[0] == [second.pk, first.pk]
    assert ask(unit=office.other_station.pk)[0] == []
    assert ask(officer=office.officer.pk)[0] == [second.pk, first.pk]
    assert ask(domain="登记注册与公示")[0] == [second.pk, first.pk]
    assert ask(domain="清单外")[0] == []
    assert ask(words=first.case.party.name) == ([first.pk], f"关键词：{first.case.party.name}")
    assert ask(days="x", unit="999")[0] == [second.pk, first.pk]
    urge_answer(urge=Urge.objects.get(), actor=office.officer, on=ON, answer="已约定复查")
    assert ask(urged="answered")[0] == [first.pk]


def test_bulk_urge_tells_each_row(office, supervisor):
    good, closed = late(office, 2), late(office, 3)
    Pledge.objects.filter(pk=closed.pk).update(status="fulfilled")
    url = reverse("oversight:urge_selected") + "?days=1"
    response = supervisor.post(url, {"ids": [good.pk, closed.pk, "x"], "note": "请尽快核实"}, follow=True)
    assert (response.context["done"], response.context["refused"]) == (1, 1)
    assert "不需要督办" in response.text
    assert response.context["result"]["next"].endswith("?days=1")
    assert Urge.objects.get().pledge_id == good.pk


@pytest.mark.parametrize(("given", "words"), [({"note": "请核实"}, "请先勾选"), ({"note": " "}, "请写明督办意见")])
def test_bulk_urge_keeps_what_was_typed(office, supervisor, given, words):
    pledge = late(office, 2)
    ids = [pledge.pk] if given["note"] == " " else []
    response = supervisor.post(reverse("oversight:urge_selected"), {**given, "ids": ids})
    assert response.status_code == 422
    assert words in response.text
    assert response.context["ticked"] == {str(pk) for pk in ids}
    assert not Urge.objects.exists()


def test_the_result_page_alone_leads_back(supervisor):
    assert supervisor.get(reverse("oversight:urge_result")).url == reverse("oversight:overdue")


def test_urging_one(office, supervisor):
    pledge = late(office, 2)
    url = reverse("oversight:urge", args=[pledge.pk])
    assert supervisor.post(url, {"note": ""}).status_code == 422
    response = supervisor.post(url, {"note": "请核实", "next": "/oversight/?x=1"})
    assert response.url == "/oversight/?x=1"
    assert "还没有答复" in supervisor.get(url).text
    assert supervisor.post(url, {"note": "再催", "next": "https://evil.test/"}).url == reverse("oversight:overdue")
    Pledge.objects.filter(pk=pledge.pk).update(status="fulfilled")
    assert "不需要督办" in supervisor.post(url, {"note": "再催"}).text


def test_reassigning(office, supervisor):
    pledge = late(office, 2)
    url = reverse("oversight:reassign", args=[pledge.case_id])
    version = supervisor.get(url).context["form"].initial["version"]
    data = {"version": version - 1, "to": office.stranger.pk, "note": "请接手"}
    stale = supervisor.post(url, data)
    assert stale.status_code == 422
    assert stale.context["form"].data["version"] == str(version)
    assert supervisor.post(url, {**data, "version": version, "to": office.legal.pk}).status_code == 422
    assert supervisor.post(url, {**data, "version": version}).status_code == 302
    pledge.case.refresh_from_db()
    assert (pledge.case.handler, pledge.case.unit) == (office.stranger, office.other_station)


def test_export_holds_exactly_the_rows_shown(office, supervisor):
    late(office, 2)
    pledge = late(office, 9)
    pledge_urge(pledge=pledge, actor=office.supervisor, on=ON, note="=1+1")
    response = supervisor.get(reverse("oversight:overdue_export"), {"days": 5})
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows())
    assert len(rows) == 3
    assert "逾期不少于（天）：5" in rows[0][0].value
    line = {head.value: cell for head, cell in zip(rows[1], rows[2], strict=True)}
    assert line["当事人名称"].value == pledge.case.party.name
    assert "****" in line["证件号（已遮盖）"].value
    assert pledge.case.party.uscc not in {cell.value for cell in rows[2]}
    assert line["改正期限"].value.date() == pledge.due_on
    assert line["逾期天数"].value == 9
    assert (line["督办意见"].value, line["督办意见"].data_type) == ("=1+1", "s")
    assert Event.objects.get(verb="overdue_export").data["count"] == 1


def test_export_without_its_right_is_refused(office, client):
    from django.contrib.auth.models import Permission

    user = office.legal.user
    user.user_permissions.add(Permission.objects.get(codename="view_overdue"))
    client.force_login(user)
    page = client.get(reverse("oversight:overdue"))
    assert page.status_code == 200
    assert page.context["export_url"] == ""
    assert client.get(reverse("oversight:overdue_export")).status_code == 403


def test_a_unit_head_with_the_right_sees_the_own_subtree(office, client):
    pledge = late(office, 2)
    elsewhere = late(office, 2)
    elsewhere.case.unit = office.other_station
    elsewhere.case.save()
    client.force_login(office.head.user)
    page = client.get(reverse("oversight:overdue"))
    assert shown(page) == [pledge.pk]
    assert list(page.context["list"].form.fields["unit"].queryset) == [office.station]
    assert client.get(reverse("oversight:brief")).status_code == 200


@pytest.mark.parametrize("name", ["oversight:overdue", "oversight:overdue_export", "oversight:brief"])
def test_queries_do_not_grow_with_the_rows(office, supervisor, django_assert_max_num_queries, name):
    def add():
        pledge = late(office, 1)
        pledge_urge(pledge=pledge, actor=office.supervisor, on=ON, note="请核实")

    add()
    url = reverse(name)
    supervisor.get(url)
    with django_assert_max_num_queries(60) as few:
        supervisor.get(url)
    for _ in range(9):
        add()
    with django_assert_max_num_queries(len(few.captured_queries) + 1):
        supervisor.get(url)


def test_empty_lists_say_what_to_do(office, supervisor):
    assert "没有逾期的承诺" in supervisor.get(reverse("oversight:overdue")).text
    assert "放宽或清除条件" in supervisor.get(reverse("oversight:overdue"), {"days": 5}).text
