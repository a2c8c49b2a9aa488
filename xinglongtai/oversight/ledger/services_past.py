"""Verbs of the import of the past: opened, mapped, tried, taken over or dropped; undone as long as nothing rests on it."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from cases.models import PriorRecord
from cases.services import prior_take
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotVisible, TransitionRefused
from xinglongtai.core.grids import read, returned
from xinglongtai.core.grids.headings import Heading
from xinglongtai.core.guard import require, visible_row
from xinglongtai.core.models import Officer
from xinglongtai.core.vault.ring import require_whole

from ..models import PastLine, PastMapping, PastRun
from .past_lines import MIXED, PENALTIES, PLEDGES, read_past
from .past_plans import Plan, digest_of, plan_row
from .past_reading import LIMITS, reading_of
from .past_stock import FIELDS, Stock
from .past_targets import mapping_faults
from .status import LineKind, RunState

IMPORT = "oversight.import_ledger"
WHAT = "导入历史台账"
_WRITTEN = (LineKind.NEW, LineKind.CHANGED)
Progress = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    """No one is told."""


@transaction.atomic
def past_run_open(*, actor: Officer, file_name: str, data: bytes, source: str = "") -> PastRun:
    """Take in a file. Raises NotAllowed; FileRefused (a DomainError) for everything that is no usable table."""
    require(actor, IMPORT, WHAT)
    read(data, file_name, LIMITS)
    name = PurePath(file_name.replace("\\", "/")).name[-200:]
    run = PastRun.objects.create(
        bureau=actor.bureau,
        source=source.strip()[:60] or PurePath(name).stem[:60],
        file_name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        made_by=actor,
    )
    path = f"ledger-{actor.bureau.pk}/{run.pk}.{name.lower().rpartition('.')[2]}"
    run.file_path = storages["imports"].save(path, ContentFile(data))
    run.save(update_fields=["file_path"])
    return run


@transaction.atomic
def past_run_map(
    *, run: PastRun, actor: Officer, sheet: int, heading: Heading, columns: dict[int, str], kind: str, source: str
) -> PastRun:
    """Keep how the file is to be read, for this run and for the next sheet with these headings.

    ``kind``: whether rows tell of pledges, penalties, or both. Raises NotAllowed, NotVisible, TransitionRefused (no longer open),
    DomainError (what the mapping lacks).
    """
    run = _open_run(run, actor)
    faults = mapping_faults(columns)
    if kind not in (PLEDGES, PENALTIES, MIXED):
        faults.append("请选择这张表记的是承诺还是处罚")
    if faults:
        raise DomainError("；".join(faults) + "。", reasons=faults)
    plain = {str(column): key for column, key in columns.items()}
    run.source = source.strip()[:60] or run.source
    run.columns = {"sheet": sheet, "first": heading.first, "rows": heading.rows, "columns": plain, "kind": kind}
    run.tried, run.rows, run.skipped = False, 0, []
    run.save()
    run.lines.all().delete()
    PastMapping.objects.update_or_create(
        bureau=actor.bureau,
        signature=heading.signature,
        defaults={"source": run.source, "columns": {"columns": plain, "kind": kind}},
    )
    return run


def past_run_try(*, run: PastRun, actor: Officer, on: date, progress: Progress = _quiet) -> PastRun:
    """Compare every row with what stands and keep what it would do. No record is written.

    Raises NotAllowed, NotVisible, TransitionRefused, DomainError.
    """
    with transaction.atomic():
        run = _open_run(run, actor)
    require_whole()
    plans, skipped = _planned(run, actor, on, progress)
    with transaction.atomic():
        run = _open_run(run, actor)
        run.tried, run.skipped = True, skipped
        _keep(run, plans)
    return run


@transaction.atomic
def past_run_take(*, run: PastRun, actor: Officer, on: date, progress: Progress = _quiet) -> PastRun:
    """Write the tried rows, all of them or none; a row that would now do something else is refused.

    Raises NotAllowed, NotVisible, TransitionRefused (not tried, nothing to write, taken already), DomainError.
    """
    run = _open_run(run, actor)
    if not run.tried:
        raise TransitionRefused("还没有试算。请先试算，核对结果后再导入。")
    seen = {line.number: (line.kind, line.digest) for line in run.lines.all()}
    if not any(kind in _WRITTEN for kind, _ in seen.values()):
        raise TransitionRefused("试算结果里没有要新增或变更的行，不需要导入。")
    require_whole()
    plans, _ = _planned(run, actor, on, progress)
    for plan in plans:
        if plan.kind != LineKind.REFUSED and seen.get(plan.told.number) != (plan.kind, plan.digest):
            plan.kind = LineKind.REFUSED
            plan.told.reasons.append("试算之后情况有变，请重新上传核对这一行")
    new = [plan for plan in plans if plan.kind == LineKind.NEW]
    changed = [plan for plan in plans if plan.kind == LineKind.CHANGED]
    made = prior_take(
        new=[PriorRecord(source=run.source, **{name: plan.values[name] for name in FIELDS}) for plan in new],
        changed=[(plan.known.pk, {name: plan.values[name] for name in FIELDS}) for plan in changed],
        actor=actor,
        file_name=run.file_name,
    )
    keys = {plan.told.number: row.pk for plan, row in zip(new, made, strict=True)}
    keys |= {plan.told.number: plan.known.pk for plan in changed}
    _keep(run, plans, keys)
    run.state, run.taken_at = RunState.TAKEN, timezone.now()
    run.save(update_fields=["state", "taken_at"])
    audit.record(verb="past_run_take", actor=actor, target=run, file=run.file_name, new=run.new, changed=run.changed)
    return run


@transaction.atomic
def past_run_drop(*, run: PastRun, actor: Officer) -> PastRun:
    """Give a file up before it was taken over; file and trial go. Raises NotAllowed, NotVisible, TransitionRefused."""
    run = _open_run(run, actor)
    run.lines.all().delete()
    path, run.file_path, run.state = run.file_path, "", RunState.DROPPED
    run.save(update_fields=["state", "file_path"])
    audit.record(verb="past_run_drop", actor=actor, target=run, file=run.file_name)
    transaction.on_commit(lambda: storages["imports"].delete(path))
    return run


@transaction.atomic
def past_files_tidy(*, bureau, before) -> int:
    """Delete the files of runs sent before the moment ``before``; how many. What was taken over stays. Idempotent."""
    gone = list(PastRun.objects.select_for_update().filter(bureau=bureau, made_at__lt=before).exclude(file_path=""))
    for run in gone:
        path, run.file_path = run.file_path, ""
        run.save(update_fields=["file_path"])
        transaction.on_commit(lambda path=path: storages["imports"].delete(path))
    return len(gone)


def refused_file(*, run: PastRun, actor: Officer) -> tuple[str, bytes]:
    """(name, file): the refused rows in the sender's own layout, with the reasons in a last column.

    Raises NotAllowed, NotVisible; DomainError where no row was refused or the file is gone.
    """
    require(actor, IMPORT, WHAT)
    if not PastRun.objects.filter(bureau=actor.bureau, pk=run.pk).exists():
        raise NotVisible("没有找到这次导入，或者它不属于您所在的机关。")
    rows = run.lines.filter(kind=LineKind.REFUSED).values_list("number", "reasons")
    reasons = {number - 1: "；".join(why) for number, why in rows}
    if not reasons:
        raise DomainError("没有被拒绝的行。")
    reading = reading_of(run)
    ending, data = returned(reading.book, reading.grid, reading.heading.begins, reasons)
    return f"{PurePath(run.file_name).stem}-被拒绝的行.{ending}", data


def _open_run(run: PastRun, actor: Officer) -> PastRun:
    """The run under a write lock while it can still be changed."""
    require(actor, IMPORT, WHAT)
    run = visible_row(PastRun.objects.filter(bureau=actor.bureau), run.pk)
    if run.state != RunState.OPEN:
        raise TransitionRefused(f"这次导入{run.get_state_display()}，不能再改。请重新上传文件。")
    return run


def _planned(run: PastRun, actor: Officer, on: date, progress: Progress) -> tuple[list[Plan], list[list]]:
    """The run's rows compared with what stands now."""
    if not run.columns:
        raise TransitionRefused("还没有确认各列对应什么。请先核对列的对应关系。")
    reading = reading_of(run)
    told, skipped = read_past(reading.grid, reading.heading, reading.columns, reading.kind, on, progress)
    if not told:
        raise DomainError("表头下面没有可以导入的行。请检查表头行选得对不对。")
    stock, plans = Stock(actor.bureau), []
    for row in told:
        plans.append(plan_row(stock, row))
        progress(len(told) + len(plans), 2 * len(told))
    return plans, skipped


def _keep(run: PastRun, plans: list[Plan], keys: dict[int, int] | None = None) -> None:
    """Keep what became of the rows. ``keys``: line → record, once written."""
    run.lines.all().delete()
    lines = []
    for plan in plans:
        line = PastLine(
            run=run,
            number=plan.told.number,
            kind=plan.kind,
            shown=plan.shown(),
            changes=plan.changes,
            notes=list(dict.fromkeys(plan.told.notes)),
            reasons=plan.told.reasons,
            digest=plan.digest,
        )
        if keys and plan.told.number in keys:
            line.record_id, line.after = keys[plan.told.number], digest_of(plan.values)
            if plan.kind == LineKind.CHANGED:
                line.before = {name: _stored(plan.known.values[name]) for name in FIELDS}
        lines.append(line)
    PastLine.objects.bulk_create(lines, batch_size=500)
    kinds = [plan.kind for plan in plans]
    run.rows, run.new, run.changed = len(kinds), kinds.count(LineKind.NEW), kinds.count(LineKind.CHANGED)
    run.same, run.refused = kinds.count(LineKind.SAME), kinds.count(LineKind.REFUSED)
    run.save()


def _stored(value):
    return value.isoformat() if isinstance(value, date) else value
