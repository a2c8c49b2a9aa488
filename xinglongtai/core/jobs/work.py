"""Doing a job, wherever it is done."""

import logging
import time

from django.db import connection
from django.utils import timezone

from ..errors import DomainError
from ..models import Job, JobState
from ..privacy.sealed import asked_by
from .kinds import KINDS
from .telling import InFile, InTable, teller

logger = logging.getLogger(__name__)
FAULT = "没有完成：处理时出错，什么都没有写入。请重新开始；仍然出错请告诉系统管理员。"
TOO_LATE = "这项工作已经按“没有完成”告知过，不再写入。"


class Work:
    """What the function gets: who asked for what, and where to say how far it is."""

    def __init__(self, job: Job, told: InFile | InTable | None = None):
        self.job, self.params, self.owner = job, job.params, job.owner
        self.finished = False
        self._told = told or teller(job.pk)
        self._said = 0.0

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Say how far it is; cheap enough to be called for every row."""
        now = time.monotonic()
        if now - self._said >= 0.3 or done >= total:
            self._said = now
            self._told.say({"done": done, "total": total, "words": words})

    def finish(self, message: str, url: str = "", **result) -> None:
        """Keep the outcome, in the caller's transaction. ``url``: the page that shows it.

        :class:`DomainError`, which undoes the transaction, where its owner was told meanwhile that it failed.
        """
        rows = Job.objects.filter(pk=self.job.pk).exclude(state=JobState.FAILED)
        outcome = {"message": message[:500], "result": {**result, "url": url}, "ended_at": timezone.now()}
        if not rows.update(state=JobState.DONE, **outcome):
            raise DomainError(TOO_LATE)
        self.finished = True


def carry_out(pk: int, told: InFile | InTable) -> None:
    """Do job ``pk``, once: whoever comes second finds it begun and leaves it."""
    if not Job.objects.filter(pk=pk, state=JobState.WAITING).update(state=JobState.RUNNING, begun_at=timezone.now()):
        logger.warning("job %s is not waiting, left alone", pk)
        return
    work = Work(Job.objects.select_related("owner__unit__bureau", "owner__user", "bureau").get(pk=pk), told)
    try:
        with asked_by(lambda: work.owner.user_id):
            KINDS[work.job.kind].function(work)
        if not work.finished:
            work.finish("已完成。")
    except DomainError as refusal:
        _failed(pk, f"没有完成：{refusal.message}")
    except Exception:
        logger.exception("job %s of kind %s failed", pk, work.job.kind)
        _failed(pk, FAULT)
    finally:
        told.end()


def _failed(pk: int, message: str) -> None:
    if not connection.in_atomic_block:  # the fault may have been the database going away
        connection.close_if_unusable_or_obsolete()
    rows = Job.objects.filter(pk=pk).exclude(state=JobState.FAILED)
    rows.update(state=JobState.FAILED, message=message[:500], ended_at=timezone.now())
