"""The ageing table (账龄) of the overdue review: units by age class, every number with the address of its list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from operator import add

from django.db.models import Count, Q
from django.http import QueryDict

from xinglongtai.core.models import Unit

from .ages import AgeClass
from .filters import OverdueFilter


@dataclass(frozen=True)
class Cell:
    """A number and the part of the address that opens its list."""

    label: str
    count: int
    query: str


@dataclass(frozen=True)
class AgeRow:
    """A unit with its subtree; ``total`` is over all classes."""

    unit: Unit
    depth: int
    cells: list[Cell]
    total: Cell


def table(form: OverdueFilter, rows, asked: QueryDict) -> tuple[list[AgeRow], bool]:
    """Units that have something overdue, each with what lies below it, in the order of the tree; and whether these are all.

    In a large office they are the units that the filter offers: those around the one asked for and right below it. ``asked`` are the
    filters of the page; a cell keeps them and sets unit and age.
    """
    sums = _by_unit(form, rows)
    offered, all_of_them = form.fields["unit"].near()
    shown, top = [], min((unit.path.count("/") for unit in offered), default=0)
    for unit in offered:
        numbers = sums.get(unit.path)
        if not numbers:
            continue
        cells = [
            Cell(row.label, number, _query(asked, unit, row.key))
            for row, number in zip(form.classes, numbers, strict=True)
        ]
        depth = unit.path.count("/") - top
        shown.append(AgeRow(unit, depth, cells, Cell("合计", sum(numbers), _query(asked, unit, ""))))
    return shown, all_of_them


def _by_unit(form: OverdueFilter, rows) -> dict[str, list[int]]:
    """Numbers by age class of every unit that has any, what lies below it included; by its path."""
    counts = {f"age_{row.key}": Count("pk", filter=_within(row, form.on)) for row in form.classes}
    found = form.regardless_of_age(rows).order_by().values_list("case__unit_id").annotate(**counts)
    own = {unit: numbers for unit, *numbers in found}
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * len(counts))
    units = Unit.objects.filter(bureau_id=form.actor.unit.bureau_id)  # told one by one they would be thousands
    for pk, path in units.order_by().values_list("pk", "path"):
        if pk not in own:
            continue
        steps = path.split("/")
        for depth in range(1, len(steps)):
            above = sums["/".join(steps[:depth]) + "/"]
            above[:] = map(add, above, own[pk])
    return {path: numbers for path, numbers in sums.items() if any(numbers)}


def _within(row: AgeClass, on: date) -> Q:
    first, last = row.span(on)
    return Q(due_on__lte=last) & (Q(due_on__gte=first) if first else Q())


def _query(asked: QueryDict, unit: Unit, age: str) -> str:
    query = asked.copy()
    query.pop("page", None)
    query["unit"] = str(unit.pk)
    query["age"] = age
    return query.urlencode()
