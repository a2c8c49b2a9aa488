"""Files from the disk into the store, and back: one after the other, each read back and compared, whatever was done before left alone."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages

from .. import listing
from ..durable import DurableStorage, settle
from ..errors import DomainError
from ..vault.container import CHUNK, TAG, read_header
from ..vault.disk import ENDING
from ..vault.storage import ClosedStorage
from .storage import ClosedBucket

_PIECE = 1 << 20
#: End of the name of a file that is on its way to the disk.
_COMING = ".moving"
#: What is kept. Copies of pictures are made again where they are missing; unfinished uploads are sent again.
ALIASES = ("evidence", "documents", "default", "casefiles", "imports", "import_export", "ledgers")


@dataclass
class Moved:
    """How many files were copied, how many stood there already, bytes copied, and those that failed (name, why)."""

    copied: int = 0
    there: int = 0
    size: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


class Pair:
    """One storage in the store and its folder on the disk."""

    def __init__(self, alias: str):
        self.alias, self.bucket = alias, storages[alias]
        if not isinstance(self.bucket, ClosedBucket):
            raise DomainError("没有设置 FILES_URL，不知道搬到哪个对象存储。请先在环境里设好 FILES_URL 和密钥再运行。")
        self.root = Path(settings.VAR_DIR) / self.bucket.scope
        self.disk = ClosedStorage(location=self.root, scope=self.bucket.scope)
        #: ``default`` lies plain on the disk.
        self.plain = alias == "default"

    def into(self, *, check: bool, moved: Moved) -> Iterator[str]:
        """Copy what lies on the disk into the store; the name of each file that was looked at."""
        for entry in listing.entries(self.disk):
            if not entry.name.endswith((ENDING, _COMING)):
                self._one(entry.name, self._push, self.disk, self.bucket, check, moved)
                yield entry.name

    def back(self, *, check: bool, moved: Moved) -> Iterator[str]:
        """Copy what lies in the store onto the disk."""
        for entry in listing.entries(self.bucket):
            if not entry.name.endswith(ENDING):
                self._one(entry.name, self._pull, self.bucket, self.disk, check, moved)
                yield entry.name

    def _one(self, name: str, copy, source, target, check: bool, moved: Moved) -> None:
        try:
            if target.exists(name):
                same = _size_of(source, name) == _size_of(target, name)
                if same and (not check or _digest(source, name) == _digest(target, name)):
                    moved.there += 1
                    return
                moved.failed.append((name, "那边已有同名而内容不同的文件，没有覆盖"))
                return
            copy(name)
            if _digest(source, name) != _digest(target, name):
                target.delete(name)
                raise DomainError("读回来的内容与原来的不同，已撤回")
            moved.copied += 1
            moved.size += source.size(name)
        except FileNotFoundError:  # deleted meanwhile
            return
        except (DomainError, OSError) as fault:
            moved.failed.append((name, str(fault)))

    def _push(self, name: str) -> None:
        with self.disk.raw(name) as handle:
            if read_header(handle):
                handle.seek(0)
                self.bucket.write(name, iter(lambda: handle.read(_PIECE), b""))
                return
        with self.disk.open(name) as handle:
            if (kept := self.bucket.save(name, File(handle, name))) != name:
                self.bucket.delete(kept)
                raise DomainError("这个名字刚被别的文件占用，没有覆盖")

    def _pull(self, name: str) -> None:
        path = Path(self.disk.path(name))
        if self.plain:
            with self.bucket.open(name) as handle:
                DurableStorage(location=self.root).save(name, File(handle, name))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + _COMING)
        try:
            with self.bucket.raw(name) as handle, fresh.open("wb") as target:
                while piece := handle.read(_PIECE):
                    target.write(piece)
            os.replace(fresh, path)
            settle(path, self.root)
        finally:
            with suppress(FileNotFoundError):
                fresh.unlink()


def _size_of(storage, name: str) -> int:
    """Plain bytes, told by the length of what lies there: nothing is opened."""
    with storage.raw(name) as handle:
        found = read_header(handle)
        whole = handle.seek(0, os.SEEK_END)
    if not found:
        return whole
    content = whole - len(found[0])
    return content - -(-content // (CHUNK + TAG)) * TAG


def _digest(storage, name: str) -> bytes:
    with storage.open(name) as handle:
        told = hashlib.sha256()
        while piece := handle.read(_PIECE):
            told.update(piece)
        return told.digest()
