"""Pages of supervisors: rights, filters, 督办, 改派, export."""

import io
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases import services as case_services
from cases.models import Case
from pledges.models import Pledge, Urge
from pledges.services import pledge_urge, urge_answer
from tests import factories as make
from tests.factories import DAY, Office
from tests.morning_stage import due, play
from xinglongtai.core import staff_fields, units
from xinglongtai.core.models import Event, Parameter, Unit
from xinglongtai.oversight.morning import ages
from xinglongtai.oversight.morning.filters import OverdueFilter
from xinglongtai.oversight.morning.models import LineDone, SavedView
from xinglongtai.oversight.morning.rows import late_pledges, with_words

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(days=30)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        play(office_of_file, 3)
        Pledge.objects.update(due_on=ON + timedelta(days=20))  # not late before a test says so
    return office_of_file


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: ON)


@pytest.fixture
def supervisor(office, client):
    client.force_login(office.supervisor.user)
    return client


def late(office, days):
    """A signed pledge whose deadline passed ``days`` days ago."""
    return due(office, ON - timedelta(days=days))


def shown(response):
    return [row.pk for row in response.context["list"].page_obj]


PEOPLE = ("officer", "head", "legal", "leader", "supervisor", "sysadmin")
MATRIX = [
    ("oversight:brief", (), {"head", "leader", "supervisor"}),
    ("oversight:overdue", (), {"head", "leader", "supervisor"}),
    ("oversight:overdue_export", (), {"head", "leader", "supervisor"}),
    ("oversight:urge_result", (), {"head", "leader", "supervisor"}),
    ("oversight:urge", ("pledge",), {"leader", "supervisor"}),
    ("oversight:reassign", ("case",), {"supervisor", "head"}),
]


@pytest.mark.parametrize(("name", "args", "allowed"), MATRIX)
def test_who_may_open_what(office, client, name, args, allowed):
    pledge = office.running[0]
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
    pledge = office.running[0]
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
    rows = with_words(late_pledges(office.supervisor, ON))

    def ask(**given):
        query = QueryDict(mutable=True)
        query.update(given)
        form = OverdueFilter(query, actor=office.supervisor, on=ON)
        return [row.pk for row in form.rows(rows)], form.sentence

    page = supervisor.get(reverse("oversight:overdue"), {"days": 5, "unit": 999})
    assert (shown(page), page.context["list"].sentence) == ask(days=5)
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
    assert ask(item=office.item.item.pk)[0] == [second.pk, first.pk]
    assert ask(item=make.item(office.bureau, "R9", office.legal).item.pk)[0] == []
    assert ask(age="1")[0] == [first.pk]
    assert ask(age="8") == ([second.pk], "逾期分档：8–15天")
    assert ask(age="61")[0] == ask(urged="late")[0] == ask(urged="escalated")[0] == []
    Urge.objects.update(answer_by=ON - timedelta(days=1), escalated_on=ON)
    assert ask(urged="late")[0] == ask(urged="escalated")[0] == [first.pk]
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


def test_empty_lists_say_what_to_do(office, supervisor):
    assert "没有逾期的承诺" in supervisor.get(reverse("oversight:overdue")).text
    assert "放宽或清除条件" in supervisor.get(reverse("oversight:overdue"), {"days": 5}).text


def test_what_was_promised_is_left_out_and_said(office, supervisor):
    rest, promised = late(office, 9), late(office, 20)
    row = pledge_urge(pledge=promised, actor=office.supervisor, on=ON, note="请核实")
    urge_answer(urge=row, actor=office.officer, on=ON, answer="在办", promised_on=ON + timedelta(days=3))
    url = reverse("oversight:overdue")
    page = supervisor.get(url, {"days": 8})
    assert (shown(page), page.context["promised"]) == ([rest.pk], 1)
    assert "另有 1 件已答复督办并承诺办结日期，未列入" in page.text
    assert supervisor.get(url, {"days": 8, "unit": office.other_station.pk}).context["promised"] == 0
    opened = supervisor.get(f"{url}?{page.context['promised_query']}")
    assert (shown(opened), opened.context["promised"]) == ([promised.pk], 0)
    assert "到那天为止不列入逾期" in opened.text
    brief = supervisor.get(reverse("oversight:brief")).context["brief"]
    assert (brief.overdue, brief.promised) == (1, 1)


