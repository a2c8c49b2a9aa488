"""Jobs in processes of their own: django-tasks keeps them in a table, its command ``db_worker`` takes each out once.

A job that was taken out is never put back: one whose worker died counts as failed when its beat goes cold (``looking``).
"""

import uuid
from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ..logs import trace
from ..models import Job, QueuedJob
from . import work
from .telling import COLD, beating, teller


@task()
def carry_out(pk: int, asked_by: str) -> None:
    """What the worker calls."""
    told = teller(pk)
    with beating(told), trace.begin(asked_by, work=f"job {pk}"):
        work.carry_out(pk, told)


def put(job: Job, asked_by: str) -> None:
    """Into the queue, within the caller's transaction: a job that is rolled back was never there."""
    QueuedJob.objects.create(job=job, place=carry_out.enqueue(job.pk, asked_by).id)


def waits(place: uuid.UUID) -> bool:
    """Whether the job is in the queue, or was taken out just now."""
    row = DBTaskResult.objects.filter(pk=place).values("status", "started_at").first()
    if row is None:
        return False
    if row["status"] == TaskResultStatus.READY:
        return True
    return row["status"] == TaskResultStatus.RUNNING and timezone.now() - row["started_at"] < timedelta(seconds=COLD)


def longest_wait() -> timedelta | None:
    """How long the oldest job has been in the queue, None where it is empty."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("enqueued_at")
    oldest = ready.values_list("enqueued_at", flat=True).first()
    return timezone.now() - oldest if oldest else None


def tidy(*, before) -> int:
    """Forget the places of jobs that ended before ``before``; how many. The jobs themselves stay."""
    gone = DBTaskResult.objects.finished().filter(finished_at__lt=before)
    dead = DBTaskResult.objects.running().filter(started_at__lt=before)
    QueuedJob.objects.filter(job__ended_at__lt=before).delete()
    return gone.delete()[0] + dead.delete()[0]
