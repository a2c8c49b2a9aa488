"""Long work of the ledger (see :mod:`xinglongtai.core.jobs`): big exports, trying and taking over big sheets of the past."""

import shutil
import tempfile
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from xinglongtai.core import jobs
from xinglongtai.core.display import cn_date
from xinglongtai.core.models import Job

from ..models import PastRun
from .files import keys_of, table_of, write_file
from .filters import LedgerFilter, ledger_rows
from .services_export import ledger_file_keep, require_export
from .services_past import past_run_take, past_run_try

_STALE_HOURS = 24
EXPORT, TRY, TAKE = "ledger_export", "past_try", "past_take"


def register() -> None:
    """Name the kinds of work; called when the room is ready."""
    jobs.define(EXPORT, _export, label="导出台账")
    jobs.define(TRY, _try, label="试算导入的台账")
    jobs.define(TAKE, _take, label="导入历史台账")


def sums(run: PastRun) -> str:
    """The counts of a run in words."""
    return f"新增 {run.new} 条，变更 {run.changed} 条，已有 {run.same} 条，拒绝 {run.refused} 条"


def address(run: PastRun) -> str:
    """The page of a run."""
    return reverse("oversight:past_run", args=[run.pk])


def begin(kind: str, run: PastRun, actor, on: date) -> Job:
    """Start the work on ``run``; the way back from a failure is the run's page."""
    return jobs.start(kind, {"run": run.pk, "on": on.isoformat(), "back": address(run)}, actor)


def latest(run: PastRun) -> Job | None:
    """The last long work on ``run``."""
    rows = Job.objects.filter(kind__in=[TRY, TAKE], bureau_id=run.bureau_id, params__run=run.pk)
    return rows.order_by("-pk").first()


def _workshops() -> Path:
    return Path(settings.VAR_DIR) / "ledgers-making"


def sweep() -> int:
    """Remove what exports that were killed left behind, plain as it is, after a day; how many."""
    stale = [path for path in _workshops().glob("*") if time.time() - path.stat().st_mtime > _STALE_HOURS * 3600]
    for path in stale:
        shutil.rmtree(path, ignore_errors=True)
    return len(stale)


def _export(work: jobs.Work) -> None:
    actor, params = work.owner, work.params
    on = date.fromisoformat(params["on"])
    require_export(actor=actor, full=params["full"], reason=params["reason"])
    form = LedgerFilter(QueryDict(params["query"]), actor=actor)
    keys = keys_of(form.rows(ledger_rows(actor)), params["form"])
    header, rows = table_of(params["form"], keys, actor, params["full"], lambda *so: work.progress(*so, "写入文件"))
    note = f"台账 {cn_date(on)}；{form.sentence or '未设条件'}；共 {len(keys)} 条"
    row = None
    folder = _workshops()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "ledger.xlsx"
        write_file(path, params["form"], header, rows, note)
        try:
            with transaction.atomic():
                given = {key: params[key] for key in ("form", "full", "reason")}
                row = ledger_file_keep(actor=actor, path=path, count=len(keys), filters=form.sentence, on=on, **given)
                work.finish(f"台账已导出，共 {len(keys)} 条。", reverse("oversight:ledger_files"), file=row.pk)
        except BaseException:
            if row is not None:
                with suppress(OSError):
                    row.file.storage.delete(row.file.name)
            raise


def _try(work: jobs.Work) -> None:
    run = past_run_try(**_asked(work, "逐行核对"))
    work.finish(f"试算完成：{sums(run)}。还没有写入任何内容。", address(run))


@transaction.atomic
def _take(work: jobs.Work) -> None:
    run = past_run_take(**_asked(work, "核对并写入"))
    work.finish(f"导入完成：{sums(run)}。", address(run))


def _asked(work: jobs.Work, words: str) -> dict:
    return {
        "run": PastRun.objects.get(pk=work.params["run"]),
        "actor": work.owner,
        "on": date.fromisoformat(work.params["on"]),
        "progress": lambda done, total: work.progress(done, total, words),
    }
