"""What ``manage.py check``, ``script/doctor`` and 系统体检 say of long work."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.checks import Error, register

from ..diagnosis import Finding, Level, check
from . import queue

#: Two workers may both be busy for a while; longer than this nobody works.
_PATIENCE = timedelta(minutes=10)


@register("jobs")
def place_is_known(app_configs, **kwargs):
    """JOBS is a choice between two."""
    if settings.JOBS in {"threads", "queue"}:
        return []
    return [Error("JOBS 只能是 threads（在网页进程里）或 queue（由单独的进程办理）", id="xinglongtai.E012")]


@check("后台任务", order=62)
def queue_moves() -> Iterator[Finding]:
    """Whether somebody works off the queue."""
    if settings.JOBS != "queue":
        yield Finding(Level.GOOD, "在网页进程里办理（JOBS=threads）")
        return
    waited = queue.longest_wait()
    if waited and waited > _PATIENCE:
        words = f"有后台任务排队 {int(waited.total_seconds() // 60)} 分钟没有开始"
        yield Finding(Level.FAULT, words, "systemctl status 'xinglongtai-worker@*'，启动后排队的任务会接着办理")
    else:
        yield Finding(Level.GOOD, "由单独的进程办理（JOBS=queue），没有积压")
