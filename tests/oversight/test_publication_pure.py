"""The clock of publication, the checklist, and the cells of a pack: rules without a database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from xinglongtai.core.workdays import DayKind, WorkCalendar
from xinglongtai.oversight.publication import checklist, clock
from xinglongtai.oversight.publication.layouts import START, csv_bytes, start_columns, typed

LIMITS = clock.Limits(gsxt=20, push=10, credit=20)
HOLIDAYS = {date(2026, 1, 1): "元旦", date(2026, 5, 1): "劳动节"} | {date(2026, 10, n): "国庆节" for n in range(1, 8)}
CALENDAR = WorkCalendar(
    {day: (DayKind.HOLIDAY, name) for day, name in HOLIDAYS.items()} | {date(2026, 10, 10): (DayKind.MAKE_UP, "国庆节")}
)


def test_twenty_working_days_and_ten_for_another_province():
    """A decision of Monday 1 June 2026: the 20th working day is Monday 29 June, the 10th is 15 June."""
    day = date(2026, 6, 1)
    assert clock.deadline_of("gsxt", day, False, LIMITS, CALENDAR).due_on == date(2026, 6, 29)
    assert clock.deadline_of("gsxt", day, True, LIMITS, CALENDAR).due_on == date(2026, 6, 15)
    assert clock.deadline_of("credit", day, True, LIMITS, CALENDAR).due_on == date(2026, 6, 29)


def test_an_unknown_year_is_said():
    found = clock.deadline_of("gsxt", date(2026, 12, 20), False, LIMITS, CALENDAR)
    assert found.warnings == ("2027年放假安排未录入，暂按周一至周五为工作日计算，录入后请重新核对。",)


@pytest.mark.parametrize("length", [1, 10, 20])
def test_the_cutoff_mirrors_the_deadline(length):
    """For every day around the long holiday: decisions up to the cutoff are overdue, the next day's is not."""
    limits = clock.Limits(length, length, length)
    for n in range(60):
        on = date(2026, 9, 20) + timedelta(days=n)
        last = clock.cutoff(on, length, CALENDAR)
        assert clock.deadline_of("gsxt", last, False, limits, CALENDAR).due_on < on
        assert clock.deadline_of("gsxt", last + timedelta(days=1), False, limits, CALENDAR).due_on >= on


def test_soon_means_within_so_many_working_days():
    on = date(2026, 6, 22)
    until = clock.soon_cutoffs(on, 5, LIMITS, CALENDAR)["gsxt"]
    assert clock.deadline_of("gsxt", until, False, LIMITS, CALENDAR).due_on == date(2026, 6, 29)


COMPLETE = checklist.Facts(
    lenient=False,
    party_name="演示小店",
    uscc_fault="",
    case_number="演罚〔2026〕1号",
    filed_on=date(2026, 5, 1),
    number="演罚〔2026〕1号",
    decided_on=date(2026, 6, 1),
    violation="未亮照",
    basis="行政处罚法第三十二条",
    kinds=("fine",),
    fine=Decimal(500),
    gains=None,
    content="罚款500元",
    authority="演示局",
    elsewhere=False,
    informed=True,
    screened=True,
)
ON = date(2026, 6, 2)


def changed(**values) -> checklist.Facts:
    return checklist.Facts(**{**COMPLETE.__dict__, **values})


def test_a_complete_case_lacks_nothing():
    assert checklist.faults(COMPLETE, ON) == []
    assert checklist.faults(changed(gains=Decimal(9), kinds=("fine", "gains")), ON) == []


@pytest.mark.parametrize(
    ("values", "label", "words"),
    [
        ({"party_name": ""}, "当事人名称", "没有名称"),
        ({"uscc_fault": "校验位不对"}, "统一社会信用代码", "校验位不对"),
        ({"number": ""}, "决定文号", "没有填写"),
        ({"number": "别的号"}, "决定文号", "不一致"),
        ({"decided_on": None}, "决定日期", "没有填写"),
        ({"decided_on": date(2026, 6, 3)}, "决定日期", "晚于今天"),
        ({"decided_on": date(2026, 4, 30)}, "决定日期", "早于立案"),
        ({"violation": ""}, "违法行为类型", "没有填写"),
        ({"basis": ""}, "处罚依据", "没有填写"),
        ({"kinds": ()}, "处罚种类和金额", "没有登记"),
        ({"fine": None}, "处罚种类和金额", "罚款的金额"),
        ({"kinds": ("gains",)}, "处罚种类和金额", "没收违法所得的金额"),
        ({"content": ""}, "处罚内容", "没有填写"),
        ({"authority": ""}, "作出决定的机关", "没有填写"),
        ({"elsewhere": None}, "当事人登记地", "本省还是外省"),
        ({"informed": False}, "书面告知将公示", "第八条"),
        ({"screened": False}, "保密审查和个人信息处理", "第五条"),
        ({"content": "张三11010519491231002X"}, "保密审查和个人信息处理", "身份证号"),
        ({"content": "电话13800005678"}, "保密审查和个人信息处理", "手机号"),
    ],
)
def test_every_lack_is_named(values, label, words):
    lacking = [line for line in checklist.lines(changed(**values), ON) if not line.met]
    assert [line.label for line in lacking] == [label]
    assert words in lacking[0].fault


def test_a_lenient_outcome_needs_no_penalty():
    facts = changed(lenient=True, kinds=(), fine=None, number="", case_number="", elsewhere=None, informed=False)
    assert checklist.faults(facts, ON) == []
    assert "处罚种类和金额" not in [line.label for line in checklist.lines(facts, ON)]


def test_a_credit_code_is_no_personal_number():
    assert checklist.personal_numbers("信用代码 91211103MA0000107G，罚款500元") == ""
    assert checklist.personal_numbers("编号123456789012345678901234") == ""


def test_shipped_layouts_are_to_be_checked_and_leniency_names_no_penalty():
    for lenient in (False, True):
        columns = start_columns("gsxt", lenient)
        assert [column["source"] for column in columns] == list(START[lenient])
        assert not any(column["checked"] for column in columns)
    assert not {"kinds", "fine", "gains"} & set(START[True])


def test_files_keep_dates_and_hold_no_formula():
    cells = [["t", "=1+1"], ["d", "2026-06-01"], ["n", "500.00"], ["t", ""]]
    assert typed(cells) == ["=1+1", date(2026, 6, 1), 500.0, ""]
    text = csv_bytes(["甲", "乙", "丙", "丁"], [cells])
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").splitlines() == ["甲,乙,丙,丁", "'=1+1,2026-06-01,500.00,"]
