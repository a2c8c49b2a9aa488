"""The verification clock of a case: 15 (+15) working days from T0 (程序规定 18)."""

from datetime import date

from xinglongtai.core import parameters
from xinglongtai.core.calendar import load
from xinglongtai.core.workdays import Deadline, add_working_days

from .status import DecisionState


def verification_clock(*, bureau, discovered_on: date, extended: bool) -> Deadline:
    """The clock's end with the days it skipped. ``extended`` = the one extension is approved."""
    days, more = parameters.values(bureau, "clock.verify_days", "clock.verify_extension_days")
    if extended:
        days += more
    return add_working_days(discovered_on, days, load([discovered_on.year, discovered_on.year + 1]))


def is_extended(case) -> bool:
    """Whether the one extension of the verification clock is approved."""
    return bool(case.pk) and case.clock_extensions.filter(state=DecisionState.APPROVED).exists()


def verification_due(case) -> date:
    """The last day on which 立案 or 不予立案 may be decided in time."""
    return verification_clock(bureau=case.bureau, discovered_on=case.discovered_on, extended=is_extended(case)).due_on
