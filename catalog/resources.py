"""The catalog as a table: import with a preview of every line, export, template. All writing goes through the services."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import tablib
from import_export import resources
from import_export.results import Result, RowResult

from xinglongtai.core.errors import DomainError

from .mapping import SheetLine, SkippedRow
from .models import ItemVersion
from .rows import COLUMNS, NEEDED, RowRefused, by_column, read_row, write_cell
from .services import import_summary_record
from .services.import_plans import Plan, plan_row
from .services.import_stock import Stock
from .services.imports import plans_apply
from .status import TokenRole

MOST_ROWS = 5_000
HEADERS = [header for header, _ in COLUMNS.values()]
_KINDS = {"new": RowResult.IMPORT_TYPE_NEW, "update": RowResult.IMPORT_TYPE_UPDATE, "skip": RowResult.IMPORT_TYPE_SKIP}


class CatalogRowResult(RowResult):
    """A previewed line: number, violation, what changes, remarks, and the reasons where it is refused."""

    def __init__(self):
        super().__init__()
        self.cells: dict[str, str] = {}
        self.changes: list[tuple[str, str, str]] = []
        self.notes: list[str] = []
        self.refused: list[str] = []
        self.number = 0
        self.given_number = ""
        self.plan: Plan | None = None
        self.outcome = None

    @property
    def mark(self) -> str:
        """new, update, skip or refused."""
        return "refused" if self.refused else self.import_type


class CatalogResult(Result):
    """Result of a whole file."""

    @property
    def refused_rows(self) -> list[CatalogRowResult]:
        """Lines that were refused."""
        return [row for row in self.rows if row.refused]

    def counts(self) -> dict[str, int]:
        """How many lines were new, changed, unchanged and refused."""
        marks = [row.mark for row in self.rows]
        return {
            "created": marks.count("new"),
            "updated": marks.count("update"),
            "skipped": marks.count("skip"),
            "refused": marks.count("refused"),
        }


@dataclass
class Feed:
    """A sheet that was mapped: its lines, what to fill in for all of them, letters for automatic numbers.

    ``expected``: row number → (kind, changes) as the person saw them; a line that would now do something else is refused.
    """

    lines: list[SheetLine]
    skipped: list[SkippedRow] = field(default_factory=list)
    fills: dict[str, str] = field(default_factory=dict)
    prefix: str = ""
    expected: dict[int, tuple[str, list]] | None = None
    progress: Callable[[int, int], None] = lambda done, total: None

    def dataset(self, columns: Iterable[str]) -> tablib.Dataset:
        """The lines under our columns, as :class:`ItemVersionResource` reads them."""
        columns = list(dict.fromkeys(["item_no", *columns, *self.fills]))
        rows = [[line.cells.get(column, "") for column in columns] for line in self.lines]
        return tablib.Dataset(*rows, headers=[COLUMNS[column][0] for column in columns])


#: Values filled in for a whole sheet that are meant for new items only; an item that exists keeps its own.
FOR_NEW = ("domain", "leniency_kind", "default_state")


class ItemVersionResource(resources.ModelResource):
    """Lines of the catalog. A refused line is left out and shown with its reasons; the others come in, all or none.

    Lines are compared with a :class:`Stock` read once, and written together at the end.
    """

    class Meta:
        model = ItemVersion
        fields = ()
        use_transactions = True
        report_skipped = True
        import_id_fields = ()

    def __init__(self, actor=None, on=None, feed: Feed | None = None, stock: Stock | None = None):
        super().__init__()
        self.actor, self.on, self.feed, self.stock = actor, on, feed, stock
        self._given_stock = stock is not None
        self._seen: set[str] = set()

    @classmethod
    def get_result_class(cls):
        return CatalogResult

    @classmethod
    def get_display_name(cls):
        return "清单事项"

    def get_diff_headers(self):
        return ["事项编号", "违法行为", "变化", "说明"]

    def get_user_visible_fields(self):
        return []

    def compare(self, dataset) -> CatalogResult:
        """What every line would do. Writes nothing and takes no lock."""
        return self.import_data_inner(dataset, True, False, False, False)

    def write(self, dataset, file_name: str = "") -> CatalogResult:
        """Take the lines into drafts, in the caller's transaction. Raises what a service refuses for the whole."""
        result = self.import_data_inner(dataset, False, False, False, False, file_name=file_name)
        for fault in result.base_errors:
            raise fault.error
        return result

    def _check_import_id_fields(self, headers):
        known = by_column({header: "x" for header in headers or () if header})
        missing = [COLUMNS[column][0] for column in NEEDED if not known[column]]
        if missing and self.feed is None:
            raise DomainError(f"文件缺少这些列：{'、'.join(missing)}。请先下载模板，按模板填写。")

    def before_import(self, dataset, **kwargs):
        self._seen.clear()
        if not self._given_stock:
            self.stock = Stock(self.actor.bureau, self.on)
        if len(dataset) > MOST_ROWS:
            raise DomainError(f"一次最多导入 {MOST_ROWS} 行，文件有 {len(dataset)} 行。请分成几个文件。")

    def import_row(self, row, instance_loader, **kwargs):
        place = kwargs["row_number"]
        line = self.feed.lines[place - 1] if self.feed else SheetLine(place + 1)  # the header is line 1
        result = CatalogRowResult()
        result.number = line.number
        result.row_values = row
        result.notes = list(line.notes)
        cells = {column: text for column, text in by_column(row).items() if COLUMNS[column][0] in row or column in row}
        try:
            if self.feed:
                self._fill(cells, line, result)
            self._plan(cells, line, result)
        except RowRefused as refusal:
            result.refused = [*line.reasons, *refusal.reasons]
            if result.given_number:  # so that the next line gets it
                self.stock.give_back(result.given_number)
                cells["item_no"], result.notes = "", list(line.notes)
        result.cells = by_column(cells)
        result.import_type = _KINDS[result.plan.kind] if result.plan else RowResult.IMPORT_TYPE_SKIP
        if self.feed:
            self.feed.progress(place, len(self.feed.lines))
        return result

    def _fill(self, cells: dict[str, str], line: SheetLine, result: CatalogRowResult) -> None:
        """Number and common values for a line of somebody's sheet."""
        if self.feed.prefix and cells["item_no"].isdigit():
            cells["item_no"] = f"{self.feed.prefix}{cells['item_no']}"
        if not cells["item_no"] and cells.get("violation"):
            if number := self.stock.number_for(cells["violation"]):
                cells["item_no"] = number
                result.notes.append(f"按违法行为的文字对应到清单中的 {number}")
            elif self.feed.prefix:
                cells["item_no"] = result.given_number = self.stock.next_number(self.feed.prefix)
                result.notes.append(f"自动编号 {result.given_number}")
        known = cells["item_no"] in self.stock.items
        for column, value in self.feed.fills.items():
            if known and column in FOR_NEW and not cells.get(column):
                cells.pop(column, None)
            elif not cells.get(column):
                cells[column] = value

    def _plan(self, cells: dict[str, str], line: SheetLine, result: CatalogRowResult) -> None:
        known = self.stock.newest_of(cells.get("item_no", "")) is not None
        read = read_row(cells, known=known and self.feed is not None, texts=line.texts)
        if line.reasons:
            raise RowRefused([])
        if read.number in self._seen:
            raise RowRefused([f"文件中事项编号“{read.number}”重复"])
        plan = plan_row(self.stock, read)
        self._seen.add(read.number)
        seen = self.feed.expected.get(line.number) if self.feed and self.feed.expected is not None else None
        if seen and seen != (plan.kind, [list(change) for change in plan.changes]):
            raise RowRefused(["预览之后，清单中的这个事项有了变化，请重新预览后再导入"])
        result.plan = plan
        result.changes, result.notes = plan.changes, [*result.notes, *plan.notes]

    def after_import(self, dataset, result, **kwargs):
        if kwargs.get("dry_run") or result.has_errors():
            return
        rows = [row for row in result.rows if row.plan]
        outcomes = plans_apply(stock=self.stock, plans=[row.plan for row in rows], actor=self.actor)
        for row, outcome in zip(rows, outcomes, strict=True):
            row.outcome = outcome
            row.object_id, row.object_repr = outcome.version.pk, str(outcome.version)
        import_summary_record(actor=self.actor, file_name=kwargs.get("file_name") or "", **result.counts())


