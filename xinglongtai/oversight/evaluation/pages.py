"""What the pages of the evaluation show beside the table of items: totals with the period before, and breakdowns."""

from dataclasses import dataclass

from .measures import BY_KEY, MEASURES, SET_TITLES, Counts, Figure, figure, figures
from .periods import Period

#: Totals on top of the page.
_STATS = ("used", "signed", "on_time", "breach", "again12", "overrides")
#: Columns of a breakdown.
BROKEN_DOWN = ("used", "signed", "on_time", "days", "breach", "again12", "overrides", "filed")


@dataclass(frozen=True)
class Line:
    """One measure with the period before, and the case sets it can be opened as."""

    now: Figure
    then: Figure
    sets: list[tuple[str, str, int]]

    @property
    def measure(self):
        return self.now.measure


@dataclass(frozen=True)
class Part:
    """One version, unit or month. ``key`` narrows the page to it."""

    name: str
    key: int
    used: int
    cells: list[Figure]


def stats(now: Counts, then: Counts, small: int) -> list[Line]:
    """The totals on top of the page."""
    return [_line(BY_KEY[key], now, then, small) for key in _STATS]


def lines(now: Counts, then: Counts, small: int) -> list[Line]:
    """Every measure of one item."""
    return [_line(measure, now, then, small) for measure in MEASURES]


def _line(measure, now: Counts, then: Counts, small: int) -> Line:
    names = [name for name in (measure.top, measure.bottom) if name]
    sets = [(name, SET_TITLES[name], now[name]) for name in names if now[name]]
    return Line(figure(measure, now, small), figure(measure, then, small), sets)


def _part(name: str, key: int, counts: Counts, small: int) -> Part:
    found = figures(counts, small)
    return Part(name, key, counts["used"], [found[wanted] for wanted in BROKEN_DOWN])


def version_rows(found: dict[int, Counts], versions, small: int) -> list[Part]:
    """The item's versions, newest first."""
    return [_part(f"第{row.version_no}版", row.pk, found[row.pk], small) for row in versions if row.pk in found]


def named_rows(found: dict[int, Counts], names: dict[int, str], small: int) -> list[Part]:
    """Units in the order of the tree."""
    return [_part(name, key, found[key], small) for key, name in names.items() if key in found]


def part_rows(found: dict[int, Counts], sections: list[Period], small: int) -> list[Part]:
    """Months (or years), those without a case among them."""
    return [_part(part.label, n, found.get(n) or Counts(), small) for n, part in enumerate(sections)]
