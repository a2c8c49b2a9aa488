"""Counting, and the rows behind a number: both ask the same :class:`Scope` for the same set. A fixed number of group-by queries.

:func:`tally` counts every number there is; of a large office :mod:`.sums.reading` gives the same from what was counted once.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case as SqlCase
from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from cases.models import Violation
from cases.querysets import reach
from xinglongtai.core import parameters
from xinglongtai.core.models import Bureau, Officer, Unit

from ..evaluation.periods import Period
from ..morning.rows import OFF_LIST
from .bases import BASES, SETS, Base, CountSet
from .handling import Handling
from .models import HandlingMode
from .status import MODES, Way

UNIT, DOMAIN, ITEM, SOURCE = "unit", "domain", "item", "source"
#: What stands for «outside the list» where an item is asked for.
OFF_LIST_ITEM = "0"
_TOOK = ExpressionWrapper(F("closed_on") - F("signed_on"), output_field=DurationField())


@dataclass
class Counts:
    """How many rows each set holds, how many corrections took how many days, and by which ways a mode was reached."""

    numbers: Counter = field(default_factory=Counter)
    days: Counter = field(default_factory=Counter)
    ways: Counter = field(default_factory=Counter)

    def __getitem__(self, key: str) -> int:
        return self.numbers[key]

    def __bool__(self) -> bool:
        return any(self.numbers.values())

    def add(self, other: "Counts") -> None:
        """Take over another group's rows."""
        self.numbers.update(other.numbers)
        self.days.update(other.days)
        self.ways.update(other.ways)


@dataclass(frozen=True)
class Scope:
    """Whose rows are counted and which: those ``actor`` reaches (nobody = the whole bureau), as things stand on ``on``.

    A unit takes its whole subtree. ``item``: a key, or :data:`OFF_LIST_ITEM`.
    """

    bureau: Bureau
    on: date
    handling: Handling
    window: int
    actor: Officer | None = None
    unit: Unit | None = None
    domain: str = ""
    item: str = ""
    source: str = ""

    def days(self, base: Base, period: Period) -> tuple[date, date]:
        """The days of the base's column that make up the passed part of ``period``."""
        passed = period.until(self.on)
        return base.days(passed.start, passed.end, self.window)

    def base_rows(self, base: Base) -> QuerySet:
        """The base's rows of the scope, of any day."""
        people = base.population
        limit = reach(self.actor, people.home) if self.actor else Q(**{f"{people.home}bureau": self.bureau})
        nothing = limit is None or (people.case is None and (self.domain or self.item or self.source))
        asked = base.rows & (Q(pk__in=[]) if nothing else limit)
        if people.bureau:
            asked &= Q(**{people.bureau: self.bureau})
        if self.unit:
            asked &= Q(**{f"{people.home}unit__path__startswith": self.unit.path})
        if self.source and people.case is not None:
            asked &= Q(**{f"{people.home}source": self.source})
        if people.violations:
            for wanted in self._violations():
                asked &= _has(people, wanted)
        rows = base.enrich(people.model.objects.filter(asked), self.window)
        return rows.alias(way=base.way) if base.way is not None else rows

    def _violations(self) -> list[Q]:
        found = []
        if self.domain:
            listed = Q(item_version__item__domain=self.domain)
            found.append(Q(item_version__isnull=True) if self.domain == OFF_LIST else listed)
        if self.item:
            outside = self.item == OFF_LIST_ITEM
            found.append(Q(item_version__isnull=True) if outside else Q(item_version__item_id=int(self.item)))
        return found

    def parts(self, key: str, period: Period, way: str = "") -> list[tuple[Base, QuerySet]]:
        """The rows of a set in ``period``: one queryset a base. ``way``: only what was handled so."""
        wanted, found = SETS[key], []
        for name in wanted.bases:
            base = BASES[name]
            rows = self.base_rows(base).filter(**{f"{base.day}__range": self.days(base, period)})
            rows = rows.filter(self._modes(wanted, base, period) if wanted.mode else wanted.condition(self.on))
            found.append((base, rows.filter(way=way) if way else rows))
        return found

    def _modes(self, wanted: CountSet, base: Base, period: Period) -> Q:
        """Rows handled in a way that counted as the set's mode on their day."""
        found = Q(pk__in=[])
        for start, end in self.handling.stretches(*self.days(base, period)):
            ways = [way for mode in modes_of(wanted) for way in self.handling.ways(mode, start)]
            found |= Q(way__in=ways, **{f"{base.day}__range": (start, end)})
        return found


def modes_of(wanted: CountSet) -> Sequence[str]:
    """The modes whose rows the set holds: its own, or all three."""
    return [mode.value for mode in MODES] if wanted.mode == "*" else [wanted.mode]


def _has(people, wanted: Q) -> Q:
    """Rows with a violation like ``wanted``; of several filters each may be met by another violation."""
    if people.several:
        return Q(Exists(Violation.objects.filter(wanted, case=OuterRef("pk" if not people.case else "case_id"))))
    return Q(violation__in=Violation.objects.filter(wanted))


