"""Long work whose process dies: by the memory limit of its control group, and by kill -9 at several moments."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from catalog.models import ImportRun
from pledges.models import CaseFile
from xinglongtai.core import jobs
from xinglongtai.core.models import Job, JobState

from ..deeds import CATALOG, EVIDENCE, LETTER
from ..report import Trial
from ..stage import Stage, catalog_sheet, photograph
from .world import World, settled, tell

_GROUP = Path("/sys/fs/cgroup/memory/chaos")
#: What a worker with its press needs, plus next to nothing.
_LITTLE = 8 * 1024 * 1024


def run(world: World) -> Iterator[Trial]:
    """The file of a case and a big import, each killed and asked for again."""
    stage = world.stage(world.server())
    yield _killed(stage, "整卷 PDF", _casefile_case, _casefile, (0.05, 0.3, 0.8))
    yield _killed(stage, "导入清单 600 行", lambda _: {"file": catalog_sheet(600)[0]}, _big_import, (0.2, 1.0))
    yield _starved(stage)


def _casefile_case(stage: Stage) -> dict:
    case = stage.ready().pk
    LETTER.send(stage, {"case": case}, "")
    for _ in range(6):
        EVIDENCE.send(stage, {"case": case, "file": photograph(120)}, "")
    return {"case": case}


def _casefile(stage: Stage, subject: dict):
    return stage.person().fill(f"/cases/{subject['case']}/casefile/", kind="pdf")


def _big_import(stage: Stage, subject: dict):
    """What a person does next: columns and preview first, then the page of the run with its button."""
    run = ImportRun.objects.order_by("-pk").first() if "columns" in subject else None
    if run is None or not run.rows:
        return CATALOG.send(stage, subject, "")
    return stage.person("legal").fill(f"/admin/catalog/importrun/{run.pk}/change/", "/confirm/")


def _wait(job: Job, seconds: float = 120) -> jobs.Progress:
    """Until the job's page says something final."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job.refresh_from_db()
        if not jobs.look(job).going:
            break
        time.sleep(0.5)
    return jobs.look(job)


def _killed(stage: Stage, name: str, prepare, ask, moments) -> Trial:
    trial = Trial(f"worker killed during long work: {name}", "")
    slowest = 0.0
    lost = 0
    for moment in moments:
        subject = prepare(stage)
        last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        worker = stage.server.worker()
        ask(stage, subject)
        time.sleep(moment)
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
        trial.faults += 1
        stage.server.wait()
        begun = time.monotonic()
        job = settled(lambda last=last: Job.objects.filter(pk__gt=last).order_by("-pk").first())
        if job is None:
            trial.broken.append(f"{moment} s: the work was never asked for")
            continue
        end = _wait(job)
        slowest = max(slowest, time.monotonic() - begun)
        lost += end.state == JobState.FAILED
        if end.going:
            trial.broken.append(f"{moment} s: still «正在处理» after two minutes")
        _again(trial, stage, subject, ask, job, moment)
        trial.broken += stage.breaches()
    return tell(trial, lost=lost, told_so_after=f"{slowest:.0f} s")


def _again(trial: Trial, stage: Stage, subject: dict, ask, job: Job, moment) -> None:
    """The next try, as often as the steps of the work ask for it."""
    for _ in range(4):
        answer = ask(stage, subject)
        latest = Job.objects.order_by("-pk").first()
        if latest.pk != job.pk and _wait(latest).state != JobState.DONE:
            trial.broken.append(f"{moment} s: the next try ended {latest.state} {latest.message}")
            return
        job = latest
        run = ImportRun.objects.order_by("-pk").first()
        if "case" in subject or (run and run.state == "imported"):
            break
    if "case" in subject and not CaseFile.objects.filter(case=subject["case"]).exists():
        trial.broken.append(f"{moment} s: no file of the case after the next try ({answer.status})")
    elif "file" in subject and run.state != "imported":
        trial.broken.append(f"{moment} s: not imported after the next try ({answer.status} {answer.words()[:80]})")


def _starved(stage: Stage) -> Trial:
    trial = Trial("worker killed by its memory limit (OOM) during 整卷 PDF", "", faults=1)
    if os.geteuid() != 0 or not _GROUP.parent.is_dir():
        trial.skipped = "no control group for memory here"
        return trial
    subject = _casefile_case(stage)
    worker = stage.server.worker()
    resident = int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    _GROUP.mkdir(exist_ok=True)
    try:
        (_GROUP / "cgroup.procs").write_text(str(worker))
        (_GROUP / "memory.limit_in_bytes").write_text(str(_LITTLE))
        last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        asked = _casefile(stage, subject)
        time.sleep(3)
        stage.server.wait()
        died = stage.server.worker() != worker
        job = settled(lambda: Job.objects.filter(pk__gt=last).order_by("-pk").first())
        end = _wait(job) if job else None
        if job and end.going:
            trial.broken.append("still «正在处理» after two minutes")
        _again(trial, stage, subject, _casefile, job or Job(pk=last), "OOM")
    finally:
        with suppress(OSError):
            _GROUP.rmdir()
    trial.broken += stage.breaches()
    said = end.message if job else "never asked for"
    return tell(trial, worker_had=f"{resident // 2**20} MB", killed=died, answer=asked.status or "cut", job=said)
