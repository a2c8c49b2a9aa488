"""The clock of publication: working days from the day of the decision (公示规定 9, 10). Pure; no clock of its own, no database."""

from dataclasses import dataclass
from datetime import date, timedelta

from xinglongtai.core.workdays import Deadline, WorkCalendar, add_working_days

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """Working days: ``gsxt`` 公示规定 9; ``push`` 公示规定 10 (party of another province); ``credit`` for 信用中国."""

    gsxt: int
    push: int
    credit: int

    def of(self, target: str, elsewhere: bool) -> tuple[str, int]:
        """(name of the clock, working days) of a decision in ``target``."""
        name = "credit" if target == "credit" else "push" if elsewhere else "gsxt"
        return name, getattr(self, name)


#: What each clock ends with, and its basis.
WORDS = {
    "gsxt": "公示（公示规定第九条）",
    "push": "推送至当事人登记地（公示规定第十条）",
    "credit": "报送（期限由本机关确定，待核实）",
}


def deadline_of(target: str, decided_on: date, elsewhere: bool, limits: Limits, calendar: WorkCalendar) -> Deadline:
    """The last day for publishing a decision of ``decided_on``; its ``warnings`` say which year's calendar is missing."""
    return add_working_days(decided_on, limits.of(target, elsewhere)[1], calendar)


def cutoff(on: date, length: int, calendar: WorkCalendar) -> date:
    """The latest day of decision whose ``length`` working days are over before ``on``.

    Mirrors :func:`deadline_of`: a decision of that day or earlier is overdue on ``on``, one of a later day is not.
    """
    start, left = on - ONE_DAY, length
    while left:
        left -= calendar.is_working(start)
        start -= ONE_DAY
    return start


def cutoffs(on: date, limits: Limits, calendar: WorkCalendar) -> dict[str, date]:
    """:func:`cutoff` of each clock."""
    return {name: cutoff(on, getattr(limits, name), calendar) for name in WORDS}


def soon_cutoffs(on: date, days: int, limits: Limits, calendar: WorkCalendar) -> dict[str, date]:
    """Days of decision whose clock ends within ``days`` working days after ``on`` (or has ended)."""
    return cutoffs(add_working_days(on, days, calendar).due_on + ONE_DAY, limits, calendar)
