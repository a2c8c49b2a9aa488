"""Stored files that no row names: what a process left behind that died between writing a file and committing its row.

Every ``FileField`` is known by itself; a column that keeps a name as text is claimed once, when its room is ready::

    orphans.claim("imports", "catalog.ImportRun", "file_path")
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.files.storage import Storage, storages
from django.db.models import FileField

#: Where every file has a row. (Copies of pictures have none, pieces of uploads have a tidying of their own.)
KEPT = ("evidence", "documents", "casefiles", "ledgers", "imports")
_CLAIMED: list[tuple[str, str, str]] = []


@dataclass(frozen=True)
class Orphan:
    """A file without a row: the storage's name, the file's name in it, its size in bytes."""

    alias: str
    name: str
    size: int


def claim(alias: str, model: str, column: str) -> None:
    """Say that the text ``column`` of ``model`` («app.Model») names files of the storage ``alias``."""
    _CLAIMED.append((alias, model, column))


def _same(one: Storage, other: Storage) -> bool:
    """Whether two storages keep the same files: a row that is overlooked here would make its file look like a lost one."""
    place = getattr(one, "location", None)
    return one is other or (place is not None and place == getattr(other, "location", None))


def claimed() -> list[tuple[str, str, str]]:
    """(storage, «app.Model», column) of every text column that names files."""
    return list(_CLAIMED)


def _columns(alias: str) -> Iterator[tuple[type, str]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField) and _same(field.storage, storages[alias]):
                yield model, field.name
    for kept, model, column in _CLAIMED:
        if kept == alias:
            yield apps.get_model(model), column


def _files(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept here
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from _files(storage, f"{folder}/{name}" if folder else name)


def find(*, before: datetime) -> list[Orphan]:
    """Files of the kept storages without a row, last written before the moment ``before``.

    The files are listed before the rows are read: a file whose row is committed in between is no orphan.
    """
    found = []
    for alias in KEPT:
        storage = storages[alias]
        there = [name for name in _files(storage) if storage.get_modified_time(name) < before]
        known = set()
        if there:
            for model, column in _columns(alias):
                known.update(model._default_manager.values_list(column, flat=True).iterator(chunk_size=5000))
        found += [Orphan(alias, name, _size(storage, name)) for name in there if name not in known]
    return found


def _size(storage: Storage, name: str) -> int:
    try:
        return storage.size(name)
    except OSError:  # half written, or gone meanwhile
        return 0


def remove(rows: list[Orphan]) -> None:
    """Delete the files. Only for what :func:`find` gave on a whole installation: after restoring an older database nothing may go."""
    for row in rows:
        storages[row.alias].delete(row.name)
