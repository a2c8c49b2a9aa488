"""Which way of handling counts as which mode of 721 on which day. Pure; the rows are read by :func:`.selectors.handling_of`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from .status import FIRST_MODES, Mode, Way


@dataclass(frozen=True)
class Change:
    """From ``since`` on ``way`` counts as ``mode``."""

    way: str
    mode: str
    since: date


@dataclass(frozen=True)
class Handling:
    """All changes in the order in which they were made; of two of the same way and day the later one holds."""

    changes: tuple[Change, ...] = field(default=())

    @classmethod
    def of(cls, changes: Iterable[tuple[str, str, date]]) -> "Handling":
        return cls(tuple(Change(*change) for change in changes))

    def mode(self, way: str, day: date) -> str:
        """The mode of ``way`` on ``day``."""
        found, since = FIRST_MODES.get(way, Mode.NONE), date.min
        for change in self.changes:
            if change.way == way and since <= change.since <= day:
                found, since = change.mode, change.since
        return found

    def stretches(self, start: date, end: date) -> list[tuple[date, date]]:
        """The parts of the range within which nothing changes, in order, both ends included."""
        cuts = sorted({change.since for change in self.changes if start < change.since <= end})
        starts = [start, *cuts]
        ends = [cut - timedelta(days=1) for cut in cuts] + [end]
        return list(zip(starts, ends, strict=True))

    def ways(self, mode: str, day: date) -> list[str]:
        """The ways that count as ``mode`` on ``day``, in a fixed order."""
        return [way.value for way in Way if self.mode(way, day) == mode]

    def to_list(self) -> list[list[str]]:
        """JSON-able."""
        return [[str(change.way), str(change.mode), change.since.isoformat()] for change in self.changes]

    @classmethod
    def from_list(cls, stored: list) -> "Handling":
        return cls.of((way, mode, date.fromisoformat(since)) for way, mode, since in stored)
