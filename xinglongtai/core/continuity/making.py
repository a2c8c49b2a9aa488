"""Making a backup while the system runs: the database first, then the files its rows name. Files are only added, so they are all there.

Files in a store stay there: the backup lists them with the store's own marks, and the store keeps what is deleted (decision 058).
"""

import errno
import gzip
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from .. import keys, listing
from ..bucket.errors import Unreachable
from ..errors import DomainError
from ..installation.version import version
from ..models import NumberSeries
from . import engines, gaps, journal, keyring, scope, sealed, store
from .index import Index
from .watching import copy_journals

Say = Callable[[str], object]


@dataclass
class Made:
    """What was made. ``faults`` are Chinese sentences: the backup is whole, but what it was taken of is not."""

    made: store.BackupSet
    fresh_files: int = 0
    fresh_bytes: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def backup_make(
    *, now: datetime, place: Path | None = None, whole: bool = False, say: Say = lambda words: None
) -> Made:
    """A backup of database and files, closed to the registered public keys, in ``place`` (``BACKUP_DIR``).

    ``whole``: read every file and every piece again instead of trusting size and time, and close anew what was damaged.
    :class:`DomainError` where nothing was made: no public key, no room, no client of the database, another one at work.
    """
    place, began = place or settings.BACKUP_DIR, time.monotonic()
    public = [one.key for one in keyring.recipients()]
    if not public:
        raise DomainError("还没有备份公钥，不能备份。请先运行 backup_key make，把打印出来的密钥单锁进保险柜。")
    try:
        with store.alone(place), Index() as index:
            work = _Work(place, public, index, whole, say)
            made = work.make(now)
    except Unreachable as fault:
        raise DomainError(f"存放文件的服务器没有应答，备份没有做成（{fault}）。排除以后再备份。") from fault
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DomainError(f"磁盘已满，备份没有做成：{place}。请清理旧备份（backup_prune）或者扩容。") from error
        raise DomainError(f"备份没有做成：{error.strerror or error}（{error.filename or place}）。") from error
    made.seconds = time.monotonic() - began
    return made


