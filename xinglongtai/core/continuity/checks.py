"""What the examination of the installation (``script/doctor``) tells of backups and numbers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ..diagnosis import Finding, Level, check
from ..display import cn_datetime
from ..errors import DomainError
from . import engines, gaps, store, watching

_HANDBOOK = "见《手册-备份与恢复》"
#: After so long a backup should have been opened again with the private key.
CHECKED = timedelta(days=35)


@check("备份", order=30)
def backups_stand() -> Iterator[Finding]:
    """Age, size, last check, room, and whether it lies on another disk."""
    now = timezone.now()
    for _, words in watching.age_faults(now):
        yield Finding(Level.FAULT, words, f"运行 script/backup 并检查定时任务，{_HANDBOOK}")
    found = store.sets(settings.BACKUP_DIR)
    if found:
        yield from _last(found[-1])
        yield from _verified(found)
        yield from _room(found[-1])
    if settings.BACKUP_DIR.exists() and _one_disk(settings.BACKUP_DIR, Path(settings.VAR_DIR)):
        yield Finding(
            Level.NOTICE,
            "备份和数据在同一块磁盘上，磁盘坏了会一起丢失",
            "把 BACKUP_DIR 设到另一块磁盘或另一台机器挂载的目录",
        )
    yield from _client()


def _last(one: store.BackupSet) -> Iterator[Finding]:
    words = f"最近一次备份：{cn_datetime(timezone.localtime(one.made_at))}，{one.size / 1e6:,.1f} MB"
    if one.told["missing"]:
        words += f"，数据库登记的文件有 {one.told['missing']} 个当时不在"
        yield Finding(Level.FAULT, words, f"查明缺失的文件，从更早的备份找回，{_HANDBOOK}")
    elif one.told["faults"]:
        yield Finding(Level.FAULT, f"{words}，数据库当时已有损坏", "停用本系统，从更早的备份恢复")
    else:
        yield Finding(Level.GOOD, words)


def _verified(found: list[store.BackupSet]) -> Iterator[Finding]:
    bad = [one for one in found if one.verified.get("good") is False]
    if bad:
        yield Finding(Level.FAULT, bad[-1].verified["words"], "运行 script/backup --whole 重做损坏的部分，检查备份磁盘")
    opened = [one.verified["at"] for one in found if one.verified.get("opened") and one.verified["good"]]
    limit = (timezone.now() - CHECKED).isoformat()
    if not opened or max(opened) < limit:
        said = f"上一次是 {max(opened)[:10]}" if opened else "还没有过"
        yield Finding(
            Level.NOTICE,
            f"一个月内没有用私钥打开核对过备份，{said}",
            "每月运行一次 script/backup verify --key 私钥文件",
        )


def _room(one: store.BackupSet) -> Iterator[Finding]:
    free = watching.free_bytes()
    if free is not None and free < max(2 * one.told["parts"]["database.age"]["sealed_size"], 1 << 30):
        yield Finding(
            Level.FAULT, f"备份目录只剩 {free >> 20} MB", "扩容，或者减少保留的份数（BACKUP_KEEP）后运行 backup_prune"
        )


def _one_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev


def _client() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        try:
            connection.ensure_connection()
            engines.client("pg_dump", connection.pg_version // 10000)
        except DomainError as refusal:
            yield Finding(Level.FAULT, refusal.message, "装好以后再备份")


@check("编号流水", order=31)
def numbers_stand() -> Iterator[Finding]:
    """The journal of numbers knows no more than the database, and its copies are as long as it is."""
    for series, known in gaps.behind():
        words = f"{series.year}年 {series.kind} 已给出过 {known} 号，数据库只到 {series.last} 号：数据库比编号流水旧"
        yield Finding(Level.FAULT, words, f"按{_HANDBOOK[1:]}“编号核对”一节处理，签发时系统会越过这些编号")
    for place in watching.second_places():
        if late := watching.not_copied(place, timezone.now()):
            yield Finding(Level.NOTICE, f"编号流水没有复制到 {place}：{late}", "检查定时任务 backup_watch 和磁盘")
