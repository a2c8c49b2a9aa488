"""The ageing table (账龄) of the overdue review: units by age class, every number with the address of its list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
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


def table(form: OverdueFilter, rows, asked: QueryDict) -> list[AgeRow]:
    """Units that have something overdue, each with what lies below it, in the order of the tree. Two queries.

    ``asked`` are the filters of the page; a cell keeps them and sets unit and age.
    """
    counts = {f"age_{row.key}": Count("pk", filter=_within(row, form.on)) for row in form.classes}
    found = form.regardless_of_age(rows).order_by().values(path=F("case__unit__path")).annotate(**counts)
    by_path = list(found)
    shown, top = [], min((unit.path.count("/") for unit in form.units), default=0)
    for unit in form.units:
        below = [row for row in by_path if row["path"].startswith(unit.path)]
        numbers = [sum(row[name] for row in below) for name in counts]
        if not sum(numbers):
            continue
        cells = [
            Cell(row.label, number, _query(asked, unit, row.key))
            for row, number in zip(form.classes, numbers, strict=True)
        ]
        depth = unit.path.count("/") - top
        shown.append(AgeRow(unit, depth, cells, Cell("合计", sum(numbers), _query(asked, unit, ""))))
    return shown


def _within(row: AgeClass, on: date) -> Q:
    first, last = row.span(on)
    return Q(due_on__lte=last) & (Q(due_on__gte=first) if first else Q())


def _query(asked: QueryDict, unit: Unit, age: str) -> str:
    query = asked.copy()
    query.pop("page", None)
    query["unit"] = str(unit.pk)
    query["age"] = age
    return query.urlencode()
