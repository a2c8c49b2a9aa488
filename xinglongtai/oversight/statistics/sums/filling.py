"""Making the sums, keeping them up, and proving them: everything is counted by :mod:`.counting`, which counts by the lists' own sets."""

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Min, Q

from xinglongtai.core import parameters
from xinglongtai.core.models import Bureau, Unit

from ..bases import BASES
from ..handling import Handling
from ..selectors import Scope
from . import counting, covering
from .counting import Cell, Cells
from .covering import DAY, MONTH, SPANS, YEAR
from .facts import Facts, add, columns, heard, told, without_nothing
from .models import SumMark, SumState, TreeSum, UnitSum
from .turns import one_look, turn

#: Units with more units below them than this are summed by day too; of the others a month's days are read unit by unit.
BY_DAY = 60
#: Marks taken in one go.
AT_ONCE = 20_000
_ROWS = 500
#: Days counted in one go.
_STRIDE = 8
#: Units with their months looked up in one go.
_PLACES = 100
Say = Callable[[str], None]


def _silent(text: str) -> None:
    return None


def window_of(bureau: Bureau) -> int:
    return parameters.value(bureau, "statistics.again_days")


def fits(state: SumState, window: int) -> bool:
    """Whether the sums were counted by today's definitions and with this window of re-offence."""
    return state.form == counting.FORM and state.window == window


# Filling


def fill(bureau: Bureau, say: Say = _silent) -> None:
    """All sums of the bureau: begins anew where they stand, goes on where it was broken off. Months are committed one by one."""
    window = window_of(bureau)
    _begin(bureau, window)
    months = _months(bureau, window)
    state = SumState.objects.get(bureau=bureau)
    for month in months:
        if state.filled is None or month > state.filled:
            with turn(bureau) as state:
                rows = _fill_month(bureau, window, month)
                if month.month == 12 or month == months[-1]:
                    _fill_trees(bureau, month.year, _levels(bureau))
                state.filled = month
            say(f"{month:%Y-%m}：{rows:,} 个单位")
    with turn(bureau) as state:
        state.levels = {str(unit): level for unit, (level, _) in _levels(bureau).items()}
        state.whole = True


def _begin(bureau: Bureau, window: int) -> None:
    """A state to fill under; what stands whole or by other definitions is taken away first."""
    fresh = {"window": window, "form": counting.FORM}
    SumState.objects.get_or_create(bureau=bureau, defaults=fresh)
    with turn(bureau) as state:
        if state.whole or not fits(state, window):
            UnitSum.objects.filter(bureau=bureau).delete()
            TreeSum.objects.filter(bureau=bureau).delete()
            state.filled, state.whole, state.levels = None, False, {}
            state.window, state.form = window, counting.FORM


def _months(bureau: Bureau, window: int) -> list[date]:
    """Every month from the first to the last day of anything."""
    scope = Scope(bureau, date.max, Handling(), window)
    first, last = [], []
    for base in BASES.values():
        ends = scope.base_rows(base).aggregate(first=Min(base.day), last=Max(base.day))
        if ends["first"]:
            later = timedelta(days=window if base.watched else 0)
            first.append(ends["first"] + later)
            last.append(ends["last"] + later)
    return _firsts(min(first), max(last)) if first else []


def _firsts(start: date, end: date) -> list[date]:
    """The first days of all months of the range."""
    return [covering.month_of(day) for day, _ in covering.months(start, end)]


def _fill_month(bureau: Bureau, window: int, month: date) -> int:
    by_unit: dict[int, dict[str, Facts]] = defaultdict(dict)
    for (unit, day), facts in _counted(bureau, window, month).items():
        by_unit[unit][day.isoformat()] = facts
    UnitSum.objects.filter(bureau=bureau, month=month).delete()
    rows = [UnitSum(bureau=bureau, unit_id=unit, month=month, days=told(days)) for unit, days in by_unit.items()]
    UnitSum.objects.bulk_create(rows, batch_size=_ROWS)
    return len(rows)


