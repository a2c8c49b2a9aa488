"""Stored files closed where they lie, or closed again under another key, beside a running server.

A file is read, written anew beside itself, read back and compared, and then put in its place in one step: a reader holds either the old
file or the new one, and who is killed in between leaves the old one whole (and a «.closing» that the next run overwrites).
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

from . import pieces
from .container import Opened, closed, read_header
from .storage import Closes

_ENDING = ".closing"
_PIECE = 1 << 20
#: Seconds without a change after which a file counts as written: one that is being written has no header yet.
_RESTS = 60
_WANTED: dict[str, Callable[[], Iterator[str]]] = {}


def must_be_closed(alias: str, names: Callable[[], Iterator[str]]) -> None:
    """Say which files of a storage that closes only some are to be closed."""
    _WANTED[alias] = names


def closing_storages() -> list[tuple[str, Closes]]:
    """The storages whose files may lie closed."""
    found = [(alias, storages[alias]) for alias in settings.STORAGES]
    return [(alias, storage) for alias, storage in found if isinstance(storage, Closes)]


def names_in(storage: Closes) -> Iterator[str]:
    """Every file of a storage. Half-written ones of a killed run are left out."""
    root = Path(storage.location)
    for folder, _, files in os.walk(root):
        for name in sorted(files):
            if not name.endswith(_ENDING):
                yield (Path(folder) / name).relative_to(root).as_posix()


def plain_files(alias: str, storage: Closes) -> Iterator[str]:
    """Files that are to be closed and are not; those of the last minute are left for the next run."""
    names = names_in(storage) if storage.closes_all else _WANTED.get(alias, lambda: iter(()))()
    for name in names:
        if _key_of(storage, name) == "" and _rests(Path(storage.path(name))):
            yield name


def _rests(path: Path) -> bool:
    try:
        return abs(time.time() - path.stat().st_mtime) > _RESTS
    except FileNotFoundError:
        return False


def files_by(storage: Closes, key_id: str) -> Iterator[str]:
    """Files that the key named ``key_id`` closed."""
    for name in names_in(storage):
        if _key_of(storage, name) == key_id:
            yield name


def waiting_by(key_id: str) -> int:
    """How many unfinished uploads lie closed by the key named ``key_id``."""
    return sum(_piece_key(path) == key_id for path in Path(settings.UPLOADS_ROOT).glob("*.part"))


def _key_of(storage: Closes, name: str) -> str | None:
    try:
        return storage.key_of(name)
    except OSError:  # deleted meanwhile, or damaged: nothing to be done here
        return None


def _piece_key(path: Path) -> str:
    try:
        return pieces.key_of(path)
    except OSError:
        return ""


def reclose(storage: Closes, name: str) -> bool:
    """Close one file by the key in use. False where it is gone meanwhile.

    :class:`~.container.Damaged` or KeyMissing where it cannot be opened; OSError for a full disk. The file is then as it was.
    """
    path, place = Path(storage.path(name)), storage.place(name)
    fresh = path.with_name(path.name + _ENDING)
    try:
        source = storage.open(name)
        before = os.stat(path)
    except FileNotFoundError:
        return False
    try:
        with source, open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            told = hashlib.sha256()
            for part in closed(_read(source, told), place):
                target.write(part)
            target.flush()
            os.fsync(target.fileno())
        if _digest(fresh, place) != told.digest():
            raise OSError(f"{name} was not written as it was read")
        os.chmod(fresh, before.st_mode & 0o777)
        os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns + 1000))  # a backup goes by size and time
        if not _same_file(path, before):
            return False
        os.replace(fresh, path)
        _settle(path.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return True


def _read(source, told) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        told.update(piece)
        yield piece


def _digest(path: Path, place: str) -> bytes:
    with path.open("rb") as handle:
        opened, told = Opened(handle, *read_header(handle), place), hashlib.sha256()
        while piece := opened.read(_PIECE):
            told.update(piece)
        return told.digest()


def _same_file(path: Path, before: os.stat_result) -> bool:
    """Whether the file is still the one that was read: it may have been deleted or written meanwhile."""
    try:
        now = os.stat(path)
        return os.path.samestat(now, before) and (now.st_size, now.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
