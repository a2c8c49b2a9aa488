"""What ``script/doctor`` tells of the security settings and of the virus scanner."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core import checks
from django.utils import timezone

from ..diagnosis import Finding, Level, check
from .clamd import Unavailable

#: ClamAV's signatures are renewed daily; a week without means that nobody renews them.
STALE = timedelta(days=7)
_SIGNED = re.compile(r"^ClamAV [^/]+/\d+/(.+)$")
HANDBOOK = "见《手册-运维》的“安全设置”"
#: Django says these in English; by their numbers in the words of this house.
_WORDS = {
    "security.W004": "没有启用 HSTS，浏览器仍可能用不加密的连接访问",
    "security.W008": "没有把 HTTP 自动转到 HTTPS",
    "security.W009": "SECRET_KEY 太短或太简单",
    "security.W012": "登录凭据的 Cookie 没有限定只走 HTTPS",
    "security.W016": "表单令牌的 Cookie 没有限定只走 HTTPS",
    "security.W018": "DEBUG 打开着",
    "security.W020": "没有设置 ALLOWED_HOSTS",
}


@check("安全设置", order=60)
def settings_are_safe():
    """Everything ``check --deploy`` holds against this installation."""
    for found in checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True):
        level = Level.FAULT if found.level >= checks.ERROR else Level.NOTICE
        yield Finding(level, f"{_WORDS.get(found.id, found.msg)[:300]}（{found.id}）", HANDBOOK)
    if settings.SECRET_KEY_FALLBACKS:
        yield Finding(
            Level.GOOD, f"保留了 {len(settings.SECRET_KEY_FALLBACKS)} 个旧的 SECRET_KEY，旧文书上的二维码仍然有效"
        )


@check("病毒检查", order=61)
def scanner_answers():
    """Whether there is a scanner, whether it answers, how old its signatures are, and what happens when it does not."""
    if settings.CLAMD is None:
        yield Finding(Level.NOTICE, "没有启用，上传的文件不查毒", f"安装 clamav-daemon 并设置 CLAMD_SOCKET，{HANDBOOK}")
        return
    try:
        settings.CLAMD.ping()
        version = settings.CLAMD.version()
    except Unavailable as problem:
        effect = "上传的文件未经检查就接收" if settings.CLAMD_DOWN == "accept" else "现在不能上传文件"
        yield Finding(Level.FAULT, f"连不上 {settings.CLAMD}（{problem}），{effect}", "检查 clamav-daemon 服务和设置")
        return
    yield Finding(Level.GOOD, version)
    day = signatures_of(version)
    if day is None or timezone.now().replace(tzinfo=None) - day > STALE:
        yield Finding(Level.NOTICE, "病毒库超过 7 天没有更新", "检查 clamav-freshclam；没有外网的，定期拷入病毒库文件")
    if settings.CLAMD_DOWN == "accept":
        yield Finding(Level.NOTICE, "查毒服务不可用时照样接收文件（CLAMD_DOWN=accept）", "确认这是本单位的决定")


def signatures_of(version: str) -> datetime | None:
    """The day of the signatures in a VERSION answer, as written there; ``None`` where none are loaded.

    >>> signatures_of("ClamAV 1.4.3/27800/Thu Nov 26 08:30:00 2026").isoformat(), signatures_of("ClamAV 1.4.3")
    ('2026-11-26T08:30:00', None)
    """
    match = _SIGNED.match(version)
    try:
        return datetime.strptime(match[1], "%a %b %d %H:%M:%S %Y") if match else None  # noqa: DTZ007  (no zone is written)
    except ValueError:
        return None
