"""Asking for work."""

from django.conf import settings
from django.db import transaction

from ..logs import trace
from ..models import Job
from . import threads
from .telling import InFile
from .work import carry_out


def start(kind: str, params: dict, owner) -> Job:
    """Ask for work; it begins when the caller's transaction is through. ``params`` must fit into JSON.

    With the setting ``JOBS_INLINE`` (tests, measurements) it is done before this returns.
    """
    job = Job.objects.create(bureau=owner.bureau, kind=kind, params=params, owner=owner)
    if settings.JOBS_INLINE:
        carry_out(job.pk, InFile(job.pk))
        job.refresh_from_db()
        return job
    asked_by = trace.request_id()
    if settings.JOBS == "queue":
        from . import queue

        queue.put(job, asked_by)
        return job
    InFile(job.pk).say({"done": 0, "total": 0, "words": ""})
    transaction.on_commit(lambda: threads.begin(job.pk, asked_by))
    return job
