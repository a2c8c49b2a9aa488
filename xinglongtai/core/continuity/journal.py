"""Every number that was given, written down beside the database: ``VAR_DIR/numbers/<database>.journal``, a line a number, after its commit.

A database can be put back as it was yesterday; the letters handed out since cannot. So the numbers stand in a file of their own, which no
restore of the database takes back, and which is copied to a second place every few minutes (``backup_watch``). A line that a power
failure cut short is told by its check and skipped.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

SUFFIX = ".journal"
_KNOWN: dict[str, str] = {}


@dataclass(frozen=True)
class Given:
    """A number that was given. ``at``: ISO time; ``bureau``: its key; ``pattern``: that of the series; ``text``: what is printed."""

    at: str
    bureau: int
    kind: str
    year: int
    n: int
    pattern: str
    text: str

    @property
    def series(self) -> tuple[int, str, int]:
        """Which series it belongs to."""
        return self.bureau, self.kind, self.year


def identity() -> str:
    """What tells this database from every other, before and after a restore: when its first table was made. "" before that.

    A demonstration database made anew in the same folder has another one, and so a journal of its own.
    """
    name = str(connection.settings_dict["NAME"])
    if name not in _KNOWN:
        first = None
        if MigrationRecorder(connection).has_table():
            first = MigrationRecorder.Migration.objects.order_by("pk").values_list("applied", flat=True).first()
        _KNOWN[name] = hashlib.sha256(first.isoformat().encode()).hexdigest()[:12] if first else ""
    return _KNOWN[name]


def folder() -> Path:
    """Where journals stand."""
    return Path(settings.VAR_DIR) / "numbers"


def path() -> Path | None:
    """The journal of this database; None where the database has no history of migrations (tests)."""
    known = identity()
    return folder() / f"{known}{SUFFIX}" if known else None


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:8]


def line_of(given: Given) -> str:
    """The line, with its check, without the end of line."""
    body = "\t".join(str(value).replace("\t", " ") for value in astuple(given))
    return f"{body}\t{_check(body)}"


def parse(line: str) -> Given | None:
    """The number a line tells of; None for a line that is not whole."""
    body, _, check = line.rpartition("\t")
    parts = body.split("\t")
    if check != _check(body) or len(parts) != 7:
        return None
    at, bureau, kind, year, n, pattern, text = parts
    return Given(at, int(bureau), kind, int(year), int(n), pattern, text)


def add(given: Iterable[Given], place: Path | None = None) -> None:
    """Write lines and wait until they are on the disk. ``OSError`` when it cannot."""
    target = place or path()
    if target is None:
        return
    fresh = not target.exists()
    if fresh:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(target, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        torn = size and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, ("\n" * bool(torn) + "".join(f"{line_of(one)}\n" for one in given)).encode())
        fcntl.flock(handle, fcntl.LOCK_UN)  # whoever issues at the same moment waits for the disk together with us
        os.fdatasync(handle)
    finally:
        os.close(handle)
    if fresh:
        sync_folder(target.parent)


def sync_folder(place: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(place: Path) -> Iterator[Given]:
    """The whole lines of a journal, in order; nothing where there is no file."""
    try:
        with place.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                if given := parse(line.rstrip("\n")):
                    yield given
    except FileNotFoundError:
        return


class _Heights:
    """The highest number of each series in one journal, read on from where the last look ended."""

    def __init__(self):
        self.lock = threading.Lock()
        self._forget(None)

    def _forget(self, place: Path | None) -> None:
        self.place, self.seen = place, ()
        self.offset, self.tail, self.found = 0, b"", {}

    def of(self, place: Path) -> dict[tuple, Given]:
        with self.lock:
            try:
                status = place.stat()
            except OSError:  # none yet, or a disk that is gone: that holds up no officer
                self._forget(None)
                return {}
            seen = status.st_ino, status.st_size, status.st_mtime_ns
            if place != self.place or status.st_size < self.offset:
                self._forget(place)
            if seen != self.seen:
                self._read_on(place)
                self.seen = seen
            return self.found

    def _read_on(self, place: Path) -> None:
        with place.open("rb") as file:
            file.seek(self.offset - len(self.tail))
            if file.read(len(self.tail)) != self.tail:  # another file under the same name
                self._forget(place)
                file.seek(0)
            whole, end, _ = file.read().rpartition(b"\n")
        read = whole + end
        self.offset, self.tail = self.offset + len(read), (self.tail + read)[-64:]
        for line in whole.decode("utf-8", "replace").split("\n"):
            given = parse(line)
            if given and (given.series not in self.found or self.found[given.series].n < given.n):
                self.found[given.series] = given


_heights = _Heights()


def heights() -> dict[tuple, Given]:
    """The highest number given in every series of this database, by what the journal says."""
    place = path()
    return _heights.of(place) if place else {}


def highest(bureau: int, kind: str, year: int) -> int:
    """The highest number of one series by the journal; 0 where it knows none."""
    given = heights().get((bureau, kind, year))
    return given.n if given else 0
