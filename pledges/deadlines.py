"""The clocks of a pledge: what its due date means on a given day. Pure; no clock, no database.

Said once, so that querysets mirror it: a pledge is **overdue** ⇔ ``status in RUNNING_STATUSES`` and ``effective_due_on < on`` and it
has no open submission, and no live promise in answer to a 督办 (``answered_until``). Due today is not overdue. Materials delivered and
awaiting recheck is not overdue. A letter not yet signed promises nothing: it is 待签字, and says so when its date has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xinglongtai.core.workdays import Deadline, WorkCalendar, add_working_days, chinese_date

ISSUED, SIGNED, SUBMITTED = "issued", "signed", "submitted"
FULFILLED, BREACHED, VOIDED, REFUSED = "fulfilled", "breached", "voided", "refused"
UNSIGNED_STATUSES = (ISSUED,)
RUNNING_STATUSES = (SIGNED,)
AWAITING_STATUSES = (SUBMITTED,)
CLOSED_STATUSES = (FULFILLED, BREACHED, VOIDED, REFUSED)
STATUSES = UNSIGNED_STATUSES + RUNNING_STATUSES + AWAITING_STATUSES + CLOSED_STATUSES

T0_LENGTH = 15  # working days, 程序规定 18 I
T0_EXTENSION = 15


class Standing(StrEnum):
    """Where a pledge stands on a day, most urgent first."""

    OVERDUE = "overdue"
    PROMISED = "promised"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    AWAITING_RECHECK = "awaiting_recheck"
    UNSIGNED = "unsigned"
    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True)
class PledgeFacts:
    """What decides the standing. ``submitted_on`` is the day of the latest materials; ``open_submission`` says that they are
    not rechecked yet. ``extended_to`` is the date of an approved extension, ``answered_until`` the last day of what the handler
    promised in answer to the newest 督办."""

    status: str
    due_on: date
    extended_to: date | None = None
    submitted_on: date | None = None
    open_submission: bool = False
    urged_on: date | None = None
    answered_until: date | None = None

    @property
    def effective_due_on(self) -> date:
        """The day that counts: the extension's where one was approved."""
        return self.extended_to or self.due_on


@dataclass(frozen=True)
class DeadlineState:
    """A pledge's standing on a day. ``days`` are calendar days to the due date, negative when it has passed."""

    standing: Standing
    due_on: date
    days: int
    late_submission: bool = False
    urged_on: date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.standing is Standing.OVERDUE

    @property
    def label(self) -> str:
        """Words for a chip: «逾期 2 天», «逾期 2 天（已承诺办结日期）», «今天到期», «还有 3 天», «待复查», «待复查（逾期送交）»,
        «待签字», «已了结»."""
        match self.standing:
            case Standing.CLOSED:
                return "已了结"
            case Standing.AWAITING_RECHECK:
                return "待复查（逾期送交）" if self.late_submission else "待复查"
            case Standing.UNSIGNED:
                return "待签字（约定日期已过）" if self.days < 0 else "待签字"
            case Standing.OVERDUE:
                return f"逾期 {-self.days} 天"
            case Standing.PROMISED:
                return f"逾期 {-self.days} 天（已承诺办结日期）"
            case Standing.DUE_TODAY:
                return "今天到期"
            case _:
                return f"还有 {self.days} 天"

    @property
    def sort_key(self) -> tuple[int, date]:
        """Most urgent first."""
        return list(Standing).index(self.standing), self.due_on


def deadline_state(facts: PledgeFacts, on: date, *, due_soon: int = 3) -> DeadlineState:
    """The standing on ``on``. ``due_soon``: how many days ahead count as 即将到期 (a parameter).

    ``ValueError`` for a status outside :data:`STATUSES`.
    """
    if facts.status not in STATUSES:
        raise ValueError(f"未知的承诺状态：{facts.status}")
    due = facts.effective_due_on
    days = (due - on).days
    late = facts.submitted_on is not None and facts.submitted_on > due
    if facts.status in CLOSED_STATUSES:
        standing = Standing.CLOSED
    elif facts.status in AWAITING_STATUSES or facts.open_submission:
        standing = Standing.AWAITING_RECHECK
    elif facts.status in UNSIGNED_STATUSES:
        standing = Standing.UNSIGNED
    elif days < 0 and facts.answered_until is not None and facts.answered_until >= on:
        standing = Standing.PROMISED
    elif days < 0:
        standing = Standing.OVERDUE
    elif days == 0:
        standing = Standing.DUE_TODAY
    elif days <= due_soon:
        standing = Standing.DUE_SOON
    else:
        standing = Standing.RUNNING
    return DeadlineState(standing, due, days, late, facts.urged_on)


@dataclass(frozen=True)
class T0Clock:
    """核查 → 立案 or 不予立案 (程序规定 18): 15 working days from discovery, 15 more when approved.

    ``due_on`` is the day that counts now; ``extended_due_on`` is where it would be with the approval.
    """

    due_on: date
    extended_due_on: date
    extended: bool
    deadline: Deadline

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.deadline.warnings


def t0_clock(
    discovered_on: date,
    calendar: WorkCalendar,
    extended: bool = False,
    *,
    days: int = T0_LENGTH,
    extension_days: int = T0_EXTENSION,
    not_counted: Iterable[tuple[date, date]] = (),
) -> T0Clock:
    """The clock from the day of discovery or receipt (not counted itself). ``days`` and ``extension_days`` are working days;
    ``not_counted``: spans of 检测、检验、检疫、鉴定."""
    spans = tuple(not_counted)
    plain = add_working_days(discovered_on, days, calendar, not_counted=spans)
    longer = add_working_days(discovered_on, days + extension_days, calendar, not_counted=spans)
    current = longer if extended else plain
    return T0Clock(current.due_on, longer.due_on, extended, current)


def clock_clash(pledge_due: date, clock: T0Clock, *, case_filed: bool = False) -> str:
    """Why a pledge due on ``pledge_due`` cannot end in 不予立案 as things stand; "" where it can or the case is filed."""
    if case_filed or pledge_due <= clock.due_on:
        return ""
    head = f"改正期限{chinese_date(pledge_due)}晚于核查期限{chinese_date(clock.due_on)}，期限届满时不能再作出不予立案决定。"
    if not clock.extended and pledge_due <= clock.extended_due_on:
        return (
            head
            + f"请先报批延长核查期限（可至{chinese_date(clock.extended_due_on)}），或者先行立案，或者提前改正期限。"
        )
    if clock.extended:
        return head + "核查期限已经延长过，请先行立案，或者提前改正期限。"
    return head + f"即使批准延长（至{chinese_date(clock.extended_due_on)}）也不够，请先行立案，或者提前改正期限。"
