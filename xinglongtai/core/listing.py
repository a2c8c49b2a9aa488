"""What lies in a storage, one entry after the other, whether it is a folder on the disk or a store beside it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import Storage


@dataclass(frozen=True)
class Entry:
    """A stored file: its name in the storage, its bytes as they lie there, when they were written; ``mark`` changes with the content,
    "" where the storage has no such thing."""

    name: str
    size: int
    modified: datetime
    mark: str = ""


def entries(storage: Storage) -> Iterator[Entry]:
    """Every file of a storage; nothing where nothing was ever kept. Files that go meanwhile are left out."""
    if own := getattr(storage, "entries", None):
        yield from own()
        return
    root = Path(storage.location)
    for folder, _, files in os.walk(root):
        for name in sorted(files):
            path = Path(folder) / name
            try:
                there = path.stat()
            except FileNotFoundError:
                continue
            modified = datetime.fromtimestamp(there.st_mtime, UTC)
            yield Entry(path.relative_to(root).as_posix(), there.st_size, modified)
