"""What ``manage.py check``, ``script/doctor`` and 系统体检 say of the standby."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import Error as DatabaseFault
from django.db import connections

from ..diagnosis import Finding, Level, check
from .reading import REPLICA
from .standing import Unfit, ask

_HANDBOOK = "见《手册-运维》的“多台服务器”"


@register(Tags.security)
def replica_is_possible(app_configs, **kwargs):
    """Half a configuration is refused: a standby of SQLite there is not, and an unbounded delay would be no bound."""
    if not settings.REPLICA_URL:
        return []
    found = []
    if REPLICA not in settings.DATABASES:
        words = "REPLICA_URL 只能和 PostgreSQL 的 DATABASE_URL 一起用，两个地址都要是 postgres://"
        found.append(Error(words, hint="去掉 REPLICA_URL，或者换用 PostgreSQL。", id="xinglongtai.E010"))
    if not 1 <= settings.REPLICA_LAG_SECONDS <= 600:
        found.append(Error("REPLICA_LAG_SECONDS 要在 1 到 600 之间", id="xinglongtai.E011"))
    return found


@check("只读副本", order=7)
def standby() -> Iterator[Finding]:
    """Whether it can be reached, is ours, and how much it has still to replay."""
    if REPLICA not in connections.databases:
        yield Finding(Level.GOOD, "没有设置（REPLICA_URL），全部在主库上读取")
        return
    try:
        found = ask()
    except Unfit as wrong:
        yield Finding(
            Level.FAULT, f"REPLICA_URL 所指的服务器{wrong}，没有使用", f"改正 REPLICA_URL 后重启，{_HANDBOOK}"
        )
        return
    except DatabaseFault as error:
        words = f"连接不上（{type(error).__name__}），列表和统计都在主库上读取"
        yield Finding(Level.FAULT, words, f"启动副本服务器，检查网络和 REPLICA_URL，{_HANDBOOK}")
        return
    megabytes = found.behind / 1024 / 1024
    if megabytes >= 16:  # a whole file of the log of changes
        words = f"落后主库 {megabytes:.0f} MB 的变更"
        yield Finding(
            Level.NOTICE, words, f"看副本的磁盘和网络；落后超过 {settings.REPLICA_LAG_SECONDS} 秒时自动改在主库上读取"
        )
    else:
        yield Finding(Level.GOOD, f"跟得上主库（落后 {megabytes:.1f} MB）")