def test_every_number_of_the_ageing_table_opens_its_list(office, supervisor):
    for days in (1, 7, 8, 15, 16, 31, 60, 61, 400):
        late(office, days)
    elsewhere = late(office, 16)
    Case.objects.filter(pk=elsewhere.case_id).update(unit=office.other_station)
    url = reverse("oversight:overdue")
    table = supervisor.get(url, {"days": 2}).context["table"]
    assert [(row.unit, row.depth) for row in table] == [
        (office.bureau.unit, 0),
        (office.station, 1),
        (office.other_station, 1),
    ]
    assert [cell.count for cell in table[0].cells] == [1, 2, 2, 2, 2]
    for row in table:
        assert row.total.count == sum(cell.count for cell in row.cells)
        for cell in (*row.cells, row.total):
            form = OverdueFilter(QueryDict(cell.query), actor=office.supervisor, on=ON)
            assert form.rows(late_pledges(office.supervisor, ON)).count() == cell.count
    oldest = table[0].cells[-1]
    assert supervisor.get(f"{url}?{oldest.query}").context["list"].count == oldest.count
    Parameter.objects.create(bureau=office.bureau, key="overdue.age_bounds", value="10,20")
    assert [cell.label for cell in supervisor.get(url).context["table"][0].cells] == ["1–10天", "11–20天", "20天以上"]


def test_the_ageing_table_of_a_large_office_goes_down_the_tree(office, supervisor, monkeypatch):
    monkeypatch.setattr(staff_fields, "MOST_UNITS", 2)
    counter = units.place(Unit(name="渤海窗口", short_name="窗口", parent=office.station))
    late(office, 3)
    below = late(office, 9)
    Case.objects.filter(pk=below.case_id).update(unit=counter)
    url = reverse("oversight:overdue")
    page = supervisor.get(url)
    assert [(row.unit, row.total.count) for row in page.context["table"]] == [
        (office.bureau.unit, 2),
        (office.station, 2),
    ]
    assert "只列出所选单位的上级和直接下级" in page.text
    deeper = supervisor.get(f"{url}?{page.context['table'][1].total.query}").context["table"]
    assert [(row.unit, row.total.count) for row in deeper] == [
        (office.bureau.unit, 2),
        (office.station, 2),
        (counter, 1),
    ]


@pytest.mark.parametrize("text", ["", "7,x", "7,7", "30,7", "0,5", "1,2,3,4,5,6,7,8,9"])
def test_unfit_bounds_are_refused(text):
    with pytest.raises(ValueError, match="7,15,30,60"):
        ages.read_bounds(text)


def test_views_are_saved_opened_started_with_and_deleted(office, supervisor):
    first, second = late(office, 2), late(office, 9)
    url, save = reverse("oversight:overdue"), reverse("oversight:view_save")
    assert supervisor.post(save, {"name": "空"}).status_code == 422
    assert supervisor.post(f"{save}?days=5", {"name": ""}).status_code == 422
    given = {"name": "五天以上", "shared": "on", "start": "on"}
    assert supervisor.post(f"{save}?days=5&unit=&page=2", given).url == f"{url}?days=5"
    assert supervisor.get(url).url == f"{url}?days=5"
    page = supervisor.get(f"{url}?days=5")
    assert shown(page) == [second.pk] and "五天以上（默认）" in page.text
    assert shown(supervisor.get(url, {"all": "1"})) == [second.pk, first.pk]
    view = SavedView.objects.get()
    assert supervisor.post(reverse("oversight:view_start", args=[view.pk]), {}).url == f"{url}?all=1"
    assert shown(supervisor.get(url)) == [second.pk, first.pk]
    assert supervisor.post(reverse("oversight:view_start", args=[view.pk]), {"start": "1"}).url == f"{url}?days=5"
    assert supervisor.post(reverse("oversight:view_delete", args=[view.pk])).url == f"{url}?all=1"
    assert not SavedView.objects.exists()


