"""One file from upload to drafts: opened, mapped, previewed, imported or discarded. Undoing is in :mod:`.import_undo`.

The file stays as it came; every step reads it again, so what is imported is what was sent.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotVisible, TransitionRefused
from xinglongtai.core.grids import Book, Grid, read, returned
from xinglongtai.core.grids.sent import SentSheet, sent_book
from xinglongtai.core.guard import require, visible_row

from ..mapping import BY_KEY, Heading, Mapping, find_heading, guess, heading_at, read_lines
from ..mapping.lines import FILLED
from ..mapping.targets import FILLS
from ..models import ImportLine, ImportMapping, ImportRun
from ..resources import CatalogRowResult, Feed, ItemVersionResource
from ..rows import COLUMNS
from ..status import LineKind, LoadState, RunState
from .import_snapshots import digests, snapshot
from .import_stock import Stock
from .imports import IMPORT

_KINDS = {"new": LineKind.NEW, "update": LineKind.CHANGED, "skip": LineKind.SAME, "refused": LineKind.REFUSED}
_NEEDED = ("batch", "domain", "leniency_kind")
Progress = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    """No one is told."""


@dataclass(frozen=True)
class Reading(SentSheet):
    """A sheet as the mapping page shows it. ``remembered``: the source whose mapping was found again, "" for a guess."""

    fills: dict[str, str]
    prefix: str
    remembered: str = ""


@transaction.atomic
def import_run_open(*, actor, file_name: str, data: bytes, source: str = "") -> ImportRun:
    """Take in a file. Raises NotAllowed; FileRefused (a DomainError) for everything that is no usable table."""
    require(actor, IMPORT, "导入清单")
    read(data, file_name)
    name = PurePath(file_name.replace("\\", "/")).name[-200:]
    run = ImportRun.objects.create(
        bureau=actor.bureau,
        source=source.strip()[:60],
        file_name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        made_by=actor,
    )
    run.file_path = storages["imports"].save(f"{actor.bureau.pk}/{run.pk}.{_ending(name)}", ContentFile(data))
    run.save(update_fields=["file_path"])
    return run


def _ending(name: str) -> str:
    return name.lower().rpartition(".")[2]


def book_of(run: ImportRun) -> Book:
    """The run's file, read again. Raises DomainError where it is gone or is not what was sent."""
    return sent_book(run, gone="导入的文件已经不在了，请重新上传。")


def reading_of(
    run: ImportRun, *, sheet: int | None = None, first: int | None = None, rows: int = 1, book: Book | None = None
) -> Reading:
    """How the run's file is understood: as kept, as remembered for these headings, else as guessed.

    ``sheet``, ``first`` (heading row, from 0) and ``rows`` (of headings) are a person's own choice. ``book``: what was just read.
    """
    book, kept = book or book_of(run), run.columns
    chosen = sheet if sheet is not None else kept.get("sheet", _likeliest(book))
    chosen = chosen if 0 <= chosen < len(book.grids) and not book.grids[chosen].fault else _likeliest(book)
    grid = book.grids[chosen]
    same = kept and sheet in (None, kept["sheet"])
    if first is not None and first < len(grid.rows):
        heading = heading_at(grid, first, rows)
    elif same:
        heading = heading_at(grid, kept["first"], kept["rows"])
    else:
        heading = find_heading(grid)
    if same and first is None:
        columns = {int(column): key for column, key in kept["columns"].items()}
        return Reading(book, chosen, heading, columns, run.defaults, kept["prefix"])
    known = ImportMapping.objects.filter(bureau_id=run.bureau_id, signature=heading.signature).first()
    if known:
        columns = {int(column): key for column, key in known.columns["columns"].items() if key in BY_KEY or not key}
        return Reading(book, chosen, heading, columns, known.defaults, known.columns["prefix"], known.source)
    return Reading(book, chosen, heading, guess(grid, heading), {"default_state": LoadState.REVIEW.label}, "")


def _likeliest(book: Book) -> int:
    usable = [number for number, grid in enumerate(book.grids) if not grid.fault]
    return max(usable, key=lambda number: (_known_words(book.grids[number]), -number))


def _known_words(grid: Grid) -> int:
    return sum(bool(key) for key in guess(grid, find_heading(grid)).values())


