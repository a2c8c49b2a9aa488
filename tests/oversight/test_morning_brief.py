"""The morning page: what it lists and in which order, how it words days off, what it leaves out, and that it stays quiet."""

import io
import itertools
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases import services as case_services
from cases.models import Case, Violation
from pledges import services as pledge_services
from pledges.models import Letter, Pledge, Urge
from tests import factories as make
from tests.factories import DAY, Office
from tests.morning_stage import due, play
from xinglongtai.core.models import IssuedDocument, Officer, Parameter
from xinglongtai.core.workdays import WorkCalendar
from xinglongtai.oversight.morning import brief, builders_pledges, files, looking, sections, services_marks
from xinglongtai.oversight.morning.lines import key_of
from xinglongtai.oversight.morning.models import FileCheck, LineDone
from xinglongtai.oversight.morning.services_files import file_store
from xinglongtai.oversight.morning.year_end import read_month_day, years_to_enter

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(days=7)  # a Monday
NUMBERS = itertools.count(1000)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_calendar", years="2025-2026", verbosity=0)
        return play(office_of_file, 6)


def found(office, on=ON, actor=None):
    return {s.key: s for s in brief.build(actor or office.supervisor, on).sections}


def pks(section):
    return [row.pk for row in section.rows]


def disagreeing(office):
    """A registration whose second officer stands aside according to its own words."""
    case = office.draft(on=ON)
    return recuse(office, case, f"{office.second.name}与当事人有亲属关系，{office.second.name}自行回避")


def recuse(office, case, words):
    return case_services.case_update(case=case, actor=office.officer, on=ON, data={"recusal": words})


def copies(office, pledge, n):
    """``n`` more rows like ``pledge``, each with a case, a letter and a 督办 of its own; made without verbs because there are many."""
    for _ in range(n):
        case = Case.objects.get(pk=pledge.case_id)
        case.pk = None
        case.save(force_insert=True)
        letter = Letter.objects.select_related("document").get(pledge=pledge)
        document, urge, copy = letter.document, Urge.objects.get(pledge=pledge), Pledge.objects.get(pk=pledge.pk)
        number = next(NUMBERS)
        document.pk, document.n, document.number_text = None, number, f"演{number}号"
        IssuedDocument.objects.bulk_create([document])
        copy.pk, copy.case = None, case
        copy.save(force_insert=True)
        Letter.objects.create(pledge=copy, document=document)
        urge.pk, urge.pledge = None, copy
        urge.save(force_insert=True)
        Violation.objects.create(case=case, item_version=office.item, description="演示违法行为", act_on=DAY)
        FileCheck.objects.create(case=case, hard=1, checked_at=timezone.now(), found=[{"code": "x", "name": "甲·乙"}])


def test_quiet_when_there_is_nothing(office):
    page = brief.build(office.supervisor, ON)
    assert page.quiet
    assert page.sections == []


def test_after_a_weekend_what_fell_due_since_friday_is_new(office):
    friday = due(office, ON - timedelta(days=3))
    older = due(office, ON - timedelta(days=4))
    today = due(office, ON)
    page = found(office)
    assert pks(page["new"]) == [friday.pk]
    assert "上一工作日 6月5日（星期五）以来" in page["new"].note
    assert pks(page["today"]) == [today.pk]
    assert brief.build(office.supervisor, ON).overdue == 2
    assert older.pk not in {row.pk for s in page.values() if s.kind == "pledge" for row in s.rows}


def test_on_an_ordinary_day_the_words_are_plain():
    tuesday = date(2026, 6, 9)
    last = builders_pledges.previous_working_day(tuesday, WorkCalendar({}))
    assert builders_pledges.since_words(last, tuesday) == "昨天以来"