def tally(
    scope: Scope, periods: Sequence[Period], axis: str | list[Period] = "", only: Collection[str] = ()
) -> dict[object, list[Counts]]:
    """Counts by value of the axis, one for each of ``periods``. Without an axis everything stands under ``None``.

    ``only``: keys of the bases that are wanted; all without it.
    ``axis``: unit id, domain, item id, source — or, with one period, a list of its parts (by their number).
    """
    found: dict[object, list[Counts]] = defaultdict(lambda: [Counts() for _ in periods])
    if not axis:
        found[None]  # there is always a total
    for base in BASES.values():
        if only and base.key not in only:
            continue
        rows = _on_axis(scope, _within(scope, base, periods), base, axis)
        if rows is None:
            continue
        if base.way is None:
            _count_sets(scope, base, periods, rows, axis, found)
        else:
            _count_ways(scope, base, periods, rows, axis, found)
        if base.key == "closed":
            _count_days(scope, base, periods, rows, axis, found)
    return dict(found)


def _within(scope: Scope, base: Base, periods: Sequence[Period]) -> QuerySet:
    return scope.base_rows(base).filter(reduce(or_, (_range(base, scope.days(base, period)) for period in periods)))


def _range(base: Base, days: tuple[date, date]) -> Q:
    return Q(**{f"{base.day}__range": days})


def _on_axis(scope: Scope, rows: QuerySet, base: Base, axis) -> QuerySet | None:
    """``rows`` with their value of the axis; ``None`` where the population has no such thing."""
    people = base.population
    if not axis:
        return rows
    if axis == UNIT:
        return rows.annotate(axis=F(f"{people.home}unit_id"))
    if isinstance(axis, list):
        ranges = [base.days(part.start, part.end, scope.window) for part in axis]
        whens = [When(_range(base, days), then=Value(n)) for n, days in enumerate(ranges)]
        return rows.annotate(axis=SqlCase(*whens, default=Value(-1), output_field=IntegerField()))
    if people.case is None:
        return None
    if axis == SOURCE:
        return rows.annotate(axis=F(f"{people.home}source"))
    if people.several:
        rows = rows.filter(**{f"{people.violations}isnull": False})
    item = f"{people.violations}item_version__item"
    return rows.annotate(axis=F(f"{item}__domain" if axis == DOMAIN else f"{item}_id"))


def _grouped(rows: QuerySet, axis, *more: str) -> QuerySet:
    return rows.values(*(["axis"] if axis else []), *more)


def _count(base: Base, condition: Q) -> Count:
    return Count("pk", filter=condition, distinct=base.population.several)


def _count_sets(scope, base, periods, rows, axis, found) -> None:
    own = [one for one in SETS.values() if base.key in one.bases]
    wanted = {
        f"{one.key}_{n}": _count(base, one.condition(scope.on) & _range(base, scope.days(base, period)))
        for one in own
        for n, period in enumerate(periods)
    }
    told = _grouped(rows, axis).annotate(**wanted).order_by() if axis else [rows.aggregate(**wanted)]
    for row in told:
        for name, number in row.items():
            if name != "axis" and number:
                key, _, n = name.rpartition("_")
                found[row.get("axis")][int(n)].numbers[key] += number


def _count_ways(scope, base, periods, rows, axis, found) -> None:
    stretches = [
        (n, stretch)
        for n, period in enumerate(periods)
        for stretch in scope.handling.stretches(*scope.days(base, period))
    ]
    wanted = {f"s{place}": _count(base, _range(base, stretch)) for place, (_, stretch) in enumerate(stretches)}
    rows = rows.annotate(how=F("way"))
    for row in _grouped(rows, axis, "how").annotate(**wanted).order_by():
        for place, (n, (start, _)) in enumerate(stretches):
            if number := row[f"s{place}"]:
                mode = scope.handling.mode(row["how"], start)
                counts = found[row.get("axis")][n]
                counts.ways[mode, row["how"]] += number
                for one in SETS.values():
                    if base.key in one.bases and mode in modes_of(one):
                        counts.numbers[one.key] += number


def _count_days(scope, base, periods, rows, axis, found) -> None:
    rows = rows.filter(SETS["corrected"].condition(scope.on)).annotate(took=_TOOK)
    wanted = {f"n{n}": _count(base, _range(base, scope.days(base, period))) for n, period in enumerate(periods)}
    for row in _grouped(rows, axis, "took").annotate(**wanted).order_by():
        for n in range(len(periods)):
            if number := row[f"n{n}"]:
                found[row.get("axis")][n].days[row["took"].days] += number


def handling_of(bureau: Bureau) -> Handling:
    """The bureau's sorting of ways into modes, with every change."""
    return Handling.of(HandlingMode.objects.filter(bureau=bureau).order_by("pk").values_list("way", "mode", "since"))


def whole(bureau: Bureau, on: date, *, handling: Handling | None = None, window: int | None = None) -> Scope:
    """Everything of the bureau, whoever asks."""
    return Scope(
        bureau,
        on,
        handling_of(bureau) if handling is None else handling,
        parameters.value(bureau, "statistics.again_days") if window is None else window,
    )


def way_labels() -> dict[str, str]:
    """Ways by code, in their order."""
    return dict(Way.choices)
