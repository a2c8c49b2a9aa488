"""What ``script/doctor`` says about the record."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from ..diagnosis import Finding, Level, check
from ..display import cn_date, cn_datetime
from .sealing import End
from .standing import clock_notes, standing

#: Only the newest links are looked at for clocks that went wrong.
_NEWEST = 5000
_APART = timedelta(seconds=30)
_HANDBOOK = "见《手册-操作记录》"


@check("操作记录", order=40)
def record_stands() -> Iterator[Finding]:
    """The end of the chain, the sealer, the last check, the time kept, the clocks."""
    now = standing()
    if now.end.end is not End.AGREES:
        yield Finding(Level.FAULT, now.end.words, f"不要删除任何文件，请审计管理员运行 verify_audit，{_HANDBOOK}")
    elif now.seal is not None:
        yield Finding(Level.GOOD, f"链条到第 {now.links} 环，{now.end.words}")
    if now.is_late:
        words = f"最早一条未入链的记录已等待，写于 {cn_datetime(now.oldest_waiting)}"
        yield Finding(Level.NOTICE, words, "检查定时任务 seal_audit 是否每分钟运行")
    yield from _checked(now)
    if now.begins is not None:
        yield Finding(Level.GOOD, f"操作记录自 {cn_date(now.begins)} 起全部保存，没有删除的途径")
    apart = now.now - timezone.now()
    if abs(apart) > _APART:
        words = f"数据库的时钟与程序相差 {abs(apart).total_seconds():.0f} 秒"
        yield Finding(Level.NOTICE, words, "检查两台机器的校时服务；操作记录以数据库的时钟为准")
    for label, count in clock_notes(max(1, now.links - _NEWEST)).items():
        yield Finding(Level.NOTICE, f"最近 {_NEWEST} 环中有 {count} 条“{label}”", f"查明原因，{_HANDBOOK}")


def _checked(now) -> Iterator[Finding]:
    if now.check is not None and not now.check.whole:
        words = f"{cn_datetime(now.check.event.at)}的校验发现问题：{now.check.event.data.get('words', '')}"
        yield Finding(Level.FAULT, words, f"请审计管理员查明，{_HANDBOOK}")
    elif now.check_due and now.seal is not None:
        last = f"上一次是{cn_datetime(now.check.event.at)}" if now.check else "还没有校验过"
        yield Finding(Level.NOTICE, f"两天内没有校验操作记录，{last}", "检查定时任务 verify_audit 是否每天运行")
