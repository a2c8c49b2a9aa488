"""Files that are on the disk before anybody is told so: a power cut after the answer loses nothing that was acknowledged.

A file is written before its row is committed. So it is forced to the disk (itself and the directories that name it) while the
transaction is still open: what the database knows, the disk has. The other way round a file may stay without a row; ``tidy_orphans``
finds those.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


def settle(path: Path, root: Path | None = None) -> None:
    """Force the file at ``path`` to the disk, and the directories above it up to ``root`` (alone the nearest without one)."""
    _sync(path, os.O_RDONLY)
    folder = path.parent
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)
    while root is not None and folder != root and root in folder.parents:
        folder = folder.parent
        _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Durably:
    """Mixin of a storage on the local disk: what is saved is settled; what could not be saved whole is taken away again."""

    def _save(self, name, content):
        path = Path(self.path(name))
        there = path.exists()
        try:
            name = super()._save(name, content)
            settle(Path(self.path(name)), Path(self.location))
        except OSError:  # a full disk: half a file only takes the room that is missing
            if not there:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            raise
        return name


class DurableStorage(Durably, FileSystemStorage):
    """Files in a directory, settled when they are saved."""