def _counted(bureau: Bureau, window: int, month: date) -> Cells:
    """The facts of a month, some days at a time: for many rows at once PostgreSQL would read all letters to see how each was handled."""
    found, start, last = {}, month, covering.last_of(month)
    while start <= last:
        end = min(start + timedelta(days=_STRIDE - 1), last)
        found.update(counting.in_range(bureau, window, start, end))
        start = end + timedelta(days=1)
    return found


# The tree


def _levels(bureau: Bureau) -> dict[int, tuple[int, int | None]]:
    """Level and parent of every unit, the deepest first: years of all, months of those with units below, days of the largest."""
    rows = list(Unit.objects.filter(bureau=bureau).values_list("pk", "path", "parent_id"))
    below: dict[int, int] = defaultdict(int)
    for pk, path, _ in rows:
        for above in _above(path):
            below[above] += above != pk
    rows.sort(key=lambda row: (-row[1].count("/"), row[1]))
    return {pk: (1 + (below[pk] > 0) + (below[pk] > BY_DAY), parent) for pk, _, parent in rows}


def _above(path: str) -> list[int]:
    """The units of a path: the unit itself and those above it."""
    return [int(part) for part in path.split("/") if part]


def _fill_trees(bureau: Bureau, year: int, levels: dict[int, tuple[int, int | None]]) -> None:
    """The year's rows of the tree from what the units contributed."""
    TreeSum.objects.filter(bureau=bureau, start__year=year).delete()
    whole: dict[int, Facts] = defaultdict(dict)
    for month in _firsts(date(year, 1, 1), date(year, 12, 31)):
        TreeSum.objects.bulk_create(_month_of_trees(bureau, month, levels, whole), batch_size=_ROWS)
    rows = [_row(bureau, unit, YEAR, date(year, 1, 1), facts) for unit, facts in whole.items()]
    TreeSum.objects.bulk_create(rows, batch_size=_ROWS)


def _month_of_trees(bureau: Bureau, month: date, levels, whole: dict[int, Facts]) -> Iterator[TreeSum]:
    """Rows of one month; each unit hands its days on to the one above it."""
    days: dict[int, dict[str, Facts]] = {
        unit: heard(text)
        for unit, text in UnitSum.objects.filter(bureau=bureau, month=month).values_list("unit_id", "days")
    }
    for unit, (level, parent) in levels.items():
        own = days.pop(unit, None)
        if own is None:
            continue
        altogether: Facts = {}
        for day, facts in own.items():
            add(altogether, facts)
            if parent in levels:
                add(days.setdefault(parent, {}).setdefault(day, {}), facts)
            if DAY in SPANS[level]:
                yield _row(bureau, unit, DAY, date.fromisoformat(day), facts)
        add(whole[unit], altogether)
        if MONTH in SPANS[level]:
            yield _row(bureau, unit, MONTH, month, altogether)


def _row(bureau: Bureau, unit: int, span: str, start: date, facts: Facts) -> TreeSum:
    return TreeSum(bureau=bureau, unit_id=unit, span=span, start=start, **columns(facts))


# Refreshing


def refresh(bureau: Bureau) -> int:
    """Count anew what was marked; the marks that were seen are gone afterwards, later ones stay. Gives the number of days counted."""
    with turn(bureau) as state:
        if not state.whole:
            return 0
        mine = SumMark.objects.filter(unit_id__in=Unit.objects.filter(bureau=bureau).values("pk"))
        marks = list(mine.order_by("pk").values_list("pk", "unit_id", "day", "watched")[:AT_ONCE])
        if any(day is None for _, _, day, _ in marks):
            _replant(bureau, state)
        cells = cells_of(((unit, day, watched) for _, unit, day, watched in marks), state.window)
        _put(bureau, state, counting.of_cells(bureau, state.window, cells), cells)
        keys = [pk for pk, *_ in marks]
        for first in range(0, len(keys), _ROWS):
            SumMark.objects.filter(pk__in=keys[first : first + _ROWS]).delete()
        return len(cells)


