"""What was seen before: a small SQLite file beside the data (``VAR_DIR/continuity``), so that the second backup reads only new files.

A file counts as unchanged with the same size, time and place on the disk. Losing this file costs one slow backup and nothing else.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

_TABLES = """
CREATE TABLE IF NOT EXISTS seen (path TEXT PRIMARY KEY, size, mtime, inode, sha256 TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pieces (place TEXT, name TEXT, size, sha256 TEXT, PRIMARY KEY (place, name)) WITHOUT ROWID;
DROP TABLE IF EXISTS now;
CREATE TABLE now (path TEXT PRIMARY KEY, size, sha256 TEXT, mode, mtime, piece TEXT) WITHOUT ROWID;
DROP TABLE IF EXISTS held;
CREATE TABLE held (path TEXT PRIMARY KEY, size, mark TEXT) WITHOUT ROWID;
DROP TABLE IF EXISTS named;
CREATE TABLE named (path TEXT PRIMARY KEY, part, pk) WITHOUT ROWID;
"""


def folder() -> Path:
    """Where this room keeps what it works with; readable by the program only."""
    path = Path(settings.VAR_DIR) / "continuity"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class Index:
    """``seen`` and ``pieces`` stay from run to run; ``now``, ``held`` and ``named`` belong to one backup."""

    def __init__(self, path: Path | None = None):
        path = path or folder() / "index.sqlite3"
        try:
            self.connection = self._open(path)
        except sqlite3.DatabaseError:  # it was torn: one slow backup
            path.unlink(missing_ok=True)
            self.connection = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        return connection

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.save()
        self.connection.close()

    def save(self) -> None:
        """Keep what was learnt so far."""
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN")

    def sha256_of(self, path: str, status: os.stat_result) -> str:
        """The hash of an unchanged file; "" for one that is new or changed."""
        asked = path, status.st_size, status.st_mtime_ns, status.st_ino
        where = "path = ? AND size = ? AND mtime = ? AND inode = ?"
        row = self.connection.execute(f"SELECT sha256 FROM seen WHERE {where}", asked).fetchone()  # noqa: S608
        return row[0] if row else ""

    def keep_seen(self, path: str, status: os.stat_result, sha256: str) -> None:
        values = path, status.st_size, status.st_mtime_ns, status.st_ino, sha256
        self.connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", values)

    def piece(self, place: str, name: str) -> tuple[int, str] | None:
        """Bytes and hash of a closed piece, as it was when it was made."""
        return self.connection.execute(
            "SELECT size, sha256 FROM pieces WHERE place = ? AND name = ?", (place, name)
        ).fetchone()

    def keep_piece(self, place: str, name: str, size: int, sha256: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)", (place, name, size, sha256))

    def keep_now(self, path: str, status: os.stat_result, sha256: str, piece: str) -> None:
        values = path, status.st_size, sha256, status.st_mode & 0o777, status.st_mtime_ns, piece
        self.connection.execute("INSERT OR REPLACE INTO now VALUES (?, ?, ?, ?, ?, ?)", values)

    def keep_held(self, rows: Iterable[tuple[str, int, str]]) -> None:
        """Files that stay in the store: (path, size, mark)."""
        self.connection.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?)", rows)

    def held(self) -> Iterator[tuple]:
        """(path, size, mark) of every file that stays in the store, by path."""
        return self.connection.execute("SELECT path, size, mark FROM held ORDER BY path")

    def keep_named(self, rows: Iterable[tuple[str, int, str]]) -> None:
        """Files that rows name: (path, number of the column, key of the row)."""
        self.connection.executemany("INSERT OR REPLACE INTO named VALUES (?, ?, ?)", rows)

    def files(self) -> Iterator[tuple]:
        """(path, size, sha256, mode, mtime, piece) of this backup, by path."""
        return self.connection.execute("SELECT path, size, sha256, mode, mtime, piece FROM now ORDER BY path")

    def pieces(self, place: str) -> Iterator[tuple[str, int, str]]:
        """(name, bytes, hash) of every closed piece this backup needs, each once."""
        return self.connection.execute(
            "SELECT DISTINCT pieces.name, pieces.size, pieces.sha256 FROM now JOIN pieces"
            " ON pieces.place = ? AND pieces.name = now.piece ORDER BY pieces.name",
            (place,),
        )

    def sums(self, place: str) -> dict:
        """How many files and bytes, how many pieces and closed bytes."""
        files, size = self.connection.execute("SELECT COUNT(*), COALESCE(SUM(size), 0) FROM now").fetchone()
        pieces = closed = 0
        for _, one, _ in self.pieces(place):
            pieces, closed = pieces + 1, closed + one
        return {"files": {"count": files, "bytes": size}, "pieces": {"count": pieces, "bytes": closed}}

    def missing(self) -> list[tuple[str, int, str]]:
        """What rows name and was not found: (path, number of the column, key of the row)."""
        return self.connection.execute(
            "SELECT path, part, pk FROM named WHERE path NOT IN (SELECT path FROM now)"
            " AND path NOT IN (SELECT path FROM held) ORDER BY path"
        ).fetchall()
