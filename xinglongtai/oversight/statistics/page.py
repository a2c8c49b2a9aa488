"""What the statistics pages show: figures with the links to their lists, comparisons in words, tables by axis, charts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from cases.status import Source
from xinglongtai.core import charts
from xinglongtai.core.models import Unit
from xinglongtai.core.staff_fields import MOST_UNITS

from ..evaluation.periods import Period, days_text, parts
from ..filters import units_of
from ..morning.rows import OFF_LIST
from . import selectors
from .bases import SETS
from .figures import Figure, compared, figure_of
from .forms import AXES, StatisticsFilter
from .measures import Group, Kind, Measure, of_group
from .selectors import Counts
from .spans import compared_periods
from .status import MODES, Way
from .sums.reading import Look

#: Makes the address of the list behind a measure's part.
Address = Callable[[Measure, str], str]


@dataclass(frozen=True)
class Cell:
    """A figure with the addresses of its lists."""

    figure: Figure
    top_url: str
    bottom_url: str = ""

    @property
    def measure(self) -> Measure:
        return self.figure.measure

    @property
    def is_share(self) -> bool:
        return self.measure.kind == Kind.SHARE

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell: no row of which a share or days could be told."""
        return self.measure.kind != Kind.NUMBER and not (self.figure.top or self.figure.bottom)

    @property
    def shows_share(self) -> bool:
        """Whether a percentage is written before the two numbers."""
        return self.figure.share is not None


@dataclass(frozen=True)
class Then:
    """The figure of an earlier period, and how today's differs."""

    name: str
    days: str
    cell: Cell
    words: str


@dataclass(frozen=True)
class Line:
    """One measure of the page: now, and earlier periods."""

    now: Cell
    then: list[Then]

    @property
    def measure(self) -> Measure:
        return self.now.measure

    @property
    def word(self) -> str:
        """What is counted: 件, 份, 张."""
        return SETS[self.measure.top].word


@dataclass(frozen=True)
class Row:
    """One row of a table by axis."""

    label: str
    depth: int
    url: str
    cells: list[Cell]
    counts: Counts
    short: str = ""


def cell(measure: Measure, counts: Counts, small: int, address: Address) -> Cell:
    """The figure and where its lists are."""
    bottom = address(measure, "bottom") if measure.bottom else ""
    return Cell(figure_of(measure, counts, small), address(measure, "top"), bottom)


def address_in(query: QueryDict, name: str = "oversight:statistics_list", *args) -> Address:
    """Addresses of lists under these filters."""
    kept = query.urlencode()

    def address(measure: Measure, part: str) -> str:
        return f"{reverse(name, args=args)}?measure={measure.key}&part={part}{'&' if kept else ''}{kept}"

    return address


def changed(query: QueryDict, **values) -> QueryDict:
    """The filters with some changed; ``None`` takes one out."""
    found = query.copy()
    for name, value in values.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    return found


def in_days(query: QueryDict, period: Period) -> QueryDict:
    """The filters for these days instead."""
    since, until = period.start.isoformat(), period.end.isoformat()
    return changed(query, year=None, span=None, since=since, until=until)


