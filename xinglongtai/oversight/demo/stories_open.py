"""Stories that stand open today: registering, waiting for somebody, a letter running. A story is a generator: it acts, and
yields the day on which it goes on. Each takes a scene; ``days`` are calendar days from the demo's today."""

from collections.abc import Iterator
from datetime import date, timedelta

from cases import services as case_verbs
from cases.status import CheckResult, Source
from pledges import services as pledge_verbs

from .stage import Scene

Story = Iterator[date]


def draft_party(s: Scene) -> Story:
    """Only the party is chosen."""
    yield s.stage.ago(0)
    s.open(s.stage.casting.pick())


def draft_violation(s: Scene, days: int = 1) -> Story:
    """The violation is written down, the sheet is not begun."""
    yield s.stage.ago(days)
    s.open(s.stage.casting.pick())
    s.describe()


def draft_sheet(s: Scene, days: int = 1, open_question: str = "") -> Story:
    """The sheet is made and not confirmed; with ``open_question`` one answer is missing."""
    yield s.stage.ago(days)
    s.registered(s.stage.casting.pick(), answers={open_question: None} if open_question else None)


def draft_unverified(s: Scene) -> Story:
    """«未能核实»: a person must decide."""
    yield s.stage.ago(1)
    s.open(s.stage.casting.pick(structure="discretionary"))
    s.describe()
    s.look_up(CheckResult.UNVERIFIED, "演示：外部系统暂不能登录")
    s.assess()


def cancelled(s: Scene, days: int) -> Story:
    """Given up: registered by mistake."""
    yield s.stage.ago(days)
    s.open(s.stage.casting.pick())
    s.act(case_verbs.case_cancel, case=s.case, reason="演示：重复登记。")


def stopped(s: Scene, answers: dict, days: int) -> Story:
    """The sheet closes the pledge path: 已核查待处理."""
    yield s.stage.ago(days)
    s.registered(s.stage.casting.pick(), answers=answers)
    s.confirm()


def ready(s: Scene, days: int) -> Story:
    """The letter may be issued now."""
    yield s.stage.ago(days)
    s.registered(s.stage.casting.pick())
    s.confirm()


def _issued(s: Scene, due: date, *, clue_days: int = 0, days: int = 5, breaking: bool = False) -> Story:
    """Registered and issued so that ``due`` is the agreed day, about five days before it. ``breaking``: it will be broken."""
    days = max(days, (due - s.stage.base).days)
    part = s.stage.casting.pick(days=days, breaking=breaking)
    span = min(days, part.rule.correction_days_max or days)
    yield s.stage.workday(due - timedelta(days=span))
    source = Source.COMPLAINT if clue_days else ""
    s.registered(part, clue_days=clue_days, source=source)
    s.confirm()
    s.educate()
    s.issue(due)


def unsigned(s: Scene, due_in: int) -> Story:
    """Issued, not signed."""
    yield from _issued(s, s.stage.base + timedelta(days=due_in))


def refused_to_sign(s: Scene, days: int) -> Story:
    """The party would not sign; correction may still come."""
    yield from _issued(s, s.stage.ago(days) + timedelta(days=5))
    s.act(
        pledge_verbs.pledge_refuse,
        pledge=s.pledge,
        on=s.on,
        reason="演示：当事人要求先咨询，暂不签署。",
        witness="演示社区工作人员",
    )


def voided(s: Scene, days: int, again: bool = False) -> Story:
    """A letter with a slip, voided; ``again``: the corrected one is issued and signed."""
    due = s.stage.base - timedelta(days=days) + timedelta(days=8)
    yield from _issued(s, due)
    s.act(pledge_verbs.letter_void, pledge=s.pledge, on=s.on, reason="演示：改正期限填写有误。")
    s.pledge = None
    s.again()
    if again:
        s.issue(due)
        s.sign()


def running(s: Scene, due_in: int, *, clue_days: int = 0, days: int = 5, breaking: bool = False) -> Story:
    """Signed; due in ``due_in`` days (negative: overdue)."""
    yield from _issued(s, s.stage.base + timedelta(days=due_in), clue_days=clue_days, days=days, breaking=breaking)
    s.sign()


def urged(s: Scene, due_in: int, answered: bool, days: int = 2, promised: int = 0) -> Story:
    """Overdue and urged by the supervisor ``days`` ago; the answer may promise a day ``promised`` days after the demo's today."""
    yield from running(s, due_in)
    yield s.stage.ago(days)
    urge = s.urge()
    if answered:
        yield max(s.on, s.stage.ago(1))
        until = s.stage.base + timedelta(days=promised) if promised else None
        answer = "演示：已电话联系，约定近日复查。"
        s.act(pledge_verbs.urge_answer, urge=urge, on=s.on, answer=answer, promised_on=until)


def handed_in(s: Scene, due_in: int, days: int) -> Story:
    """Materials came in ``days`` ago and wait for the recheck."""
    yield from running(s, due_in)
    yield max(s.on, s.stage.ago(days))
    s.hand_in()


def looked_at(s: Scene, due_in: int, result: str, days: int) -> Story:
    """A recheck that does not end it: 部分到位 or 无法核查."""
    yield from handed_in(s, due_in, days + 1)
    yield max(s.on, s.stage.ago(days))
    s.recheck(result)


def more_time(s: Scene, due_in: int, days: int, decision: bool | None) -> Story:
    """An extension asked ``days`` before the deadline: pending, approved or rejected."""
    yield from running(s, due_in)
    due = s.stage.base + timedelta(days=due_in)
    yield max(s.on, s.stage.workday(min(due - timedelta(days=days), s.stage.base)))
    extension = s.ask_more_time(7)
    if decision is not None:
        yield min(due, s.stage.after(s.on, 1))
        s.more_time(extension, decision)


def longer_clock(s: Scene, due_in: int, decision: bool | None) -> Story:
    """The verification clock would clash with the deadline: more time is asked for, perhaps granted."""
    yield from running(s, due_in, clue_days=16)
    row = s.act(case_verbs.clock_extension_request, case=s.case, on=s.on, reason="演示：须待检定机构出具证明。")
    if decision is not None:
        s.act(
            case_verbs.clock_extension_decide,
            by=s.staff.leader,
            extension=row,
            on=s.on,
            approve=decision,
            note="演示：同意延长。" if decision else "演示：请抓紧办理。",
        )


def handed_over(s: Scene, due_in: int) -> Story:
    """The case changes hands within the station."""
    yield from running(s, due_in)
    s.act(case_verbs.case_handover, case=s.case, by=s.team.head, to=s.second, note="演示：原主办人外出培训。")