class _Work:
    """One run."""

    def __init__(self, place: Path, public: list[str], index: Index, whole: bool, say: Say):
        self.place, self.public, self.index, self.whole, self.say = place, public, index, whole, say
        self.mark, self.secret = keyring.mark_of(public), keyring.piece_names()
        self.place_id = _place_id(place)
        self.made = Made(None)

    def make(self, now: datetime) -> Made:
        gaps.catch_up(now)
        record = _record_size()
        parts, name = {}, store.new_id(now)
        with store.draft(self.place, name) as folder:
            told = {"format": store.FORMAT, "id": name, "made_at": now.isoformat(timespec="seconds"), "keys": self.mark}
            told |= {"engine": connection.vendor, "code": version()}
            inside = {**told, "keys_marks": _marks()}
            columns = scope.columns()
            with engines.snapshot() as taken:
                self.say("数据库……")
                parts["database.age"] = sealed.seal(taken.stream(), folder / "database.age", self.public)
                inside |= {"engine_version": taken.version, "migrations": taken.migrations(), "counts": taken.counts()}
                inside["counters"] = _counters(taken)
                self.made.faults += [f"数据库有损坏：{fault}" for fault in taken.faults()]
                self._name(columns, taken)
            self.say("文件……")
            for root_name, root in scope.folders().items():
                self._files(root_name, root)
            for shelf_name, storage in scope.shelves().items():
                rows = ((f"{shelf_name}/{one.name}", one.size, one.mark) for one in listing.entries(storage))
                self.index.keep_held(rows)
            inside["missing"] = self._missing(columns)
            self.index.save()
            inside |= self.index.sums(self.place_id)
            parts["own.age"] = sealed.seal(sealed.tarred(_own(record)), folder / "own.age", self.public)
            parts["files.age"] = sealed.seal(sealed.gzipped(self._list()), folder / "files.age", self.public)
            if settings.FILES is not None:
                inside["store"] = str(settings.FILES)
                parts["objects.age"] = sealed.seal(sealed.gzipped(self._held()), folder / "objects.age", self.public)
            inside["parts"] = {key: part.as_dict() for key, part in parts.items()}
            inside["record_head"] = _record_head(record)
            text = json.dumps(inside, ensure_ascii=False, indent=1).encode()
            parts["manifest.age"] = sealed.seal([text], folder / "manifest.age", self.public)
            told |= {"pieces": inside["pieces"], "missing": len(inside["missing"]), "faults": len(self.made.faults)}
            told["list_sha256"] = self._piece_list(folder)
            sizes = {key: {"sealed_size": p.sealed_size, "sealed_sha256": p.sealed_sha256} for key, p in parts.items()}
            store.close(folder, told | {"parts": sizes})
            self._settle_pieces()
        copy_journals(self.place / "numbers")
        self.made.made = store.find(self.place, name)
        return self.made

    def _name(self, columns: list[scope.Column], taken: engines.Snapshot) -> None:
        for number, column in enumerate(columns):
            rows = taken.read(column.rows())
            self.index.keep_named((f"{column.folder}/{name}", number, str(pk)) for pk, name, *_ in rows)

    def _files(self, root_name: str, root: Path) -> None:
        for count, path in enumerate(scope.walk(root), start=1):
            name = f"{root_name}/{path.relative_to(root).as_posix()}"
            try:
                self._file(name, path)
            except FileNotFoundError:  # taken away meanwhile; whether a row still names it is asked afterwards
                continue
            if count % 2000 == 0:
                self.index.save()
                self.say(f"文件：{root_name} {count:,}")

    def _file(self, name: str, path: Path) -> None:
        status = path.stat()
        sha256 = "" if self.whole else self.index.sha256_of(name, status)
        if not sha256:
            _, sha256 = sealed.hash_of(path)
            after = path.stat()
            if (after.st_size, after.st_mtime_ns) != (status.st_size, status.st_mtime_ns):
                return  # still being written, so no committed row names it yet
            self.index.keep_seen(name, status, sha256)
        piece = hashlib.blake2b(bytes.fromhex(sha256), key=self.secret, digest_size=20).hexdigest()
        self._piece(piece, path, sha256, status.st_size)
        self.index.keep_now(name, status, sha256, piece)

    def _piece(self, piece: str, path: Path, sha256: str, size: int) -> None:
        """Close the file into its piece, unless a whole one stands there already."""
        target = store.piece_path(self.place, self.mark, piece)
        known = self.index.piece(self.place_id, piece)
        try:
            there = target.stat().st_size
        except FileNotFoundError:
            there = None
        if there is not None and known is None:  # a piece of a run that was killed, or the index was lost
            known = sealed.hash_of(target)
            self.index.keep_piece(self.place_id, piece, *known)
        sound = there is not None and there == known[0]
        if sound and not (self.whole and sealed.hash_of(target)[1] != known[1]):
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}")
        fresh.unlink(missing_ok=True)
        part = sealed.seal(sealed.chunks_of(path), fresh, self.public)
        if part.plain_sha256 != sha256:
            fresh.unlink()
            raise DomainError(f"文件 {path.name} 在备份时被改动，请稍后再备份。")
        os.replace(fresh, target)
        self.index.keep_piece(self.place_id, piece, part.sealed_size, part.sealed_sha256)
        self.made.fresh_files += 1
        self.made.fresh_bytes += size

    def _missing(self, columns: list[scope.Column]) -> list[str]:
        """Files that rows name, now as in the copy, and that are nowhere."""
        found = []
        for name, number, pk in self.index.missing():
            if columns[number].still_names(pk, name.partition("/")[2]):
                found.append(name)
        self.made.faults += [f"数据库登记的文件不在：{name}" for name in found[:20]]
        if len(found) > 20:
            self.made.faults.append(f"……共 {len(found)} 个文件不在")
        return found

    def _list(self) -> Iterator[bytes]:
        for row in self.index.files():
            yield json.dumps(row, ensure_ascii=False).encode() + b"\n"

    def _held(self) -> Iterator[bytes]:
        for row in self.index.held():
            yield json.dumps(row, ensure_ascii=False).encode() + b"\n"

    def _piece_list(self, folder: Path) -> str:
        """The open list of pieces, by which a check without the private key goes; its hash."""
        with gzip.GzipFile(folder / "pieces.txt.gz", "wb", compresslevel=6, mtime=0) as packed:
            for name, size, sha256 in self.index.pieces(self.place_id):
                packed.write(f"{name} {size} {sha256}\n".encode())
        handle = os.open(folder / "pieces.txt.gz", os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        return sealed.hash_of(folder / "pieces.txt.gz")[1]

    def _settle_pieces(self) -> None:
        """The names of new pieces are on the disk before the backup gets its name."""
        root = self.place / "pieces" / self.mark
        for folder in [*root.glob("*"), root, root.parent] if root.is_dir() else ():
            journal.sync_folder(folder)


def _place_id(place: Path) -> str:
    """What tells this folder of backups from another disk mounted in its place."""
    path = place / "id"
    if not path.exists():
        store.put(path, os.urandom(8).hex().encode())
    return path.read_text("ascii")


def _marks() -> dict:
    """Key → what it may be recognised by, for every file of keys."""
    found = {}
    for path in sorted(settings.KEYS_DIR.glob("*.keys")) if settings.KEYS_DIR.is_dir() else ():
        found[path.stem] = [[key.id, key.mark] for key in keys.all_keys(path.stem)]
    return found


def _counters(taken: engines.Snapshot) -> list:
    rows = NumberSeries.objects.order_by("bureau_id", "kind", "year")
    return [list(row) for row in taken.read(rows.values_list("bureau_id", "kind", "year", "last"))]


def _heads() -> Path:
    return Path(settings.VAR_DIR) / "record" / "heads.log"


def _record_size() -> int:
    """How far the file of the record's heads goes before the copy of the database is taken: its later lines tell of a later database."""
    try:
        return _heads().stat().st_size
    except FileNotFoundError:
        return 0


def _record_head(size: int) -> str:
    if not size:
        return ""
    with _heads().open("rb") as file:
        file.seek(max(0, size - 4096))
        return file.read(min(size, 4096)).decode("utf-8", "replace").rstrip("\n").rpartition("\n")[2]


def _own(record: int) -> Iterator[tuple]:
    """The installation's own files. What is still written to is taken up to where it went."""
    for name, path in scope.own_files():
        status = path.stat()
        size = record if path == _heads() else status.st_size
        if size or path != _heads():
            yield name, sealed.chunks_of(path), size, status.st_mode & 0o777
