"""Counting facts of units by day: the same bases and sets that every number and list is made of. What is kept and what is recounted."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta

from django.db.models import Case as SqlCase
from django.db.models import CharField, F, IntegerField, Q, Value, When

from xinglongtai.core.models import Bureau, Unit

from ..bases import BASES, SETS, Base
from ..handling import Handling
from ..selectors import Scope
from .facts import OUTSIDE, Facts, kind_of

#: To be raised when a base or set means something else: then everything is counted anew.
FORM = 1
#: Units and days asked for in one go.
_EACH = 1000
Cell = tuple[int, date]
Cells = dict[Cell, Facts]


def in_range(bureau: Bureau, window: int, start: date, end: date) -> Cells:
    """The facts of every unit and day of the range."""
    return _count(bureau, window, lambda base: Q(**{f"{base.day}__range": base.days(start, end, window)}))


def of_today(bureau: Bureau, window: int, on: date, top: Unit) -> Cells:
    """The facts of the day ``on`` as things stand on it, of the units at and below ``top``."""

    def narrow(base: Base) -> Q:
        below = Q() if top.parent_id is None else Q(**{f"{base.population.home}unit__path__startswith": top.path})
        return below & Q(**{f"{base.day}__range": base.days(on, on, window)})

    return _count(bureau, window, narrow, on)


def of_cells(bureau: Bureau, window: int, cells: Collection[Cell]) -> Cells:
    """The facts of these units and days."""
    found: Cells = {}
    for some in _together(cells):
        counted = _count(bureau, window, lambda base, some=some: _within(base, window, some))
        found.update((cell, facts) for cell, facts in counted.items() if cell in some)
    return found


def _together(cells: Collection[Cell]) -> Iterator[set[Cell]]:
    told = sorted(cells)
    for first in range(0, len(told), _EACH):
        yield set(told[first : first + _EACH])


def _within(base: Base, window: int, cells: set[Cell]) -> Q:
    back = timedelta(days=window if base.watched else 0)
    units, days = {unit for unit, _ in cells}, {day - back for _, day in cells}
    return Q(**{f"{base.population.home}unit_id__in": sorted(units), f"{base.day}__in": sorted(days)})


def _count(bureau: Bureau, window: int, narrow: Callable[[Base], Q], on: date = date.max) -> Cells:
    """``on``: as of which day. No set depends on it once the day itself has passed: the last there is stands for every later one."""
    scope = Scope(bureau, on, Handling(), window)
    found: Cells = defaultdict(dict)
    for base in BASES.values():
        later = timedelta(days=window if base.watched else 0)
        for unit, day, kind, keys in _rows(scope, base, narrow(base)):
            numbers = found[unit, day + later].setdefault(kind, {}) if keys else {}
            for key in keys:
                numbers[key] = numbers.get(key, 0) + 1
    return dict(found)


def _rows(scope: Scope, base: Base, narrow: Q) -> Iterator[tuple[int, date, str, list[str]]]:
    """Unit, day, kind and keys of every row of the base."""
    people = base.population
    sets = [one for one in SETS.values() if base.key in one.bases and not one.mode]
    rows = scope.base_rows(base).filter(narrow)
    asked = {
        f"in_{one.key}": SqlCase(
            When(one.condition(scope.on), then=Value(1)), default=Value(0), output_field=IntegerField()
        )
        for one in sets
    }
    asked["of_source"] = Value("", output_field=CharField()) if people.case is None else F(f"{people.home}source")
    asked["how"] = F("way") if base.way is not None else Value("", output_field=CharField())
    told = rows.annotate(**asked).order_by()
    violations = [f"{people.violations}pk", f"{people.violations}item_version__item_id"] if people.violations else []
    begun = ["signed_on"] if base.key == "closed" else []
    columns = ["pk", f"{people.home}unit_id", base.day, "of_source", "how", *(f"in_{one.key}" for one in sets)]
    keys = [one.key for one in sets]
    several: dict[int, tuple[tuple, set[str]]] = {}
    for row in told.values_list(*columns, *violations, *begun):
        items = _items(row, 5 + len(keys)) if violations else set()
        if people.several:
            if row[0] in several:
                several[row[0]][1].update(items)
            else:
                several[row[0]] = row, items
        else:
            yield _told(row, items, keys, base)
    for row, items in several.values():
        yield _told(row, items, keys, base)


def _items(row: tuple, place: int) -> set[str]:
    violation, item = row[place : place + 2]
    return set() if violation is None else {OUTSIDE if item is None else str(item)}


def _told(row: tuple, items: set[str], keys: list[str], base: Base) -> tuple[int, date, str, list[str]]:
    _, unit, day, source, how, *flags = row
    found = [key for key, flag in zip(keys, flags, strict=False) if flag]
    if how:
        found.append(f"way:{how}")
    if "corrected" in found:
        found.append(f"took:{(day - row[-1]).days}")
    return unit, day, kind_of(source, items), found
