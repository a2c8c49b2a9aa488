"""Where uploads wait that are not whole yet, by the name of each: a folder on the disk, or the store that all web machines share."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from . import pieces


def belongs(name: str) -> str:
    """Where the pieces of the upload ``name`` belong; part of what closes them."""
    return f"uploads/{name}"


class Folder:
    """One file an upload, its pieces one behind the other (:mod:`.pieces`)."""

    def __init__(self, root: Path):
        self.root = root

    def _path(self, name: str) -> Path:
        return self.root / f"{name}.part"

    def put(self, name: str, offset: int, content: bytes) -> bool:
        """Keep ``content`` behind the first ``offset`` bytes, safe before this returns. False where one before it is missing."""
        return pieces.put(self._path(name), offset, content, belongs(name))

    def standing(self, name: str) -> int:
        """How many bytes lie whole from the beginning."""
        return pieces.standing(self._path(name))

    @contextmanager
    def opened(self, name: str) -> Iterator[io.RawIOBase]:
        """The pieces as one file. FileNotFoundError, Damaged, KeyMissing."""
        with pieces.Gathered(self._path(name), belongs(name)) as raw:
            yield raw

    def drop(self, name: str) -> bool:
        """Throw the pieces away; whether there were any."""
        there = self._path(name).exists()
        self._path(name).unlink(missing_ok=True)
        return there

    def exists(self, name: str) -> bool:
        """Whether any piece is there."""
        return self._path(name).exists()

    def begun(self) -> Iterator[tuple[str, datetime]]:
        """(name, last written) of every upload that waits."""
        for path in self.root.glob("*.part"):
            yield path.stem, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def closed_by(self, key_id: str) -> int:
        """How many uploads lie closed by the key named ``key_id``."""
        return sum(_key_of(path) == key_id for path in self.root.glob("*.part"))


def _key_of(path: Path) -> str:
    try:
        return pieces.key_of(path)
    except OSError:
        return ""


def place():
    """Where uploads wait on this installation."""
    root = Path(settings.UPLOADS_ROOT)
    if settings.FILES is None:
        return Folder(root)
    from ..bucket.waiting import Shelf  # boto3 is imported only where it is used

    return Shelf(settings.FILES, root)
