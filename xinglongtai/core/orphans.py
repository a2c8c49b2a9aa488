"""Stored files that no row names: what a process left behind that died between writing a file and committing its row.

Every ``FileField`` is known by itself; a column that keeps a name as text is claimed once, when its room is ready::

    orphans.claim("imports", "catalog.ImportRun", "file_path")
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.files.storage import Storage, storages
from django.db.models import FileField

from . import listing

#: Where every file has a row. (Copies of pictures have none, pieces of uploads have a tidying of their own.)
KEPT = ("evidence", "documents", "casefiles", "ledgers", "imports")
_CLAIMED: list[tuple[str, str, str]] = []


@dataclass(frozen=True)
class Orphan:
    """A file without a row: the storage's name, the file's name in it, its size in bytes as it lies."""

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


def find(*, before: datetime) -> list[Orphan]:
    """Files of the kept storages without a row, last written before the moment ``before``.

    The files are listed before the rows are read: a file whose row is committed in between is no orphan. Memory does not grow with
    either: names wait in a table on the disk that goes with the connection, because no column of names has an index to be asked by.
    """
    found = []
    for alias in KEPT:
        with closing(sqlite3.connect("", isolation_level=None)) as waiting:
            waiting.execute("CREATE TABLE there (name TEXT PRIMARY KEY, size) WITHOUT ROWID")
            waiting.execute("BEGIN")
            there = (one for one in listing.entries(storages[alias]) if one.modified < before)
            waiting.executemany("INSERT INTO there VALUES (?, ?)", ((one.name, one.size) for one in there))
            for model, column in _columns(alias):
                names = model._default_manager.values_list(column).iterator(chunk_size=5000)
                waiting.executemany("DELETE FROM there WHERE name = ?", names)
            left = waiting.execute("SELECT name, size FROM there ORDER BY name")
            found += [Orphan(alias, name, size) for name, size in left]
    return found


def remove(rows: list[Orphan]) -> None:
    """Delete the files. Only for what :func:`find` gave on a whole installation: after restoring an older database nothing may go."""
    for row in rows:
        storages[row.alias].delete(row.name)