def test_every_topic_has_its_section_in_the_fixed_order(office):
    due(office, ON - timedelta(days=3))
    due(office, ON)
    due(office, ON + timedelta(days=3))
    office.issued(on=ON - timedelta(days=2), due_on=ON + timedelta(days=9))
    office.submitted(due_on=ON + timedelta(days=8))
    asked = due(office, ON + timedelta(days=8))
    late = pledge_services.pledge_urge(pledge=asked, actor=office.supervisor, on=ON - timedelta(9), note="请核实")
    lapsed = due(office, DAY)
    row = pledge_services.pledge_urge(pledge=lapsed, actor=office.supervisor, on=DAY + timedelta(1), note="请核实")
    pledge_services.urge_answer(
        urge=row, actor=office.officer, on=DAY + timedelta(1), answer="在办", promised_on=ON - timedelta(3)
    )
    clash = due(office, ON + timedelta(days=5))
    Case.objects.filter(pk=clash.case_id).update(clock_due_on=ON + timedelta(days=3))
    broken = office.rechecked("refused", on=ON)
    file_store(case=disagreeing(office), on=ON)
    Officer.objects.filter(pk=office.stranger.pk).update(certificate_to=ON + timedelta(days=30))
    case_services.clock_extension_request(
        case=office.draft(on=ON), actor=office.officer, on=ON - timedelta(days=6), reason="检测需时"
    )
    page = brief.build(office.supervisor, ON)
    assert [section.key for section in page.sections] == (
        "new lapsed today soon unsigned recheck approval urge clash clock packet file certificate".split()
    )
    assert {s.key: s.count for s in page.sections} | {"clock": 1} == dict.fromkeys([s.key for s in page.sections], 1)
    by_key = {section.key: section for section in page.sections}
    assert pks(by_key["urge"]) == [late.pk]
    assert pks(by_key["packet"]) == [broken.pk]
    lines = [line for _, lines in brief.shown_lines(page) for line in lines]
    assert all(line.next_id == after.id for line, after in zip(lines, lines[1:], strict=False))
    assert len({line.id for line in lines}) == len(lines) == page.lines
    own = found(office, actor=office.head)
    assert {"new", "recheck", "file"} <= set(own) and "approval" not in own  # a head does not decide on clocks
    assert found(office, actor=office.leader)["approval"].title == "待我审批"


def test_a_head_sees_the_own_subtree_only(office):
    pledge = due(office, ON)
    pledge.case.unit = office.other_station
    pledge.case.save()
    assert "today" in found(office)
    assert found(office, actor=office.head) == {}


def test_the_rest_of_a_promise_is_said_in_the_totals(office):
    pledge = due(office, DAY)
    row = pledge_services.pledge_urge(pledge=pledge, actor=office.supervisor, on=ON, note="请核实")
    assert brief.build(office.supervisor, ON).urged_open == 1
    pledge_services.urge_answer(urge=row, actor=office.officer, on=ON, answer="在办", promised_on=ON)
    page = brief.build(office.supervisor, ON)
    assert (page.overdue, page.promised, page.urged_open) == (0, 1, 0)


def test_reported_ones_come_first_and_say_so(office):
    rows = []
    for _ in range(2):
        pledge = due(office, ON + timedelta(days=10))
        rows.append(pledge_services.pledge_urge(pledge=pledge, actor=office.supervisor, on=DAY, note="请核实"))
    Urge.objects.filter(pk=rows[1].pk).update(escalated_on=ON)
    page = brief.build(office.leader, ON)
    lines = next(lines for section, lines in brief.shown_lines(page) if section.key == "urge")
    assert [(line.row, line.chip) for line in lines] == [(str(rows[1].pk), "已报局负责人"), (str(rows[0].pk), "未答复")]


def test_a_long_section_goes_on_as_lines_are_dealt_with(office, monkeypatch):
    monkeypatch.setattr(looking, "MOST_LINES", 2)
    pledges = [due(office, ON + timedelta(days=1)) for _ in range(4)]
    section = found(office)["soon"]
    assert (pks(section), section.count, section.hidden) == ([pledges[0].pk, pledges[1].pk], 4, 2)
    assert services_marks.line_done(actor=office.supervisor, on=ON, line=f"soon:{pledges[0].pk}")
    assert not services_marks.line_done(actor=office.supervisor, on=ON, line=f"soon:{pledges[0].pk}")
    section = found(office)["soon"]
    assert (pks(section), section.count) == ([pledges[1].pk, pledges[2].pk], 3)
    assert found(office, actor=office.leader)["soon"].count == 4
    assert found(office, on=ON + timedelta(days=1))["today"].count == 4
    assert LineDone.objects.count() == 1


