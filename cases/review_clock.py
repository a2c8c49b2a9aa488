"""How long a review has waited, in working days, against the period the bureau sets (参照程序规定 55). Pure: no clock, no rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from xinglongtai.core.workdays import WorkCalendar, add_working_days, working_days_between

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """``days`` working days since the request (its day not counted); ``due_on`` is the last day in time."""

    days: int
    due_on: date
    overdue_days: int = 0

    @property
    def overdue(self) -> bool:
        return self.overdue_days > 0

    @property
    def words(self) -> str:
        """«刚送审», «已等 3 个工作日»."""
        return f"已等 {self.days} 个工作日" if self.days else "刚送审"

    @property
    def late_words(self) -> str:
        """«超期 2 个工作日»; "" in time."""
        return f"超期 {self.overdue_days} 个工作日" if self.overdue else ""


def waited(since: date, on: date, limit: int, calendar: WorkCalendar) -> Waiting:
    """The waiting of something asked on ``since``, seen on ``on``; ``limit`` working days are in time."""
    days = working_days_between(since, on, calendar)
    due_on = add_working_days(since, limit, calendar).due_on
    return Waiting(days, due_on, max(0, days - limit))


def asked_by(days: int, on: date, calendar: WorkCalendar) -> date:
    """The last day on which something must have been asked to have waited ``days`` working days or more on ``on``."""
    day = on
    while working_days_between(day, on, calendar) < days:
        day -= ONE_DAY
    return day