def cells_of(marks: Iterable[tuple[int, date | None, bool]], window: int) -> set[Cell]:
    """The unit and day each mark is about."""
    later = timedelta(days=window)
    return {(unit, day + later if watched else day) for unit, day, watched in marks if day is not None}


def stored(cells: Iterable[Cell]) -> dict[tuple[int, date], dict[str, Facts]]:
    """What the units of the cells are said to have contributed in their months, by day."""
    wanted = sorted({(unit, covering.month_of(day)) for unit, day in cells})
    found = {}
    for first in range(0, len(wanted), _PLACES):
        some = set(wanted[first : first + _PLACES])
        units, months = {unit for unit, _ in some}, {month for _, month in some}
        rows = UnitSum.objects.filter(unit_id__in=units, month__in=months).values_list("unit_id", "month", "days")
        found.update(((unit, month), heard(text)) for unit, month, text in rows if (unit, month) in some)
    return found


def changes(counted: Cells, cells: Iterable[Cell], kept: dict[tuple[int, date], dict[str, Facts]]) -> Cells:
    """What has to be added to the sums of each cell so that they are what was counted."""
    found = {}
    for unit, day in cells:
        difference: Facts = {}
        add(difference, counted.get((unit, day), {}))
        add(difference, kept.get((unit, covering.month_of(day)), {}).get(day.isoformat(), {}), -1)
        if difference := without_nothing(difference):
            found[unit, day] = difference
    return found


def _put(bureau: Bureau, state: SumState, counted: Cells, cells: set[Cell]) -> None:
    kept = stored(cells)
    different = changes(counted, cells, kept)
    touched = set()
    for unit, day in different:
        month = covering.month_of(day)
        touched.add((unit, month))
        own = kept.setdefault((unit, month), {})
        own.pop(day.isoformat(), None)
        if (unit, day) in counted:
            own[day.isoformat()] = counted[unit, day]
    rows = [
        UnitSum(bureau=bureau, unit_id=unit, month=month, days=told(kept[unit, month]))
        for unit, month in sorted(touched)
    ]
    _write(UnitSum, rows, ("bureau", "month", "unit_id"), ("days",))
    _put_in_trees(bureau, state, different)


def _write(model, rows: list, place: tuple[str, ...], values: tuple[str, ...]) -> None:
    """Put rows in their places, whether something stands there or not."""
    model.objects.bulk_create(rows, batch_size=_ROWS, update_conflicts=True, unique_fields=place, update_fields=values)


def _put_in_trees(bureau: Bureau, state: SumState, different: Cells) -> None:
    paths = dict(Unit.objects.filter(pk__in={unit for unit, _ in different}).values_list("pk", "path"))
    rows: dict[tuple[int, str, date], Facts] = defaultdict(dict)
    for (unit, day), facts in different.items():
        begins = {YEAR: date(day.year, 1, 1), MONTH: covering.month_of(day), DAY: day}
        for above in _above(paths[unit]):
            for span in SPANS[state.levels.get(str(above), 0)]:
                add(rows[above, span, begins[span]], facts)
    for (unit, span, start), text in _kinds_of(rows):
        add(rows[unit, span, start], heard(text))
    changed = [_row(bureau, *place, without_nothing(facts)) for place, facts in sorted(rows.items(), key=_place)]
    _write(TreeSum, changed, ("unit_id", "span", "start"), ("plain", "sources", "kinds"))


def _place(item: tuple) -> tuple:
    return item[0]


