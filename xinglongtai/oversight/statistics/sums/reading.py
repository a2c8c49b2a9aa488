"""Numbers of statistics from the sums, exact at every moment; where no sums stand, everything is counted.

What was summed is read; the days of units that are marked as changed are taken out of it and counted anew, and today is always counted:
a promise whose deadline is today is judged tomorrow. The result is what :func:`..selectors.tally` counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, reduce
from operator import or_

from django.db.models import Q, QuerySet

from xinglongtai.core import roles
from xinglongtai.core.models import Unit
from xinglongtai.core.roles import Role

from ...evaluation.periods import Period, free
from .. import selectors
from ..bases import BASES, SETS, Base, CountSet
from ..selectors import DOMAIN, ITEM, SOURCE, UNIT, Counts, Scope
from . import counting, covering
from .counting import Cell, Cells
from .facts import COLUMNS, Facts, add, gathered, heard
from .filling import cells_of, changes, fits, stored
from .meaning import Keys, Values, note
from .models import SumMark, SumState, TreeSum, UnitSum

_ONE_DAY = timedelta(days=1)
_WATCHED = frozenset(base.key for base in BASES.values() if base.watched)
Tally = dict[object, list[Counts]]


class Look:
    """One look at the numbers of a scope: everything asked of it is of the moment of the first question."""

    def __init__(self, scope: Scope):
        self.scope = scope

    @cached_property
    def _sums(self) -> "Sums | None":
        return standing(self.scope)

    def tally(self, periods: Sequence[Period], axis="", only: Collection[str] = ()) -> Tally:
        """As :func:`..selectors.tally`."""
        if axis == UNIT or self._sums is None:
            return selectors.tally(self.scope, periods, axis, only)
        return self._sums.tally(periods, axis, frozenset(only or BASES))

    def subtrees(self, period: Period, units: Sequence[Unit], only: Collection[str] = ()) -> dict[int, Counts]:
        """What each of the units (within the scope) with all that lies below it has in ``period``."""
        found = {unit.pk: Counts() for unit in units}
        if self._sums is None:
            _add_below(units, selectors.tally(self.scope, [period], UNIT, only), found)
            return found
        return self._sums.subtrees(period, units, frozenset(only or BASES), found)

    def days_of(self, wanted: CountSet, period: Period, way: str = "") -> "ListedDays | None":
        """Where the rows of :meth:`..selectors.Scope.parts` lie; ``None`` where no sums can tell."""
        return None if self._sums is None else ListedDays(self._sums, wanted, period, way)


def _add_below(units: Sequence[Unit], counted: Tally, found: dict[int, Counts]) -> None:
    paths = dict(Unit.objects.filter(pk__in=counted).values_list("pk", "path"))
    wanted = {unit.pk for unit in units}
    for pk, (counts,) in counted.items():
        for above in {int(part) for part in paths[pk].split("/") if part} & wanted:
            found[above].add(counts)


def _top(scope: Scope) -> Unit | None:
    """The unit whose whole subtree is counted; ``None`` where it is no subtree."""
    reach = scope.bureau.unit
    if scope.actor:
        held = roles.held(scope.actor) if scope.actor.is_active and scope.actor.user else set()
        if not held & {Role.LEGAL, Role.LEADER, Role.SUPERVISOR}:
            reach = scope.actor.unit if Role.UNIT_HEAD in held else None
    if reach is None or scope.unit is None:
        return reach
    return scope.unit if scope.unit.path.startswith(reach.path) else None


def standing(scope: Scope) -> "Sums | None":
    """The sums that can answer; ``None`` where there are none, or where units have moved since."""
    state = SumState.objects.filter(bureau=scope.bureau, whole=True, form=counting.FORM).first()
    top = _top(scope) if state else None
    if top is None:
        return None
    marks = list(SumMark.objects.values_list("unit_id", "day", "watched").distinct())
    if any(day is None for _, day, _ in marks):
        return None
    return Sums(scope, state, top, frozenset(cells_of(marks, state.window)))


@dataclass(frozen=True)
class _Asked:
    """Ranges of days asked for together, numbered, and what is read of them: for each unit of ``tops`` with what lies below it."""

    tops: Sequence[Unit]
    ranges: Sequence[tuple[date, date]]
    column: str

    def holding(self, day: date) -> list[int]:
        """The ranges the day lies in."""
        return [n for n, (start, end) in enumerate(self.ranges) if start <= day <= end]


@dataclass
class _Read:
    """Facts by unit and range."""

    facts: dict[tuple[int, int], Facts] = field(default_factory=lambda: defaultdict(dict))

    def add(self, units: Iterable[int], ranges: Iterable[int], facts: Facts) -> None:
        for unit in units:
            for n in ranges:
                add(self.facts[unit, n], facts)


@dataclass(frozen=True)
class Sums:
    """The sums of one bureau as somebody asks for them. ``marked``: units and days that have changed since."""

    scope: Scope
    state: SumState
    top: Unit
    marked: frozenset[Cell]

    def tally(self, periods: Sequence[Period], axis, only: frozenset[str]) -> Tally:
        """Counts of the bases ``only`` by value of the axis, one for each period."""
        found: Tally = defaultdict(lambda: [Counts() for _ in periods])
        if not axis:
            found[None]
        by_part = isinstance(axis, list)
        asked = list(axis) if by_part else list(periods)
        cut = [self._passed(part, periods[0] if by_part else part) for part in asked]
        value_of = "" if by_part else axis
        self._add_sums([self.top], cut, value_of, only, lambda unit, n, value: _of(found, by_part, n, value))
        for n, days in enumerate(cut):
            for period, bases in self._counted(days, only):
                for value, (counts,) in selectors.tally(self.scope, [period], value_of, bases).items():
                    if counts:
                        _of(found, by_part, n, value).add(counts)
        return dict(found)

    def subtrees(self, period: Period, units: Sequence[Unit], only: frozenset[str], found: dict[int, Counts]):
        """Counts of the units with what lies below each."""
        cut = self._passed(period, period)
        self._add_sums(units, [cut], "", only, lambda unit, n, value: found[unit])
        for days, bases in self._counted(cut, only):
            _add_below(units, selectors.tally(self.scope, [days], UNIT, bases), found)
        return found

    def _passed(self, part: Period, whole: Period) -> tuple[date, date]:
        """The passed days of a part of a period."""
        passed = whole.until(self.scope.on)
        return max(part.start, passed.start), min(part.end, passed.end)

    def _counted(self, cut: tuple[date, date], only: frozenset[str]) -> list[tuple[Period, frozenset[str]]]:
        """What of a range is in no sum: days to come, and re-offences where another window is asked for than was summed."""
        start, end = cut
        if start > self.scope.on:
            return [(free(start, end), only)]
        other = frozenset() if fits(self.state, self.scope.window) else only & _WATCHED
        return [(free(start, end), other)] if other and start <= end else []

    def _add_sums(self, tops: Sequence[Unit], cut, axis: str, only: frozenset[str], counts_of) -> None:
        """Read and add up. ``counts_of(unit, n, value)``: where a number belongs."""
        stretches = [
            (n, stretch)
            for n, (start, end) in enumerate(cut)
            for stretch in _stretches(self.scope, start, min(end, self.scope.on))
        ]
        asked = _Asked(tops, [stretch for _, stretch in stretches], self._column(axis))
        wanted = self._keys(only)
        values = Values(self.scope, axis)
        for (unit, place), facts in self._read(asked).facts.items():
            n, (start, _) = stretches[place]
            for kind, numbers in facts.items():
                for value in values.of(kind, asked.column) if any(numbers.values()) else ():
                    note(numbers, wanted, self.scope, start, counts_of(unit, n, value))

    def _column(self, axis: str) -> str:
        if self.scope.domain or self.scope.item or axis in (DOMAIN, ITEM):
            return "kinds"
        return "sources" if self.scope.source or axis == SOURCE else "plain"

    def _keys(self, only: frozenset[str]) -> Keys:
        only = only if fits(self.state, self.scope.window) else only - _WATCHED
        sets = {one.key for one in SETS.values() if not one.mode and set(one.bases) & only}
        return Keys(sets, bool({"acts", "soft"} & only), "closed" in only)

    def _read(self, asked: _Asked) -> _Read:
        found = _Read()
        by_level: dict[int, list[Unit]] = defaultdict(list)
        for unit in asked.tops:
            by_level[self.state.levels.get(str(unit.pk), 0)].append(unit)
        yesterday = self.scope.on - _ONE_DAY
        for level, units in by_level.items():
            pieces, loose = defaultdict(list), []
            for n, (start, end) in enumerate(asked.ranges):
                whole, rest = covering.cover(start, min(end, yesterday), level)
                for piece in whole:
                    pieces[piece].append(n)
                loose += [(n, days) for days in rest]
            _read_trees(units, pieces, asked.column, found)
            _read_units(units, loose, asked.column, found)
        tops = {unit.pk for unit in asked.tops}
        for (unit, day), facts in (*self._since.items(), *self._today.items()):
            if (ranges := asked.holding(day)) and (above := self._above.get(unit, set()) & tops):
                found.add(above, ranges, gathered(facts, COLUMNS[asked.column]))
        return found

    @cached_property
    def _since(self) -> Cells:
        """What has to be added to the sums because of what is marked."""
        cells = {(unit, day) for unit, day in self.marked if day < self.scope.on and self._above.get(unit)}
        return changes(counting.of_cells(self.scope.bureau, self.state.window, cells), cells, stored(cells))

    @cached_property
    def _today(self) -> Cells:
        """Today is always counted."""
        return counting.of_today(self.scope.bureau, self.state.window, self.scope.on, self.top)

    @cached_property
    def _above(self) -> dict[int, set[int]]:
        """The units at and below the top, each with those it lies below (and itself)."""
        paths = Unit.objects.filter(path__startswith=self.top.path).values_list("pk", "path")
        return {pk: {int(part) for part in path.split("/") if part} for pk, path in paths}


@dataclass(frozen=True)
class ListedDays:
    """How many rows of a set each year, month and day holds, so that a page of their list is looked for among the rows of its days."""

    sums: Sums
    wanted: CountSet
    period: Period
    way: str

    @cached_property
    def number(self) -> int:
        """How many rows there are."""
        return self._number(self.sums.tally([self.period], "", self._bases)[None][0])

    @property
    def _bases(self) -> frozenset[str]:
        return frozenset(self.wanted.bases)

    def around(self, begin: int, end: int) -> tuple[list[tuple[Base, QuerySet]], int]:
        """The rows of the days on which those from ``begin`` to ``end`` lie (newest first), and how many rows are newer than these days."""
        scope, newer = self.sums.scope, 0
        days = self.period.until(scope.on)
        for sections in (covering.years, covering.months, covering.days):
            parts = [free(*one) for one in reversed(sections(days.start, days.end))]
            counted = self.sums.tally([days], parts, self._bases)
            numbers = [self._number(counted[n][0]) if n in counted else 0 for n in range(len(parts))]
            first, last, newer = _holding(numbers, newer, begin, end)
            days = free(parts[last].start, parts[first].end)
        return scope.parts(self.wanted.key, days, self.way), newer

    def by_month(self) -> Iterator[list[tuple[Base, QuerySet]]]:
        """All rows, month by month, the newest first."""
        passed = self.period.until(self.sums.scope.on)
        for start, end in reversed(covering.months(passed.start, passed.end)):
            yield self.sums.scope.parts(self.wanted.key, free(start, end), self.way)

    def _number(self, counts: Counts) -> int:
        if self.way:
            return sum(counts.ways[mode, self.way] for mode in selectors.modes_of(self.wanted))
        return counts[self.wanted.key]


def _holding(numbers: Sequence[int], before: int, begin: int, end: int) -> tuple[int, int, int]:
    """The first and last of the sections on which the rows from ``begin`` to ``end`` lie, and how many rows come before them.

    >>> _holding([3, 4, 0, 5], 0, 4, 8)
    (1, 3, 3)
    """
    first, last, newer, after = 0, 0, before, before
    for n, number in enumerate(numbers):
        if after <= begin:
            first, newer = n, after
        if number and after < end:
            last = n
        after += number
    return first, max(first, last), newer


def _of(found: Tally, by_part: bool, n: int, value) -> Counts:
    return found[n][0] if by_part else found[value][n]


def _stretches(scope: Scope, start: date, end: date) -> list[tuple[date, date]]:
    """The range in parts within which every way of handling counts as one mode."""
    return scope.handling.stretches(start, end) if start <= end else []


def _read_trees(units: Sequence[Unit], pieces: dict[covering.Piece, list[int]], column: str, found: _Read) -> None:
    starts: dict[str, list[date]] = defaultdict(list)
    for span, start in pieces:
        starts[span].append(start)
    if not starts:
        return
    which = reduce(or_, (Q(span=span, start__in=days) for span, days in starts.items()))
    rows = TreeSum.objects.filter(which, unit_id__in=[unit.pk for unit in units])
    for unit, span, start, text in rows.values_list("unit_id", "span", "start", column):
        facts = heard(text)
        found.add([unit], pieces[span, start], facts)


def _read_units(units: Sequence[Unit], loose, column: str, found: _Read) -> None:
    """Days that no sum of the tree covers, from what every single unit contributed."""
    by_month = defaultdict(list)
    for n, (start, end) in loose:
        by_month[covering.month_of(start)].append((n, start.isoformat(), end.isoformat()))
    if not by_month:
        return
    tops = {unit.pk for unit in units}
    below = reduce(or_, (Q(path__startswith=unit.path) for unit in units))
    above = {
        pk: {int(part) for part in path.split("/") if part} & tops
        for pk, path in Unit.objects.filter(below).values_list("pk", "path")
    }
    rows = UnitSum.objects.filter(unit_id__in=list(above), month__in=list(by_month))
    for unit, month, text in rows.values_list("unit_id", "month", "days"):
        for day, facts in heard(text).items():
            ranges = [n for n, start, end in by_month[month] if start <= day <= end]
            if ranges:
                found.add(above[unit], ranges, gathered(facts, COLUMNS[column]))
