"""The days on which something is registered, and how many cases come on each. A day is its place among the working days."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

from xinglongtai.core.workdays import WorkCalendar

from .size import BEGINS, Size

#: So many working days after the last one are known, for what is due in the future.
AHEAD = 150
#: So many before the first one, for clues older than the inspection.
BEHIND = 10
#: Cases come oftener every year: the last days bring so many times what the first ones brought.
GROWTH = 2.2
#: Seconds in the day at which offices open here (08:30), by UTC.
OPENING = 30 * 60
_CLOCK = [f" {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(86_400)]


class Days:
    """``iso[d]`` is the day at place ``d``; ``now`` the place of the nation's today; case ``n`` (from 1) comes on ``of_case(n)``."""

    def __init__(self, size: Size, calendar: WorkCalendar):
        days, day = [], BEGINS - timedelta(days=3 * BEHIND)
        while len(days) < BEHIND or days[-1] <= size.until or days[-AHEAD] <= size.until:
            if calendar.is_working(day):
                days.append(day)
            day += timedelta(days=1)
        self.days = days
        self.iso = [day.isoformat() for day in days]
        self.first = bisect_right(days, BEGINS - timedelta(days=1))
        self.now = bisect_right(days, size.until) - 1
        self.epoch = [int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) for day in days]
        self.upto = self._counted(size.cases)

    def _counted(self, cases: int) -> list[int]:
        """Place → how many cases came on or before it."""
        span = self.now - self.first + 1
        weights = [1 + (GROWTH - 1) * place / span + 0.25 * (day.day % 7 == 0) for place, day in self._open()]
        total, due, found = sum(weights), 0.0, [0] * self.first
        for weight in weights:
            due += weight
            found.append(round(due / total * cases))
        return found

    def _open(self):
        return enumerate(self.days[self.first : self.now + 1])

    def of_case(self, n: int) -> int:
        """The place of the day on which case ``n`` is registered."""
        return bisect_right(self.upto, n - 1)

    def before(self, place: int) -> int:
        """How many cases came before the day at ``place``."""
        return self.upto[place - 1] if place > self.first else 0

    def years(self) -> list[tuple[int, int, int]]:
        """(year, first place, place after the last one) of every calendar year with cases."""
        found: dict[int, list[int]] = {}
        for place in range(self.first, self.now + 1):
            found.setdefault(self.days[place].year, []).append(place)
        return [(year, places[0], places[-1] + 1) for year, places in found.items()]

    def date(self, place: int) -> date:
        return self.days[place]

    def moment(self, place: int, second: int) -> str:
        """The moment so many seconds after opening, by UTC, as both engines keep it."""
        return self.iso[place] + _CLOCK[OPENING + second]

    def milliseconds(self, place: int, second: int) -> int:
        """The same moment as the mark of an event tells it."""
        return (self.epoch[place] + OPENING + second) * 1000
