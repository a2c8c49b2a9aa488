"""Long sheets: a ledger out, a past in (tried, not taken)."""

import gc
import time
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import storages
from django.db import transaction

from xinglongtai.core.long_sheets import csv_lines
from xinglongtai.core.models import Officer
from xinglongtai.core.web import today

from ..ledger.benching import DAY, office
from ..ledger.files import keys_of, table_of, write_file
from ..ledger.filters import LedgerFilter, ledger_rows
from ..ledger.past_reading import reading_of
from ..ledger.services_past import past_run_map, past_run_open, past_run_try
from ..management.commands.bench_import_ledger import sheet
from .figures import Figure, Run, now_mb, peak_mb

WHAT = "ledger export of 100,000 lines, import of 10,000 tried"
LINES, ROWS = 100_000, 10_000
EXPORT_SECONDS, EXPORT_MB, IMPORT_SECONDS = 20, 300, 30


def measure(run: Run) -> Iterator[Figure]:
    actor = Officer.objects.select_related("unit__bureau", "user").get(user__username="scale_leader")
    for form in ("csv", "xlsx", "merge")[: run.count(3, 2)]:
        before = now_mb()
        seconds, worked, count = _exported(run, actor, form)
        note = f"{count:,} lines, processor {worked:.1f} s, from {before:.0f} MB to {peak_mb():.0f} MB"
        yield Figure(f"ledger as {form}", seconds, "s", EXPORT_SECONDS, cpu=worked * 1000, note=note)
        yield Figure(f"ledger as {form}: memory", peak_mb(), "MB", EXPORT_MB)
        gc.collect()
    yield _tried(run.count(ROWS, ROWS))


def _exported(run: Run, actor: Officer, form: str) -> tuple[float, float, int]:
    since = _since(actor)
    began, working = time.perf_counter(), time.process_time()
    asked = LedgerFilter({"since": since.isoformat()}, actor=actor)
    keys = keys_of(asked.rows(ledger_rows(actor)), form)
    header, table = table_of(form, keys, actor, full=False)
    path = run.folder / f"ledger.{form}"
    if form == "csv":
        with path.open("wb") as out:
            for piece in csv_lines(header, table):
                out.write(piece)
    else:
        write_file(path, form, header, table, "测量")
    return time.perf_counter() - began, time.process_time() - working, len(keys)


def _since(actor: Officer):
    """From which day on there are about as many lines as are wanted."""
    on, days = today(), 8
    while (
        days < 4096 and ledger_rows(actor).filter(inspected_on__gte=on - timedelta(days=days))[:LINES].count() < LINES
    ):
        days += max(1, days // 12)
    return on - timedelta(days=days)


@transaction.atomic
def _tried(rows: int) -> Figure:
    """A sheet of other people's making, read and tried against everything that is here; taken back."""
    _, actor, _ = office()
    data, told = sheet(rows), []
    began, working = time.perf_counter(), time.process_time()
    opened = past_run_open(actor=actor, file_name="台账.xlsx", data=data)
    reading = reading_of(opened)
    given = {name: getattr(reading, name) for name in ("sheet", "heading", "columns", "kind")}
    mapped = past_run_map(run=opened, actor=actor, source="测量", **given)
    tried = past_run_try(run=mapped, actor=actor, on=DAY, progress=lambda *said: told.append(said))
    seconds, worked = time.perf_counter() - began, time.process_time() - working
    storages["imports"].delete(tried.file_path)
    transaction.set_rollback(True)
    note = f"new {tried.new}, refused {tried.refused}, progress told {len(told)} times, processor {worked:.1f} s"
    return Figure(f"import tried, {rows:,} rows", seconds, "s", IMPORT_SECONDS, cpu=worked * 1000, note=note)
