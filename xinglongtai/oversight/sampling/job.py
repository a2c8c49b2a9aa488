"""Running the rules as long work (see :mod:`xinglongtai.core.jobs`)."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from xinglongtai.core import jobs

from .services_suspicion import suspicions_find

WORK = "oversight_suspicions"


def register() -> None:
    """Name the work; called when the room is ready."""
    jobs.define(WORK, _run, label="检查疑点线索")


@transaction.atomic
def _run(work: jobs.Work) -> None:
    counts = suspicions_find(
        bureau=work.owner.bureau,
        on=date.fromisoformat(work.params["on"]),
        actor=work.owner,
        progress=work.progress,
    )
    words = "检查完成：新发现 {new} 条，有变化 {changed} 条，未变 {same} 条。".format(**counts)
    work.finish(words, reverse("oversight:sampling_suspicions"))