class Overview:
    """The whole page of one set of filters. One tally for all totals, one a table."""

    def __init__(self, form: StatisticsFilter, small: int):
        self.form, self.small, self.query = form, small, form.query
        self.scope, self.period = form.scope(), form.period
        self.look = Look(self.scope)
        self.compared = compared_periods(self.period, form.on)
        spans = [self.period, *(period for _, period in self.compared)]
        self.totals = self.look.tally(spans)[None]
        self.by = form.given()["by"] or "unit"
        self.show = form.given()["show"] or Group.WORK
        #: Whether only the units right below the top one are shown.
        self.direct = False

    def line(self, measure: Measure) -> Line:
        """One measure with its comparisons."""
        now = cell(measure, self.totals[0], self.small, address_in(self.query))
        then = []
        for (name, period), counts in zip(self.compared, self.totals[1:], strict=True):
            earlier = cell(measure, counts, self.small, address_in(in_days(self.query, period)))
            words = compared(now.figure, earlier.figure, name, self.small)
            then.append(Then(name, days_text(period.start, period.end), earlier, words))
        return Line(now, then)

    def lines(self, group: str) -> list[Line]:
        """The measures of a group."""
        return [self.line(measure) for measure in of_group(group)]

    def ways(self) -> list[tuple[str, list[tuple[str, int, str]]]]:
        """What each mode is made of: ways with their number and list."""
        counts, names = self.totals[0], selectors.way_labels()
        found = []
        for mode in (*MODES, "none"):
            measure = next(one for one in of_group(Group.MODES) if one.key == str(mode))
            address = address_in(self.query)(measure, "top")
            told = [(names[way], counts.ways[mode, way], f"{address}&way={way}") for way in Way.values]
            found.append((measure.name, [row for row in told if row[1]]))
        return found

    def by_source(self) -> list[Row]:
        """检查案件 by source; every source, also without a case."""
        found = self.look.tally([self.period], selectors.SOURCE, only={"inspected"})
        wanted = [one for one in of_group(Group.WORK) if one.key == "cases"]
        return self._rows([(str(label), value, {"source": value}) for value, label in Source.choices], found, wanted)

    def table(self) -> tuple[list[Measure], list[Row]]:
        """The chosen group by the chosen axis."""
        wanted = of_group(self.show)
        bases = {base for one in wanted for name in (one.top, one.bottom) if name for base in SETS[name].bases}
        if self.by == "unit":
            return wanted, self._units(wanted, bases)
        if self.by == "time":
            return wanted, self._times(wanted, bases)
        found = self.look.tally([self.period], self.by, only=bases)
        return wanted, self._rows(self._values(found), found, wanted)

    def _values(self, found: dict) -> list[tuple[str, object, dict]]:
        """Label, value and filter of every row of an axis."""
        if self.by == "source":
            return [(str(label), value, {"source": value}) for value, label in Source.choices]
        if self.by == "domain":
            named = sorted(value for value in found if value is not None)
            rows = [(value, value, {"domain": value}) for value in named]
            return rows + ([(OFF_LIST, None, {"domain": OFF_LIST})] if None in found else [])
        rows = [(name, pk, {"item": str(pk)}) for pk, name in self.form.names.items() if pk in found]
        return rows + ([(OFF_LIST, None, {"item": selectors.OFF_LIST_ITEM})] if None in found else [])

    def _rows(self, values, found: dict, wanted: list[Measure]) -> list[Row]:
        return [
            self._row(label, found.get(value, [Counts()])[0], changed(self.query, **only), wanted)
            for label, value, only in values
        ]

    def _row(
        self, label: str, counts: Counts, query: QueryDict, wanted: list[Measure], depth: int = 0, short: str = ""
    ) -> Row:
        cells = [cell(measure, counts, self.small, address_in(query)) for measure in wanted]
        return Row(label, depth, f"?{query.urlencode()}", cells, counts, short)

    def _units(self, wanted: list[Measure], bases: set[str]) -> list[Row]:
        """Units in the order of the tree, each with what lies below it."""
        units = self._shown_units()
        found = self.look.subtrees(self.period, units, only=bases)
        top = min((unit.path.count("/") for unit in units), default=0)
        return [
            self._row(
                str(unit),
                found[unit.pk],
                changed(self.query, unit=str(unit.pk)),
                wanted,
                min(unit.path.count("/") - top, 3),
            )
            for unit in units
        ]

    def _shown_units(self) -> list[Unit]:
        """All units asked for; of a large tree its top and those right below it, each the way to what lies below."""
        rows = units_of(self.form.actor).order_by("path")
        if self.scope.unit:
            rows = rows.filter(path__startswith=self.scope.unit.path)
        units = list(rows[: MOST_UNITS + 1])
        if len(units) <= MOST_UNITS:
            return units
        self.direct = True
        return [units[0], *rows.filter(parent=units[0])]

    def _times(self, wanted: list[Measure], bases: set[str]) -> list[Row]:
        """Months (or years) of what has passed of the period, those without a row among them."""
        sections = parts(self.period.until(self.form.on))
        found = self.look.tally([self.period], sections, only=bases)
        rows = []
        for n, part in enumerate(sections):
            short = str(part.start.month if part.kind == "month" else part.start.year)
            counts = found.get(n, [Counts()])[0]
            rows.append(self._row(part.label, counts, in_days(self.query, part), wanted, short=short))
        return rows

    def tabs(self) -> tuple[list, list]:
        """Links that choose the axis and the group, each (label, address, chosen)."""
        axes = [(label, self._tab(by=key), key == self.by) for key, label in AXES]
        return axes, [(label, self._tab(show=key), key == self.show) for key, label in Group.choices]

    def _tab(self, **chosen) -> str:
        return f"?{changed(self.query, **{'by': self.by, 'show': str(self.show), **chosen}).urlencode()}#by-axis"


def chart_of(title: str, rows: list[Row], *, over_time: bool, table: str):
    """The first measure's numbers of the rows as a chart above their table."""
    told = [(row, row.cells[0].figure.top) for row in rows]
    if over_time:
        return charts.columns(title, [(row.short, row.label, n) for row, n in told], unit="件", table=table)
    return charts.bars(title, [(row.label, n) for row, n in told], unit="件", table=table)


def chart_of_lines(title: str, lines: list[Line], *, unit: str, table: str):
    """The numbers of several measures as bars."""
    rows = [(line.measure.name, line.now.figure.top) for line in lines]
    return charts.bars(title, rows, unit=unit, table=table)


def source_label(value: str) -> str:
    """The source in words; "" for none."""
    return str(dict(Source.choices).get(value, ""))