def test_sections_of_other_topics_lose_their_lines_too(office, monkeypatch):
    rows = [sections.Line("甲", "词", f"/x/{n}/", ref="案件 1") for n in range(2)]
    builder = (70, lambda actor, on, calendar: sections.Section("others", "别的", "line", "warn", rows, 5))
    monkeypatch.setattr(sections, "_BUILDERS", [])
    sections.register(builder[1], order=70)
    sections.register(builder[1], order=70)
    assert found(office)["others"].hidden == 3
    services_marks.line_done(actor=office.supervisor, on=ON, line=f"others:{key_of(rows[0])}")
    assert (found(office)["others"].rows, found(office)["others"].count) == ([rows[1]], 4)


def test_files_are_shown_as_found_and_looked_at_again_when_the_case_changed(office, monkeypatch):
    case = disagreeing(office)
    assert "file" not in found(office)  # nobody has looked yet
    check = file_store(case=case, on=ON)
    assert check.hard == 1
    assert check.found[0]["since"] == ON.isoformat()
    section = found(office)["file"]
    assert "检查时" in section.note and "会挡住签发或办结" in section.note
    recuse(office, case, "")
    monkeypatch.setattr(files, "MOST_FRESH", 0)
    line = brief.shown_lines(brief.build(office.supervisor, ON))
    assert next(lines for s, lines in line if s.key == "file")[0].chip == "检查后案件有变动"
    monkeypatch.setattr(files, "MOST_FRESH", 3)
    assert "file" not in found(office)
    assert FileCheck.objects.get().hard == 1  # the page only looks
    FileCheck.objects.update(checked_at=make.at(ON, 6))
    assert files.checked_words(list(FileCheck.objects.all()), ON) == "今晨检查时（6:00）"
    assert files.checked_words(list(FileCheck.objects.all()), ON + timedelta(1)).startswith("6月8日检查时")


def test_next_years_calendar_is_asked_for_from_a_day_on(office):
    section = found(office, date(2026, 11, 23))["calendar"]
    assert section.rows[0].words.startswith("2027年放假安排未录入")
    Parameter.objects.create(bureau=office.bureau, key="oversight.calendar_from", value="12-01")
    assert "calendar" not in found(office, date(2026, 11, 23))
    assert years_to_enter(date(2026, 3, 1), WorkCalendar({}), (11, 1)) == [2026]
    for wrong in ("13-01", "2-30", "冬天", "11"):
        with pytest.raises(ValueError, match="月-日"):
            read_month_day(wrong)


def test_another_bureau_is_never_seen(office):
    due(office, ON - timedelta(days=3))
    file_store(case=disagreeing(office), on=ON)
    other = Office("other")
    assert brief.build(other.supervisor, ON).quiet


def shown(response) -> int:
    """Rows of the page, or of the file."""
    if response.context is None:
        return len(list(load_workbook(io.BytesIO(response.content)).active.iter_rows())) - 2
    return response.context["brief"].lines if "brief" in response.context else response.context["list"].count


def test_few_rows_or_many_take_the_same_queries(office, client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(timezone, "localdate", lambda *args: ON)
    pledge = due(office, ON - timedelta(days=3))
    pledge_services.pledge_urge(pledge=pledge, actor=office.supervisor, on=DAY, note="请核实")
    copies(office, pledge, 1)
    client.force_login(office.supervisor.user)
    few = {}
    for name, most in (("oversight:brief", 60), ("oversight:overdue", 45), ("oversight:overdue_export", 25)):
        client.get(reverse(name))
        with django_assert_max_num_queries(most) as asked:
            assert shown(client.get(reverse(name))) >= 2
        few[name] = len(asked.captured_queries)
    copies(office, pledge, 4)
    for name, most in few.items():
        with django_assert_max_num_queries(most):
            assert shown(client.get(reverse(name))) >= 6
