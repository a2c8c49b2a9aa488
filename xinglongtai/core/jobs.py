"""Long work that goes on while its page can be left.

A room defines what can be done, a view starts it, the job's page shows how far it is::

    jobs.define("catalog_import", run, label="导入清单")      # in AppConfig.ready
    job = jobs.start("catalog_import", {"run": 7}, actor)     # → redirect("core:job", job.pk)

    def run(work: Work) -> None:
        with transaction.atomic():
            for done, row in enumerate(rows):
                work.progress(done, len(rows), "写入草稿")
            work.finish("导入完成：新增 12 条。", url)          # inside the transaction: kept if and only if the rows are

Rule for such a function: all it writes stands in one transaction, closed by :meth:`Work.finish`. So a job that did not end has
written nothing. It runs in a thread of the web process with a connection of its own; how far it is stands in a small file beside
the database, so that telling it waits for no lock. A second thread beats on that file: a job whose file went cold died with its
process.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from .errors import DomainError
from .logs import trace
from .models import Job, JobState
from .privacy.sealed import asked_by

logger = logging.getLogger(__name__)
#: Seconds between two beats, and after how many without one a job counts as dead.
BEAT, COLD = 2.0, 20.0
AT_ONCE = 2
RESTARTED = "没有完成：服务重启，什么都没有写入，请重新开始。"
FAULT = "没有完成：处理时出错，什么都没有写入。请重新开始；仍然出错请告诉系统管理员。"
_slots = threading.BoundedSemaphore(AT_ONCE)
_KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """What can be asked for: the function and its name for people."""

    function: Callable[["Work"], None]
    label: str


@dataclass(frozen=True)
class Progress:
    """How far a job is. ``state`` is a :class:`JobState`; a dead one counts as failed. ``percent`` is None while unknown."""

    state: str
    done: int = 0
    total: int = 0
    words: str = ""
    message: str = ""
    url: str = ""

    @property
    def going(self) -> bool:
        """Whether it is still waiting or working."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def percent(self) -> int | None:
        """0–100, or None before the size of the work is known."""
        return min(100, 100 * self.done // self.total) if self.total else None


class Work:
    """What the function gets: who asked for what, and where to say how far it is."""

    def __init__(self, job: Job):
        self.job, self.params, self.owner = job, job.params, job.owner
        self.finished = False
        self._said = 0.0

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Say how far it is; cheap enough to be called for every row."""
        now = time.monotonic()
        if now - self._said >= 0.3 or done >= total:
            self._said = now
            _write(self.job.pk, {"done": done, "total": total, "words": words})

    def finish(self, message: str, url: str = "", **result) -> None:
        """Keep the outcome, in the caller's transaction. ``url``: the page that shows it."""
        self.finished = True
        Job.objects.filter(pk=self.job.pk).update(
            state=JobState.DONE, message=message[:500], result={**result, "url": url}, ended_at=timezone.now()
        )


def define(kind: str, function: Callable[[Work], None], *, label: str) -> None:
    """Name a kind of work. Called from ``AppConfig.ready``; a second definition replaces the first."""
    _KINDS[kind] = Kind(function, label)


def label(job: Job) -> str:
    """The name of the job's kind for people."""
    return _KINDS[job.kind].label if job.kind in _KINDS else job.kind


def start(kind: str, params: dict, owner) -> Job:
    """Ask for work; it begins when the caller's transaction is through. ``params`` must fit into JSON.

    With the setting ``JOBS_INLINE`` (tests, measurements) it is done before this returns.
    """
    job = Job.objects.create(bureau=owner.bureau, kind=kind, params=params, owner=owner)
    if settings.JOBS_INLINE:
        _work(job.pk)
        job.refresh_from_db()
        return job
    _write(job.pk, {"done": 0, "total": 0, "words": ""})
    asked_by = trace.request_id()
    transaction.on_commit(
        lambda: threading.Thread(target=_thread, args=[job.pk, asked_by], daemon=True, name=f"job-{job.pk}").start()
    )
    return job


def visible_to(actor):
    """The jobs a person may see: their own."""
    return Job.objects.filter(owner=actor, bureau=actor.bureau)


def look(job: Job) -> Progress:
    """How far ``job`` is, read from its row and its file."""
    if job.state not in (JobState.WAITING, JobState.RUNNING):
        return Progress(job.state, message=job.message, url=job.result.get("url", ""))
    said, beaten = _read(job.pk)
    now = time.time()
    # Both ways: a clock that was set back leaves a mark in the future, which must not keep a dead job alive until then.
    if abs(now - beaten) > COLD and abs(now - job.asked_at.timestamp()) > COLD:
        return Progress(JobState.FAILED, message=RESTARTED)
    return Progress(job.state, said.get("done", 0), said.get("total", 0), said.get("words", ""))


def going(job: Job | None) -> bool:
    """Whether ``job`` is waiting or working right now."""
    return job is not None and look(job).going


def _thread(pk: int, asked_by: str) -> None:
    stop = threading.Event()
    threading.Thread(target=_beat, args=[pk, stop], daemon=True).start()
    try:
        with _slots, trace.begin(asked_by, work=f"job {pk}"):
            _work(pk)
    finally:
        stop.set()
        connections.close_all()


def _beat(pk: int, stop: threading.Event) -> None:
    while not stop.wait(BEAT):
        with suppress(OSError):
            os.utime(_path(pk))


def _work(pk: int) -> None:
    Job.objects.filter(pk=pk).update(state=JobState.RUNNING, begun_at=timezone.now())
    work = Work(Job.objects.select_related("owner__unit__bureau", "owner__user", "bureau").get(pk=pk))
    try:
        with asked_by(lambda: work.owner.user_id):
            _KINDS[work.job.kind].function(work)
        if not work.finished:
            work.finish("已完成。")
    except DomainError as refusal:
        _failed(pk, f"没有完成：{refusal.message}")
    except Exception:
        logger.exception("job %s of kind %s failed", pk, work.job.kind)
        _failed(pk, FAULT)
    finally:
        with suppress(OSError):
            _path(pk).unlink()


def _failed(pk: int, message: str) -> None:
    if not connection.in_atomic_block:  # the fault may have been the database going away
        connection.close_if_unusable_or_obsolete()
    Job.objects.filter(pk=pk).update(state=JobState.FAILED, message=message[:500], ended_at=timezone.now())


def _path(pk: int) -> Path:
    return Path(settings.VAR_DIR) / "jobs" / f"{pk}.json"


def _write(pk: int, said: dict) -> None:
    path = _path(pk)
    with suppress(OSError):  # a full disk stops the telling, not the work
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{threading.get_ident()}")
        fresh.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)


def _read(pk: int) -> tuple[dict, float]:
    """What the file says and when it was last beaten on; nothing and 0 where there is none."""
    path = _path(pk)
    try:
        beaten = path.stat().st_mtime
    except OSError:
        return {}, 0.0
    try:
        return json.loads(path.read_text(encoding="utf-8")), beaten
    except (OSError, ValueError):
        return {}, beaten
