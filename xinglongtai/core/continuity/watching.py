"""Every few minutes: the journals of numbers go to their second places, and too old a backup is told to the 系统管理员."""

import os
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .. import notices
from ..display import cn_datetime
from ..models import Officer
from ..roles import Role
from . import gaps, journal, keyring, store

#: A day, and the time a backup may take.
TOO_OLD = timedelta(hours=26)


@dataclass
class Watched:
    """What was done: lines the journal lacked, copies made, what failed here and what is wrong with the backups (Chinese), people told."""

    caught_up: int = 0
    copies: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    told: int = 0


def backup_watch(*, now: datetime) -> Watched:
    """Safe to run at any time and twice at once. A person is told once a day."""
    done = Watched()
    try:
        done.caught_up = gaps.catch_up(now)
    except OSError as error:
        done.faults.append(f"编号流水写不进去：{error.strerror}")
    for place in second_places():
        try:
            copy_journals(place)
            done.copies.append(str(place))
        except OSError as error:
            done.faults.append(f"编号流水没有复制到 {place}：{error.strerror}")
    done.lacking = [f"{kind}：{words}" for kind, words in age_faults(now)]
    if done.faults or done.lacking:
        done.told = _tell(done.faults + done.lacking, now)
    return done


def second_places() -> list[Path]:
    """Folders with copies of the journals."""
    return [settings.BACKUP_DIR / "numbers", *([Path(settings.NUMBERS_COPY_DIR)] if settings.NUMBERS_COPY_DIR else [])]


def copy_journals(place: Path) -> None:
    """The journals into the folder ``place``, whole or not at all; a shorter one never replaces a longer one.

    The time of a copy tells until when it is known to be complete. ``OSError`` where it cannot be written.
    """
    for path in sorted(journal.folder().glob(f"*{journal.SUFFIX}")):
        target = place / path.name
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists() or target.stat().st_size < path.stat().st_size:
            store.put(target, path.read_bytes())
        elif target.stat().st_size == path.stat().st_size:
            os.utime(target)


def age_faults(now: datetime) -> list[tuple[str, str]]:
    """(subject, words) where there is no key, no backup, or none of the last day."""
    if not keyring.recipients():
        return [("备份", "还没有备份公钥，备份不能进行")]
    found = store.sets(settings.BACKUP_DIR)
    if not found:
        return [("备份", "还没有备份")]
    last = found[-1].made_at
    if now - last > TOO_OLD:
        hours = int((now - last).total_seconds() // 3600)
        return [("备份", f"最近一次备份是{cn_datetime(timezone.localtime(last))}，已过 {hours} 小时")]
    return []


@transaction.atomic
def _tell(faults: list[str], now: datetime) -> int:
    text = f"{'；'.join(faults)}。请按《手册-备份与恢复》处理。"
    people = Officer.objects.filter(is_active=True, user__is_active=True, user__groups__name=Role.SYSADMIN.value)
    key = f"backup:{timezone.localtime(now):%Y-%m-%d}"
    return sum(notices.tell(officer, key=key, text=text, topic="backup") for officer in people.distinct())


def free_bytes() -> int | None:
    """Room left in the folder of backups; None where it is not there."""
    try:
        return shutil.disk_usage(settings.BACKUP_DIR).free
    except OSError:
        return None


def not_copied(place: Path, now: datetime) -> str:
    """Why a second place lacks the newest journal, in Chinese; "" where it has it (or there is none yet)."""
    own = journal.path()
    if own is None or not own.exists():
        return ""
    try:
        waited = now.timestamp() - (place / own.name).stat().st_mtime
    except OSError:
        return "还没有副本"
    return f"副本是 {waited / 60:.0f} 分钟前的" if waited > 1800 else ""