def _kinds_of(places: Collection[tuple[int, str, date]]) -> list[tuple[tuple[int, str, date], str]]:
    """What stands in these places of the tree."""
    starts: dict[tuple[int, str], list[date]] = defaultdict(list)
    for unit, span, start in places:
        starts[unit, span].append(start)
    found = []
    for (unit, span), days in starts.items():
        rows = TreeSum.objects.filter(unit_id=unit, span=span, start__in=days).values_list("start", "kinds")
        found += [((unit, span, start), text) for start, text in rows]
    return found


def _replant(bureau: Bureau, state: SumState) -> None:
    """The whole tree anew: units have another place in it."""
    levels = _levels(bureau)
    ends = UnitSum.objects.filter(bureau=bureau).aggregate(first=Min("month"), last=Max("month"))
    TreeSum.objects.filter(bureau=bureau).delete()
    if ends["first"]:
        for year in range(ends["first"].year, ends["last"].year + 1):
            _fill_trees(bureau, year, levels)
    state.levels = {str(unit): level for unit, (level, _) in levels.items()}


@transaction.atomic
def forget_marks() -> int:
    """Take away marks of units whose bureau keeps no sums; gives their number."""
    summed = Unit.objects.filter(bureau__in=SumState.objects.values("bureau"))
    return SumMark.objects.exclude(unit_id__in=summed.values("pk")).delete()[0]


# Proving


@dataclass(frozen=True)
class Difference:
    """A sum that is not what is counted. ``what``: which one, in words."""

    what: str
    kept: Facts
    counted: Facts


def differences(bureau: Bureau, *, sample: int = 0, seed: int = 0, say: Say = _silent) -> Iterator[Difference]:
    """Every sum recounted (or those of ``sample`` months drawn by ``seed``). Days that are marked are not compared: they are read anew."""
    state = SumState.objects.get(bureau=bureau)
    months = sorted(set(UnitSum.objects.filter(bureau=bureau).values_list("month", flat=True)))
    months = sorted({*months, *_months(bureau, state.window)})
    if sample and sample < len(months):
        months = sorted(random.Random(seed).sample(months, sample))
    levels = {unit: (state.levels.get(str(unit), 0), parent) for unit, (_, parent) in _levels(bureau).items()}
    for month in months:
        found = list(_differences_of(bureau, state, month, levels))
        say(f"{month:%Y-%m}：{len(found)} 处不同")
        yield from found


def _differences_of(bureau: Bureau, state: SumState, month: date, levels) -> Iterator[Difference]:
    with one_look():
        marks = SumMark.objects.values_list("unit_id", "day", "watched")
        marked = cells_of(marks, state.window)
        counted = _counted(bureau, state.window, month)
        rows = UnitSum.objects.filter(bureau=bureau, month=month).values_list("unit_id", "days")
        kept = {(unit, date.fromisoformat(day)): facts for unit, text in rows for day, facts in heard(text).items()}
        trees = list(_month_of_trees(bureau, month, levels, defaultdict(dict)))
        there = {
            (row.unit_id, row.span, row.start): row
            for row in TreeSum.objects.filter(
                Q(span=MONTH, start=month) | Q(span=DAY, start__range=(month, covering.last_of(month))), bureau=bureau
            )
        }
    for cell in sorted({*counted, *kept} - marked):
        if counted.get(cell, {}) != kept.get(cell, {}):
            yield Difference(f"单位 {cell[0]} {cell[1]}", kept.get(cell, {}), counted.get(cell, {}))
    for row in trees:
        other = there.pop((row.unit_id, row.span, row.start), None)
        if other is None or any(getattr(other, name) != getattr(row, name) for name in ("plain", "sources", "kinds")):
            kept_facts = heard(other.kinds) if other else {}
            yield Difference(f"含下属 {row.unit_id} {row.span} {row.start}", kept_facts, heard(row.kinds))
    for row in there.values():
        if row.kinds != "{}":
            yield Difference(f"含下属 {row.unit_id} {row.span} {row.start}", heard(row.kinds), {})
