"""How closed files lie on the local disk; a store beside it has its own way (:mod:`~xinglongtai.core.bucket.storage`)."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from django.core.files import File

#: End of the name of a file that is being closed anew, beside the one it is to replace.
ENDING = ".closing"


class OnDisk:
    """Mixin of a storage on the local disk, behind :class:`~.storage.Closes`."""

    def raw(self, name) -> BinaryIO:
        """The file as it lies, open for reading. FileNotFoundError."""
        return open(self.path(name), "rb")

    def _plain(self, handle: BinaryIO, name) -> File:
        return File(handle, self.path(name))

    def reclosed(self, name: str, chunks: Iterable[bytes], check: Callable[[BinaryIO], None]) -> bool:
        """Put the closed ``chunks`` in the place of the file ``name``: written beside it, read back by ``check``, then moved there in one
        step. False where it is gone or another one meanwhile."""
        path = Path(self.path(name))
        fresh = path.with_name(path.name + ENDING)
        before = os.stat(path)
        try:
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                for part in chunks:
                    target.write(part)
                target.flush()
                os.fsync(target.fileno())
            with fresh.open("rb") as handle:
                check(handle)
            os.chmod(fresh, before.st_mode & 0o777)
            os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns + 1000))  # a backup goes by size and time
            if not _same_file(path, before):
                return False
            os.replace(fresh, path)
            _settle(path.parent)
        finally:
            fresh.unlink(missing_ok=True)
        return True


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
