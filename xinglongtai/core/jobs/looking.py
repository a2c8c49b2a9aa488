"""How far a job is, for its owner."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from ..models import Job, JobState, QueuedJob
from .telling import COLD, teller

RESTARTED = "没有完成：服务重启，什么都没有写入，请重新开始。"
IN_QUEUE = "排队等候"
_OPEN = (JobState.WAITING, JobState.RUNNING)


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
        return self.state in _OPEN

    @property
    def percent(self) -> int | None:
        """0–100, or None before the size of the work is known."""
        return min(100, 100 * self.done // self.total) if self.total else None


def visible_to(actor):
    """The jobs a person may see: their own."""
    return Job.objects.filter(owner=actor, bureau=actor.bureau)


def look(job: Job) -> Progress:
    """How far ``job`` is. One that died in the queue's hands is failed for good: should it come back to life, it can keep nothing."""
    if job.state not in _OPEN:
        return _ended(job)
    place = _place(job)
    if place and job.state == JobState.WAITING and _waits(place):
        return Progress(job.state, words=IN_QUEUE)
    said, since = teller(job.pk).read()
    asked = abs(time.time() - job.asked_at.timestamp())
    begun = abs(time.time() - job.begun_at.timestamp()) if place and job.begun_at else asked
    if (since is None or since > COLD) and begun > COLD:
        return _ended(_buried(job)) if place else Progress(JobState.FAILED, message=RESTARTED)
    return Progress(job.state, said.get("done", 0), said.get("total", 0), said.get("words", ""))


def going(job: Job | None) -> bool:
    """Whether ``job`` is waiting or working right now."""
    return job is not None and look(job).going


def _ended(job: Job) -> Progress:
    return Progress(job.state, message=job.message, url=job.result.get("url", ""))


def _place(job: Job):
    if settings.JOBS != "queue":
        return None
    return QueuedJob.objects.filter(pk=job.pk).values_list("place", flat=True).first()


def _waits(place) -> bool:
    from .queue import waits

    return waits(place)


def _buried(job: Job) -> Job:
    """Failed, unless it ended this very moment."""
    outcome = {"state": JobState.FAILED, "message": RESTARTED, "ended_at": timezone.now()}
    Job.objects.filter(pk=job.pk, state__in=_OPEN).update(**outcome)
    job.refresh_from_db()
    return job
