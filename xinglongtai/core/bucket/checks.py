"""What the examination of the installation tells of the store."""

from collections.abc import Iterator

from django.conf import settings

from ..diagnosis import Finding, Level, check
from .errors import Unreachable

_HANDBOOK = "见《手册-运维》的“文件放在对象存储”"
#: Seconds of a small file's round above which people wait for every picture.
SLOW = 1.0


@check("对象存储", order=12)
def store_serves() -> Iterator[Finding]:
    """A small file is kept, read and deleted; what is deleted stays in the store's history; nothing is overwritten."""
    if settings.FILES is None:
        yield Finding(Level.GOOD, "没有启用，文件在本机磁盘")
        return
    from . import standing

    where = str(settings.FILES)
    try:
        seconds, guarded = standing.tried(settings.FILES)
    except (Unreachable, OSError) as fault:
        yield Finding(Level.FAULT, f"{where} 不能读写（{fault}）", f"核对 FILES_URL、密钥、网络和本机时间，{_HANDBOOK}")
        return
    level = Level.NOTICE if seconds > SLOW else Level.GOOD
    yield Finding(level, f"{where} 可以读写，一个小文件来回 {seconds * 1000:.0f} 毫秒")
    if settings.FILES.guard and not guarded:
        yield Finding(
            Level.NOTICE,
            "存储不支持“已有就不写”，只靠随机文件名防止覆盖",
            f"换用支持 If-None-Match 的存储，或在 FILES_URL 加 guard=0，{_HANDBOOK}",
        )
    kept = standing.keeps_versions(settings.FILES)
    if kept is not True:
        said = "没有开启版本控制" if kept is False else "看不到版本控制是否开启"
        yield Finding(Level.NOTICE, f"{said}，误删的文件找不回来", f"在存储桶上开启版本控制，{_HANDBOOK}")
