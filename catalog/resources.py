"""The catalog as a table: import with a preview of every line, export, template. All writing goes through the services."""

import codecs
import csv
import io
from collections.abc import Iterable

from import_export import resources
from import_export.formats.base_formats import XLSX, TablibFormat
from import_export.results import Result, RowResult

from xinglongtai.core.errors import DomainError

from .models import ItemVersion
from .rows import COLUMNS, NEEDED, RowRefused, by_column, read_row, write_cell
from .services import import_summary_record, item_version_import
from .status import TokenRole

MOST_ROWS = 5_000
HEADERS = [header for header, _ in COLUMNS.values()]
_KINDS = {"new": RowResult.IMPORT_TYPE_NEW, "update": RowResult.IMPORT_TYPE_UPDATE, "skip": RowResult.IMPORT_TYPE_SKIP}


class BureauCSV(TablibFormat):
    """CSV as Chinese spreadsheets write it: UTF-8 with or without mark, or GB18030."""

    TABLIB_MODULE = "tablib.formats._csv"
    CONTENT_TYPE = "text/csv"

    def get_title(self):
        return "csv"

    def create_dataset(self, in_stream, **kwargs):
        if isinstance(in_stream, bytes):
            try:
                in_stream = in_stream.decode("utf-8-sig")
            except UnicodeDecodeError:
                in_stream = in_stream.decode("gb18030")
        return super().create_dataset(in_stream, **kwargs)


FORMATS = [XLSX, BureauCSV]


class CatalogRowResult(RowResult):
    """A previewed line: number, violation, what changes, remarks, and the reasons where it is refused."""

    def __init__(self):
        super().__init__()
        self.cells: dict[str, str] = {}
        self.changes: list[tuple[str, str, str]] = []
        self.notes: list[str] = []
        self.refused: list[str] = []
        self.number = 0

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


class ItemVersionResource(resources.ModelResource):
    """Lines of the catalog. A refused line is left out and shown with its reasons; the others come in, all or none."""

    class Meta:
        model = ItemVersion
        fields = ()
        use_transactions = True
        report_skipped = True
        import_id_fields = ()

    def __init__(self, actor=None, on=None):
        super().__init__()
        self.actor = actor
        self.on = on
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

    def _check_import_id_fields(self, headers):
        known = by_column({header: "x" for header in headers or () if header})
        missing = [COLUMNS[column][0] for column in NEEDED if not known[column]]
        if missing:
            raise DomainError(f"文件缺少这些列：{'、'.join(missing)}。请先下载模板，按模板填写。")

    def before_import(self, dataset, **kwargs):
        self._seen.clear()
        if len(dataset) > MOST_ROWS:
            raise DomainError(f"一次最多导入 {MOST_ROWS} 行，文件有 {len(dataset)} 行。请分成几个文件。")

    def import_row(self, row, instance_loader, **kwargs):
        result = CatalogRowResult()
        result.number = kwargs["row_number"] + 1  # the header is line 1
        result.cells = by_column(row)
        result.row_values = row
        try:
            read = read_row(row)
            if read.number in self._seen:
                raise RowRefused([f"文件中事项编号“{read.number}”重复"])
            self._seen.add(read.number)
            outcome = item_version_import(row=read, actor=self.actor, on=self.on)
        except RowRefused as refusal:
            result.refused = refusal.reasons
        except DomainError as refusal:
            result.refused = [refusal.message]
        else:
            result.import_type = _KINDS[outcome.kind]
            result.changes, result.notes = outcome.changes, outcome.notes
            result.object_id, result.object_repr = outcome.version.pk, str(outcome.version)
        if result.refused:
            result.import_type = RowResult.IMPORT_TYPE_SKIP
        return result

    def after_import(self, dataset, result, **kwargs):
        if not kwargs.get("dry_run") and not result.has_errors():
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
    if column in ("conditions", "exclusions"):
        role = TokenRole.CONDITION if column == "conditions" else TokenRole.EXCLUSION
        asked = [c for c in version.conditions.all() if c.token.role == role]
        return ";".join(f"{c.token.token}|{c.text}" if c.text else c.token.token for c in asked)
    shown = getattr(version, f"get_{name}_display", None)
    return shown() if shown else getattr(version, name)