def refused_sheet(dataset, result: CatalogResult) -> tuple[list[str], list[list]]:
    """Header and lines of the refused rows as they were sent, with «拒绝原因» as the last column."""
    header = [str(name) for name in dataset.headers]
    lines = [[*row.row_values.values(), "；".join(row.refused)] for row in result.refused_rows]
    return [*header, "拒绝原因"], lines


def table(versions: Iterable[ItemVersion]) -> Iterable[list[str]]:
    """Lines of the catalog's table under :data:`HEADERS`; read ``versions`` with ``with_parts()``."""
    for version in versions:
        yield [write_cell(_cell(version, column, name)) for column, (_, name) in COLUMNS.items()]


def csv_bytes(lines: Iterable[list[str]]) -> bytes:
    """A CSV file that spreadsheets open in the right characters."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows(lines)
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _cell(version: ItemVersion, column: str, name: str):
    if column == "item_no":
        return version.item.number
    if column == "domain":
        return version.item.domain
    if column == "batch":
        return version.batch.name
    if column == "source_list":
        return version.source_list and str(version.source_list)
    if column in ("conditions", "exclusions"):
        role = TokenRole.CONDITION if column == "conditions" else TokenRole.EXCLUSION
        asked = [c for c in version.conditions.all() if c.token.role == role]
        return ";".join(f"{c.token.token}|{c.text}" if c.text else c.token.token for c in asked)
    shown = getattr(version, f"get_{name}_display", None)
    return shown() if shown else getattr(version, name)