def test_bulk_reassigning(office, supervisor, client):
    pledge, closed = late(office, 2), late(office, 3)
    Case.objects.filter(pk=closed.case_id).update(status="closed")
    url = reverse("oversight:reassign_selected")
    ids = {"ids": [pledge.pk, closed.pk]}
    kept = supervisor.post(url, {**ids, "to": office.stranger.pk, "reassign_note": ""})
    assert kept.status_code == 422 and "请写明改派说明" in kept.text
    assert kept.context["ticked"] == {str(pledge.pk), str(closed.pk)}
    none = supervisor.post(url, {"to": office.stranger.pk, "reassign_note": "请接手"})
    assert none.status_code == 422 and "先勾选" in none.text
    done = supervisor.post(url, {**ids, "to": office.stranger.pk, "reassign_note": "请接手"}, follow=True)
    assert (done.context["done"], done.context["refused"]) == (1, 1)
    assert "改派结果" in done.text and "不需要移交" in done.text
    client.force_login(office.head.user)
    assert "督办所选" not in client.get(reverse("oversight:overdue"), {"all": "1"}).text
    outside = client.post(url, {"ids": [closed.pk], "to": office.stranger.pk, "reassign_note": "请接手"})
    assert outside.status_code == 422 and "不在可改派的范围内" in outside.text


IN_PLACE = {"HX-Request": "true"}


def test_a_line_is_dealt_with_in_place_or_by_an_ordinary_form(office, supervisor):
    pledge, other = late(office, 1), late(office, 1)
    page = supervisor.get(reverse("oversight:brief"))
    assert page.context["brief"].lines >= 2 and f'id="line-new-{pledge.pk}"' in page.text
    url = reverse("oversight:urge", args=[pledge.pk])
    done = supervisor.post(url, {"note": "请核实", "line": f"new:{pledge.pk}"}, headers=IN_PLACE)
    assert done.status_code == 200 and "data-line-done" in done.text and "前答复" in done.text
    refused = supervisor.post(url, {"note": " ", "line": f"new:{pledge.pk}"}, headers=IN_PLACE)
    assert refused.headers["HX-Redirect"] == f"{url}?next=/oversight/"
    back = f"/oversight/#line-new-{other.pk}"
    plain = supervisor.post(reverse("oversight:brief_seen"), {"line": f"new:{other.pk}", "next": back})
    assert plain.url == back
    page = supervisor.get(reverse("oversight:brief"))
    assert not [section for section in page.context["brief"].sections if section.key == "new"]
    assert page.context["seen"] == 1 and "重新显示已阅的 1 条" in page.text
    supervisor.post(reverse("oversight:brief_restore"))
    assert [s.key for s in supervisor.get(reverse("oversight:brief")).context["brief"].sections if s.key == "new"]
    assert supervisor.post(reverse("oversight:brief_seen"), {"line": "x"}).url == "/oversight/"
    case = other.case
    asked = {"version": case.version, "to": office.stranger.pk, "note": "请接手", "line": f"new:{other.pk}"}
    moved = supervisor.post(reverse("oversight:reassign", args=[case.pk]), {**asked, "next": "/oversight/"})
    assert moved.url == "/oversight/"
    assert set(LineDone.objects.values_list("row", "act")) == {(str(pledge.pk), "urged"), (str(other.pk), "reassigned")}


def test_a_file_is_looked_at_again_from_its_line(office, supervisor):
    case = office.draft(on=ON)
    words = f"{office.second.name}自行回避"
    case = case_services.case_update(case=case, actor=office.officer, on=ON, data={"recusal": words})
    url, line = reverse("oversight:file_check", args=[case.pk]), {"line": "file:1"}
    still = supervisor.post(url, line, headers=IN_PLACE)
    assert "仍有1处不一致" in still.text and "data-line-done" not in still.text
    assert supervisor.post(url, {**line, "next": "/oversight/#line-file-1"}).url == "/oversight/#line-file-1"
    assert not LineDone.objects.exists()
    case_services.case_update(case=case, actor=office.officer, on=ON, data={"recusal": ""})
    assert "已一致" in supervisor.post(url, line, headers=IN_PLACE).text
    assert LineDone.objects.get().act == "checked"


def test_a_keyword_is_not_recorded(office, supervisor):
    pledge = late(office, 2)
    supervisor.get(reverse("oversight:overdue_export"), {"words": pledge.case.party.name, "days": 1})
    assert Event.objects.get(verb="overdue_export").data["filters"] == "逾期不少于（天）：1；关键词：（略）"