def mapping_faults(columns: dict[int, str], fills: dict[str, str], prefix: str) -> list[str]:
    """What a mapping still lacks or says twice, in Chinese; empty when it can be used."""
    keys = [key for key in columns.values() if key]
    faults = [
        f"有几列都对应到“{BY_KEY[key].label}”，只能选一列"
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1 and not BY_KEY[key].joins
    ]
    filled = [ours for key in dict.fromkeys(keys) for ours in FILLED.get(key, (key,)) if ours != "related_basis"]
    faults += [
        f"“{COLUMNS[ours][0]}”由两列填写，请只留一列" for ours in dict.fromkeys(filled) if filled.count(ours) > 1
    ]
    if "violation" not in keys:
        faults.append("没有选定哪一列是“违法行为”")
    if "item_no" not in keys and not prefix:
        faults.append("表中没有事项编号，请填写编号字头（如 ZJ），由系统依次编号")
    if prefix and not (prefix.isascii() and prefix.isalpha() and len(prefix) <= 4):
        faults.append("编号字头应为 1 至 4 个字母，如 ZJ")
    faults += [f"“{COLUMNS[c][0]}”没有对应的列，请统一填写" for c in _NEEDED if c not in keys and not fills.get(c)]
    return faults


@transaction.atomic
def import_run_map(
    *,
    run: ImportRun,
    actor,
    sheet: int,
    heading: Heading,
    columns: dict[int, str],
    fills: dict[str, str],
    prefix: str = "",
    source: str = "",
) -> ImportRun:
    """Keep how the file is to be read, for this run and for the next sheet with these headings.

    Raises NotAllowed, NotVisible, TransitionRefused (no longer open), DomainError (what the mapping lacks).
    """
    run = _open_run(run, actor)
    fills = {column: fills[column].strip() for column in FILLS if fills.get(column, "").strip()}
    prefix = prefix.strip().upper()
    if faults := mapping_faults(columns, fills, prefix):
        raise DomainError("；".join(faults) + "。", reasons=faults)
    run.source = source.strip()[:60]
    run.defaults = fills
    plain = {str(column): key for column, key in columns.items()}
    run.columns = {"sheet": sheet, "first": heading.first, "rows": heading.rows, "columns": plain, "prefix": prefix}
    run.save(update_fields=["source", "defaults", "columns"])
    run.lines.all().delete()
    ImportMapping.objects.update_or_create(
        bureau=actor.bureau,
        signature=heading.signature,
        defaults={
            "source": run.source or run.file_name[:60],
            "columns": {"columns": plain, "prefix": prefix},
            "defaults": fills,
        },
    )
    return run


def import_run_preview(*, run: ImportRun, actor, on: date, progress: Progress = _quiet) -> ImportRun:
    """Compare every row with the catalog and keep what it would do. Nothing of the catalog is written.

    Raises NotAllowed, NotVisible, TransitionRefused, DomainError.
    """
    _require_seen(run, actor)
    _, feed, dataset, stock = _fed(run, actor, on, progress)
    result = ItemVersionResource(actor, on, feed, stock).compare(dataset)
    for fault in result.base_errors:
        raise fault.error
    with transaction.atomic():
        run = _open_run(run, actor)
        run.lines.all().delete()
        ImportLine.objects.bulk_create((_line(run, row) for row in result.rows), batch_size=300)
        _keep_counts(run, result.counts())
        run.columns = {**run.columns, "skipped": [[row.number, row.why, row.text] for row in feed.skipped]}
        run.save()
    return run


@transaction.atomic
def import_run_confirm(*, run: ImportRun, actor, on: date, progress: Progress = _quiet) -> ImportRun:
    """Take the previewed rows into drafts, all of them or none; a row that would now do something else is refused.

    Raises NotAllowed, NotVisible, TransitionRefused (not previewed, imported already), DomainError.
    """
    run = _open_run(run, actor)
    seen = {line.number: line for line in run.lines.all()}
    if not any(line.kind in (LineKind.NEW, LineKind.CHANGED) for line in seen.values()):
        raise TransitionRefused("预览里没有要新增或变更的行，不需要导入。")
    _, feed, dataset, stock = _fed(run, actor, on, progress, lock=True)
    feed.expected = {n: (_mark(line.kind), line.changes) for n, line in seen.items() if line.kind != LineKind.REFUSED}
    before = {version.pk: snapshot(version) for version in stock.newest.values() if not version.frozen}
    result = ItemVersionResource(actor, on, feed, stock).write(dataset, run.file_name)
    lines = [_line(run, row) for row in result.rows]
    after = digests(line.version_id for line in lines if line.version_id)
    for line, row in zip(lines, result.rows, strict=True):
        if line.version_id:
            fresh = row.outcome.made_version
            line.before = {
                "old": None if fresh else before[line.version_id],
                "after": after[line.version_id],
                "made_item": row.outcome.made_item,
            }
    run.lines.all().delete()
    ImportLine.objects.bulk_create(lines, batch_size=300)
    _keep_counts(run, result.counts())
    run.state, run.imported_at = RunState.IMPORTED, timezone.now()
    run.save()
    return run


