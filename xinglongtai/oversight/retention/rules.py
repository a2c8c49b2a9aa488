"""When personal data falls due. Pure; years and days come in, no database, no clock."""

from dataclasses import dataclass
from datetime import date

#: What stands instead of a name that was taken out.
GONE = "（已去标识化）"


@dataclass(frozen=True)
class Rule:
    """A bureau's rule. ``years`` after the end of a case, 0 = off; ``source`` says where they come from, "" = off as well.

    ``lookback``: years for which the first-offence check looks back. Nothing falls due earlier, so the check never misses a number
    and no hash has to outlive it.
    """

    years: int
    source: str
    lookback: int

    @property
    def on(self) -> bool:
        return self.years > 0 and bool(self.source.strip())

    @property
    def whole_years(self) -> int:
        return max(self.years, self.lookback)


def plus_years(day: date, years: int) -> date:
    """The same day so many years later; 28 February for 29 February where there is none.

    >>> plus_years(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def due_on(ended_on: date, rule: Rule) -> date:
    """The first day on which data of a case that ended on ``ended_on`` may be taken out: the day after its years."""
    return date.fromordinal(plus_years(ended_on, rule.whole_years).toordinal() + 1)


def ended_by(on: date, rule: Rule) -> date:
    """The latest end with which a case is due on ``on``; the other direction of :func:`due_on`, for queries."""
    day = plus_years(date.fromordinal(on.toordinal() - 1), -rule.whole_years)
    while due_on(date.fromordinal(day.toordinal() + 1), rule) <= on:
        day = date.fromordinal(day.toordinal() + 1)
    return day
