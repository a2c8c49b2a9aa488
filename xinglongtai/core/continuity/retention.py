"""Which backups are kept: the newest of each of the last so many days, weeks and months that have any. The last good one always."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from . import store
from .journal import sync_folder
from .sealed import Damaged


@dataclass
class Pruned:
    """What was (or would be) dropped and kept; ``notes``: what could not be done."""

    dropped: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    pieces: int = 0
    freed: int = 0
    notes: list[str] = field(default_factory=list)


def kept_of(days: Iterable[tuple[str, date]], keep: tuple[int, int, int]) -> set[str]:
    """Names to keep of (name, day) in the order of their making: the newest of a day, a week, a month.

    Days without a backup do not count, so that an installation that stood still loses nothing.
    """
    named = list(days)
    kept = set()
    ways = (date.isoformat, lambda day: day.isocalendar()[:2], lambda day: (day.year, day.month))
    for count, way in zip(keep, ways, strict=True):
        newest = {way(day): name for name, day in named}
        kept |= {newest[period] for period in sorted(newest)[max(0, len(newest) - count) :]}
    return kept


def is_good(one: store.BackupSet) -> bool:
    """Made without faults, not found damaged since, and every part is there in its size. Opens nothing."""
    if one.told.get("faults") or one.verified.get("good") is False:
        return False
    try:
        sizes = all((one.path / name).stat().st_size == p["sealed_size"] for name, p in one.told["parts"].items())
        return sizes and all(one.piece(name).stat().st_size == size for name, size, _ in one.pieces())
    except (OSError, Damaged):
        return False


def last_good(found: list[store.BackupSet], opened: bool = False) -> str:
    """The newest good backup (that was ``opened`` by a check); "" where there is none."""
    for one in reversed(found):
        if (not opened or one.verified.get("opened")) and is_good(one):
            return one.id
    return ""


def backup_prune(place: Path | None = None, *, dry_run: bool = False) -> Pruned:
    """Drop what is not to be kept, then pieces that no backup needs any more. :class:`DomainError` while another one works there."""
    place, done = place or settings.BACKUP_DIR, Pruned()
    with store.alone(place):
        found = store.sets(place)
        days = [(one.id, timezone.localtime(one.made_at).date()) for one in found]
        kept = kept_of(days, settings.BACKUP_KEEP) | {last_good(found), last_good(found, opened=True)}
        for one in found:
            (done.kept if one.id in kept else done.dropped).append(one.id)
        if not dry_run:
            for name in done.dropped:
                _drop(place, name)
            _drop_pieces(place, done)
    return done


def _drop(place: Path, name: str) -> None:
    """First it is no backup any more, then it goes."""
    gone = place / "sets" / f".gone-{name}"
    os.rename(place / "sets" / name, gone)
    sync_folder(place / "sets")
    shutil.rmtree(gone)


def _drop_pieces(place: Path, done: Pruned) -> None:
    """Pieces that no backup names. Nothing goes while a folder of a backup cannot be read: it may name them."""
    needed: set[bytes] = set()
    try:
        known = store.sets(place)
        for one in known:
            needed.update(bytes.fromhex(name) for name, _, _ in one.pieces())
    except (Damaged, ValueError) as damage:
        done.notes.append(f"没有清理文件块：{damage}")
        return
    if len(known) != sum(1 for path in (place / "sets").glob("[0-9]*")):
        done.notes.append("没有清理文件块：有的备份读不出来，请先查明")
        return
    for path in (place / "pieces").glob("*/*/*.age") if (place / "pieces").is_dir() else ():
        if bytes.fromhex(path.stem) not in needed:
            done.pieces, done.freed = done.pieces + 1, done.freed + path.stat().st_size
            path.unlink()
