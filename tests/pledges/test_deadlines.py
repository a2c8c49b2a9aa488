"""What a due date means on a day."""

from datetime import date

import pytest

from pledges import deadlines as d
from tests.core.test_workdays import KNOWN
from xinglongtai.core.workdays import chinese_date

DUE = date(2026, 11, 20)


def facts(status=d.SIGNED, **more):
    return d.PledgeFacts(status=status, due_on=DUE, **more)


@pytest.mark.parametrize(
    ("on", "standing", "label"),
    [
        (date(2026, 11, 10), d.Standing.RUNNING, "还有 10 天"),
        (date(2026, 11, 16), d.Standing.RUNNING, "还有 4 天"),
        (date(2026, 11, 17), d.Standing.DUE_SOON, "还有 3 天"),
        (date(2026, 11, 19), d.Standing.DUE_SOON, "还有 1 天"),
        (date(2026, 11, 20), d.Standing.DUE_TODAY, "今天到期"),
        (date(2026, 11, 21), d.Standing.OVERDUE, "逾期 1 天"),
        (date(2026, 12, 20), d.Standing.OVERDUE, "逾期 30 天"),
    ],
)
def test_a_running_pledge(on, standing, label):
    state = d.deadline_state(facts(), on)
    assert (state.standing, state.label) == (standing, label)
    assert state.is_overdue is (standing is d.Standing.OVERDUE)


def test_an_answered_promise_rests_until_its_day():
    promised = facts(answered_until=date(2026, 11, 25))
    state = d.deadline_state(promised, date(2026, 11, 25))
    assert (state.standing, state.label) == (d.Standing.PROMISED, "逾期 5 天（已承诺办结日期）")
    assert d.deadline_state(promised, date(2026, 11, 26)).standing is d.Standing.OVERDUE


def test_due_soon_is_a_parameter():
    assert d.deadline_state(facts(), date(2026, 11, 15), due_soon=5).standing is d.Standing.DUE_SOON


@pytest.mark.parametrize("status", d.STATUSES)
@pytest.mark.parametrize("submission", [False, True])
@pytest.mark.parametrize("on", [date(2026, 11, 19), DUE, date(2026, 11, 21)])
def test_overdue_is_exactly_the_definition(status, submission, on):
    state = d.deadline_state(facts(status, open_submission=submission), on)
    assert state.is_overdue is (status in d.RUNNING_STATUSES and on > DUE and not submission)


@pytest.mark.parametrize("status", d.CLOSED_STATUSES)
def test_closed_pledges_have_no_deadline_any_more(status):
    state = d.deadline_state(facts(status), date(2027, 1, 1))
    assert state.standing is d.Standing.CLOSED and state.label == "已了结"


def test_materials_awaiting_recheck_are_not_overdue_but_late_ones_are_flagged():
    in_time = d.deadline_state(facts(d.SUBMITTED, submitted_on=DUE, open_submission=True), date(2026, 12, 1))
    late = d.deadline_state(facts(d.SUBMITTED, submitted_on=date(2026, 11, 21)), date(2026, 12, 1))
    assert (in_time.label, in_time.late_submission) == ("待复查", False)
    assert (late.label, late.late_submission, late.is_overdue) == ("待复查（逾期送交）", True, False)


def test_an_unsigned_letter_promises_nothing():
    assert d.deadline_state(facts(d.ISSUED), DUE).label == "待签字"
    late = d.deadline_state(facts(d.ISSUED), date(2026, 11, 21))
    assert late.label == "待签字（约定日期已过）" and not late.is_overdue


def test_an_extension_counts():
    extended = facts(extended_to=date(2026, 11, 27), urged_on=date(2026, 11, 21))
    state = d.deadline_state(extended, date(2026, 11, 21))
    assert (state.due_on, state.label, state.urged_on) == (date(2026, 11, 27), "还有 6 天", date(2026, 11, 21))


def test_unknown_status_is_refused():
    with pytest.raises(ValueError, match="未知的承诺状态"):
        d.deadline_state(facts("draft"), DUE)


def test_most_urgent_first():
    on = date(2026, 11, 20)
    late = d.PledgeFacts(d.SIGNED, date(2026, 11, 18))
    later = d.PledgeFacts(d.SIGNED, date(2026, 11, 10))
    running = d.PledgeFacts(d.SIGNED, date(2026, 12, 18))
    states = [d.deadline_state(f, on) for f in (running, facts(d.SUBMITTED), late, facts(), later)]
    assert [s.label for s in sorted(states, key=lambda s: s.sort_key)] == [
        "逾期 10 天", "逾期 2 天", "今天到期", "待复查", "还有 28 天",
    ]  # fmt: skip


def test_the_clock_of_article_18():
    clock = d.t0_clock(date(2026, 9, 25), KNOWN)
    assert (clock.due_on, clock.extended_due_on) == (date(2026, 10, 22), date(2026, 11, 12))
    assert d.t0_clock(date(2026, 9, 25), KNOWN, True).due_on == date(2026, 11, 12)
    assert clock.warnings == ()
    assert "2027年" in d.t0_clock(date(2026, 12, 20), KNOWN).warnings[0]


def test_time_of_testing_does_not_run():
    clock = d.t0_clock(date(2026, 9, 25), KNOWN, not_counted=[(date(2026, 10, 12), date(2026, 10, 16))])
    assert clock.due_on == date(2026, 10, 29)


def test_clock_clash():
    start = date(2026, 9, 25)
    plain, extended = d.t0_clock(start, KNOWN), d.t0_clock(start, KNOWN, extended=True)
    assert d.clock_clash(date(2026, 10, 22), plain) == ""
    assert d.clock_clash(date(2026, 11, 20), plain, case_filed=True) == ""
    assert "请先报批延长核查期限（可至2026年11月12日）" in d.clock_clash(date(2026, 10, 23), plain)
    assert "即使批准延长" in d.clock_clash(date(2026, 11, 13), plain)
    assert d.clock_clash(date(2026, 11, 12), extended) == ""
    assert "已经延长过" in d.clock_clash(date(2026, 11, 13), extended)
    assert chinese_date(plain.due_on) in d.clock_clash(date(2026, 11, 13), plain)
