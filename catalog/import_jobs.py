"""Previewing and importing a sheet as long work (see :mod:`xinglongtai.core.jobs`)."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from xinglongtai.core import jobs
from xinglongtai.core.models import Job

from .models import ImportRun
from .services.import_runs import import_run_confirm, import_run_preview

PREVIEW, CONFIRM = "catalog_import_preview", "catalog_import_confirm"
#: Up to so many rows the page waits for the work itself.
AT_ONCE_ROWS = 200


def sums(run: ImportRun) -> str:
    """The counts of a run in words."""
    return f"新增 {run.created} 条，变更 {run.changed} 条，未变 {run.same} 条，拒绝 {run.refused} 条"


def address(run: ImportRun) -> str:
    """The page of a run."""
    return reverse("admin:catalog_importrun_change", args=[run.pk])


def begin(kind: str, run: ImportRun, actor, on: date) -> Job:
    """Start the work on ``run``; the way back from a failure is the run's page."""
    return jobs.start(kind, {"run": run.pk, "on": on.isoformat(), "back": address(run)}, actor)


def latest(run: ImportRun) -> Job | None:
    """The last long work on ``run``."""
    rows = Job.objects.filter(kind__in=[PREVIEW, CONFIRM], bureau_id=run.bureau_id, params__run=run.pk)
    return rows.order_by("-pk").first()


def register() -> None:
    """Name the two kinds of work; called when the catalog is ready."""
    jobs.define(PREVIEW, _preview, label="预览导入的表格")
    jobs.define(CONFIRM, _confirm, label="导入清单")


def _preview(work: jobs.Work) -> None:
    run = import_run_preview(**_asked(work, "逐行核对"))
    work.finish(f"预览完成：{sums(run)}。", address(run))


@transaction.atomic
def _confirm(work: jobs.Work) -> None:
    run = import_run_confirm(**_asked(work, "核对并写入草稿"))
    work.finish(f"导入完成：{sums(run)}。均为草稿，核对后提交审核。", address(run))


def _asked(work: jobs.Work, words: str) -> dict:
    return {
        "run": ImportRun.objects.get(pk=work.params["run"]),
        "actor": work.owner,
        "on": date.fromisoformat(work.params["on"]),
        "progress": lambda done, total: work.progress(done, total, words),
    }
