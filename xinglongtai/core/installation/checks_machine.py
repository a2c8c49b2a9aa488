"""Looks at the machine: folders and their rights, fonts, space, time, mail."""

import os
import shutil
import smtplib
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from .. import fonts
from ..diagnosis import Finding, Level, check

#: Share of free space and of free file entries below which a person is told, in percent.
TOLD_BELOW = 10
#: Seconds the machine and the database may differ before terms and one-time codes suffer.
CLOCK_APART = 5
MAIL_PATIENCE = 4


def fault(words: str, remedy: str = "") -> Finding:
    """Something that must be mended."""
    return Finding(Level.FAULT, words, remedy)


def notice(words: str, remedy: str = "") -> Finding:
    """Something to look at."""
    return Finding(Level.NOTICE, words, remedy)


def good(words: str) -> Finding:
    """As it should be."""
    return Finding(Level.GOOD, words)


def _free_of_others(path: Path) -> bool:
    return not path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)


@check("数据目录", order=10)
def data_folder() -> Iterator[Finding]:
    """VAR_DIR and what lies in it can be written by this account and read by nobody else."""
    root = Path(settings.VAR_DIR)
    if not os.access(root, os.W_OK | os.X_OK):
        yield fault(f"数据目录 {root} 不能写入", "检查目录的属主和权限，检查磁盘是否被挂成只读")
        return
    shared = [path.name for path in (root / "db.sqlite3", root / "secret_key") if path.exists() and _readable(path)]
    if shared:
        yield fault(
            f"{'、'.join(shared)} 其他账号也能读取",
            f"chmod o-rwx {root}，或者对这些文件 chmod 600；secret_key 建议更换",
        )
    for name in ("evidence", "documents", "files", "imports"):
        folder = root / name
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            yield fault(f"{folder} 不能写入", "属主改成运行本系统的账号")
    if not shared:
        yield good(f"{root}")


def _readable(path: Path) -> bool:
    """Whether an account that is neither the owner nor in the group gets as far as reading ``path``."""
    if _free_of_others(path):
        return False
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


@check("密钥文件夹", order=11)
def keys_folder() -> Iterator[Finding]:
    """KEYS_DIR and its files are this account's alone, and do not lie where a backup of the data would take them."""
    folder = settings.KEYS_DIR
    if not folder.exists():
        yield notice(f"密钥文件夹 {folder} 还没有建立", "第一次加密时自动建立；恢复旧数据之前必须先放回原来的密钥")
        return
    for path in (folder, *folder.glob("*.keys")):
        if path.stat().st_mode & 0o077:
            yield fault(f"{path} 其他账号可以读取", f"chmod {'700' if path.is_dir() else '600'} {path}")
        if not os.access(path, os.R_OK):
            yield fault(f"{path} 本账号读不出来", "属主改成运行本系统的账号")
    if folder.is_relative_to(settings.VAR_DIR) and not settings.DEBUG and not settings.DEMO_MODE:
        yield notice("密钥和数据在同一个目录里", "设置 KEYS_DIR 到别处，密钥另外备份")


@check("文书字体", order=20)
def letter_fonts() -> Iterator[Finding]:
    """Prepared faces and the system's fonts they come from."""
    missing = [face.file_name for face in fonts.FACES if not face.path.is_file()]
    if missing:
        yield fault(f"缺少文书字体 {'、'.join(missing)}", "运行 manage.py prepare_fonts")
    sources = [fonts.SOURCE_REGULAR, fonts.SOURCE_BOLD, *(path for path, _ in fonts.FALLBACKS)]
    if absent := [path.name for path in sources if not path.is_file()]:
        yield fault(
            f"系统没有安装 {'、'.join(absent)}",
            "apt-get install fonts-noto-cjk fonts-hanazono，然后 manage.py prepare_fonts",
        )


@check("磁盘", order=30)
def disk() -> Iterator[Finding]:
    """Free space and free file entries where the data lies."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    percent, megabytes = 100 * usage.free // max(1, usage.total), usage.free // 1024 // 1024
    words = f"数据所在磁盘剩余 {megabytes / 1024:.1f} GB（{percent}%）"
    if megabytes < settings.DISK_LEAST_FREE_MB:
        yield fault(words, "立即清理或扩容；空间用尽时不能签发和上传")
    elif percent < TOLD_BELOW:
        yield notice(words, "清理旧的备份和日志，或者扩容")
    else:
        yield good(words)
    entries = os.statvfs(settings.VAR_DIR)
    if entries.f_files and 100 * entries.f_favail // entries.f_files < TOLD_BELOW:
        yield fault("可用的文件数（inode）不足 10%", "清理小文件很多的目录，或者换用 inode 更多的文件系统")


@check("时间", order=31)
def clock() -> Iterator[Finding]:
    """The machine against the database, the zone, and whether something keeps the clock right."""
    if settings.TIME_ZONE != "Asia/Shanghai":
        yield fault(f"系统时区设成了 {settings.TIME_ZONE}", "改回 Asia/Shanghai，期限按北京时间计算")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            apart = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
        if apart > CLOCK_APART:
            yield fault(
                f"本机时间和数据库服务器相差 {apart:.0f} 秒", "两台机器都与时间服务器同步（chrony 或 timesyncd）"
            )
    ahead = _newest_event()
    if ahead and (ahead - datetime.now(UTC)).total_seconds() > CLOCK_APART:
        yield fault("本机时间早于最近一条操作记录，时钟可能被拨回", "校正时间后再办理业务")
    said = _asked("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if said == "no":
        yield notice("时间没有与时间服务器同步", "启用 systemd-timesyncd 或 chrony")
    elif said is None:
        yield notice("不能确认时间是否同步（没有 timedatectl）", "确认本机有时间同步服务")


def _newest_event() -> datetime | None:
    from ..models import Event

    return Event.objects.order_by("-pk").values_list("at", flat=True).first()


def _asked(*command: str) -> str | None:
    """What a program of the system answers; None where it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=3, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


@check("邮件", order=40)
def mail() -> Iterator[Finding]:
    """Whether the mail server can be talked to; nothing is sent."""
    if "smtp" not in settings.EMAIL_BACKEND:
        yield notice("没有设置邮件服务器，提醒只在站内显示", "设置 EMAIL_BACKEND 和 EMAIL_HOST（见《手册-运维》）")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_PATIENCE) as server:
            server.ehlo()
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except smtplib.SMTPAuthenticationError:
        yield fault(f"邮件服务器 {where} 不接受用户名和密码", "核对 EMAIL_HOST_USER 和 EMAIL_HOST_PASSWORD")
    except (OSError, smtplib.SMTPException) as error:
        yield fault(f"邮件服务器 {where} 连接不上（{type(error).__name__}）", "核对地址、端口、防火墙和 EMAIL_USE_TLS")
    else:
        yield good(f"邮件服务器 {where} 可以连接")
