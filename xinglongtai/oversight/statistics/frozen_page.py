"""What the page of frozen figures shows: each measure then and now, tables by unit and source with links to the kept lists."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from cases.status import Source

from .bases import SETS
from .freezing import Difference, Thawed
from .measures import MEASURES, Group, Measure, of_group
from .page import Cell, Row, address_in, cell, changed


@dataclass(frozen=True)
class FrozenLine:
    """One measure: as frozen; and for numerator and denominator what would be counted today."""

    measure: Measure
    cell: Cell
    parts: list[tuple[str, Difference, str, str]]

    @property
    def differs(self) -> bool:
        return any(found.number for _, found, *_ in self.parts)


def _address(thawed: Thawed, query: QueryDict):
    return address_in(query, "oversight:statistics_frozen_behind", thawed.frozen.pk)


def frozen_lines(thawed: Thawed, found: dict[str, Difference]) -> list[tuple[str, list[FrozenLine]]]:
    """Every measure by group, with its differences."""
    counts, address = thawed.counts(), _address(thawed, QueryDict())
    made = {}
    for measure in MEASURES:
        base = reverse("oversight:statistics_differences", args=[thawed.frozen.pk])
        parts = [
            (part, found[name], f"{base}?measure={measure.key}&part={part}", SETS[name].word)
            for part, name in (("top", measure.top), ("bottom", measure.bottom))
            if name
        ]
        line = FrozenLine(measure, cell(measure, counts, thawed.small, address), parts)
        made.setdefault(measure.group, []).append(line)
    return [(label, made[key]) for key, label in Group.choices]


def frozen_tables(thawed: Thawed) -> list[tuple[str, str, list[Measure], list[Row]]]:
    """By unit (with what lay below it) and by source: title, heading, measures, rows."""
    wanted = [*of_group(Group.WORK), *of_group(Group.RELIEF)]
    top = min((path.count("/") for _, _, path in thawed.units), default=0)
    units = [_row(thawed, wanted, name, min(path.count("/") - top, 3), unit=pk) for pk, name, path in thawed.units]
    sources = [_row(thawed, wanted[:1], str(label), 0, source=value) for value, label in Source.choices]
    return [("按单位（含下属）", "单位", wanted, units), ("检查案件，按来源", "来源", wanted[:1], sources)]


def _row(thawed: Thawed, wanted: list[Measure], label: str, depth: int, **only) -> Row:
    query = changed(QueryDict(mutable=True), **{name: str(value) for name, value in only.items()})
    counts = thawed.counts(**only)
    cells = [cell(measure, counts, thawed.small, _address(thawed, query)) for measure in wanted]
    return Row(label, depth, "", cells, counts)