@transaction.atomic
def import_run_discard(*, run: ImportRun, actor) -> ImportRun:
    """Give a file up before it was imported; the file and the preview go. Raises NotAllowed, NotVisible, TransitionRefused."""
    run = _open_run(run, actor)
    run.lines.all().delete()
    path, run.file_path, run.state = run.file_path, "", RunState.DISCARDED
    run.save(update_fields=["state", "file_path"])
    audit.record(verb="import_run_discard", actor=actor, target=run, file=run.file_name)
    transaction.on_commit(lambda: storages["imports"].delete(path))
    return run


def refused_file(*, run: ImportRun, actor) -> tuple[str, bytes]:
    """(name, file): the refused rows in the sender's own layout, with the reasons in a last column.

    Raises NotAllowed, NotVisible; DomainError where no row was refused or the file is gone.
    """
    _require_seen(run, actor)
    refused = run.lines.filter(kind=LineKind.REFUSED)
    reasons = {line.number - 1: "；".join(line.reasons) for line in refused}
    if not reasons:
        raise DomainError("没有被拒绝的行。")
    reading = reading_of(run)
    ending, data = returned(reading.book, reading.grid, reading.heading.begins, reasons)
    return f"{PurePath(run.file_name).stem}-被拒绝的行.{ending}", data


def _require_seen(run: ImportRun, actor) -> None:
    """For reading, without a lock."""
    require(actor, IMPORT, "导入清单")
    if not ImportRun.objects.filter(bureau=actor.bureau, pk=run.pk).exists():
        raise NotVisible("没有找到这次导入，或者它不属于您所在的机关。")


def _open_run(run: ImportRun, actor) -> ImportRun:
    """The run under a write lock while it can still be changed."""
    require(actor, IMPORT, "导入清单")
    run = visible_row(ImportRun.objects.filter(bureau=actor.bureau), run.pk)
    if run.state != RunState.PREVIEW:
        raise TransitionRefused(f"这次导入{run.get_state_display()}，不能再改。请重新上传文件。")
    return run


def _fed(run: ImportRun, actor, on: date, progress: Progress, *, lock: bool = False):
    """The run's lines ready for the resource, with the stock they are compared with."""
    if not run.columns:
        raise TransitionRefused("还没有确认各列对应什么。请先核对列的对应关系。")
    reading = reading_of(run)
    stock = Stock(actor.bureau, on, lock=lock)
    mapping = Mapping(reading.heading, reading.columns, reading.prefix)
    lines, skipped = read_lines(reading.grid, mapping, stock.titles)
    if not lines:
        raise DomainError("表头下面没有可以导入的行。请检查表头行选得对不对。")
    feed = Feed(lines, skipped, dict(reading.fills), reading.prefix, progress=progress)
    return reading, feed, feed.dataset(mapping.ours()), stock


def _mark(kind: str) -> str:
    return next(mark for mark, known in _KINDS.items() if known == kind)


def _line(run: ImportRun, row: CatalogRowResult) -> ImportLine:
    number, words = row.cells["item_no"], row.cells["violation"]
    made = row.outcome and row.mark != "skip"
    return ImportLine(
        run=run,
        number=row.number,
        kind=_KINDS[row.mark],
        title=f"{number} {words}".strip()[:200],
        cells=[[COLUMNS[column][0], text] for column, text in row.cells.items() if text],
        changes=[list(change) for change in row.changes],
        notes=row.notes,
        reasons=row.refused,
        version_id=row.outcome.version.pk if made else None,
    )


def _keep_counts(run: ImportRun, counts: dict[str, int]) -> None:
    run.created, run.changed = counts["created"], counts["updated"]
    run.same, run.refused = counts["skipped"], counts["refused"]
    run.rows = sum(counts.values())
