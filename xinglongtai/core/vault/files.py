"""Stored files closed where they lie, or closed again under another key, beside a running server.

A file is read, written anew beside itself, read back and compared, and then put in its place in one step: a reader holds either the old
file or the new one, and who is killed in between leaves the old one whole (and a «.closing» that the next run overwrites).
"""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import islice
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from .. import listing
from .container import Opened, closed, read_header
from .disk import ENDING
from .storage import Closes

_PIECE = 1 << 20
_PAGE = 500
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
    for entry in listing.entries(storage):
        if not entry.name.endswith(ENDING):
            yield entry.name


def plain_files(alias: str, storage: Closes) -> Iterator[str]:
    """Files that are to be closed and are not; those of the last minute are left for the next run."""
    if not storage.may_hold_plain:
        return
    names = names_in(storage) if storage.closes_all else _WANTED.get(alias, lambda: iter(()))()
    for name in names:
        if _key_of(storage, name) == "" and _rests(storage, name):
            yield name


def _rests(storage: Closes, name: str) -> bool:
    try:
        written: datetime = storage.get_modified_time(name)
    except FileNotFoundError:
        return False
    return abs((timezone.now() - written).total_seconds()) > _RESTS


def files_by(storage: Closes, key_id: str) -> Iterator[str]:
    """Files that the key named ``key_id`` closed."""
    names = names_in(storage)
    with ThreadPoolExecutor(storage.at_once) as pool:
        while page := list(islice(names, _PAGE)):
            held = pool.map(partial(_key_of, storage), page)
            yield from (name for name, key in zip(page, held, strict=True) if key == key_id)


def _key_of(storage: Closes, name: str) -> str | None:
    try:
        return storage.key_of(name)
    except OSError:  # deleted meanwhile, or damaged: nothing to be done here
        return None


def reclose(storage: Closes, name: str) -> bool:
    """Close one file by the key in use. False where it is gone meanwhile.

    :class:`~.container.Damaged` or KeyMissing where it cannot be opened; OSError for a full disk. The file is then as it was.
    """
    told, place = hashlib.sha256(), storage.place(name)

    def check(handle: BinaryIO) -> None:
        if _digest(handle, place) != told.digest():
            raise OSError(f"{name} was not written as it was read")

    try:
        with storage.open(name) as source:
            return storage.reclosed(name, closed(_read(source, told), place), check)
    except FileNotFoundError:
        return False


def _read(source, told) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        told.update(piece)
        yield piece


def _digest(handle: BinaryIO, place: str) -> bytes:
    opened, told = Opened(handle, *read_header(handle), place), hashlib.sha256()
    while piece := opened.read(_PIECE):
        told.update(piece)
    return told.digest()
