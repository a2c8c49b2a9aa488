"""Uploads that wait in the store: the next piece may come to another web machine. One object a piece, closed for itself.

``uploads/<upload>/<offset>-<bytes>-<key>``: what stands is told by a listing alone. For the length of a verb the whole is gathered in a
closed file of this machine that has no name, because judging, scanning, hashing and keeping each read all of it.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from ..vault import ring
from ..vault.container import Damaged, Opened, cipher_of, closed, header_of, read_header
from ..vault.pieces import MAGIC
from ..vault.waiting import belongs
from .address import Address
from .storage import BucketStorage

_NONCE = 12


class Piece(NamedTuple):
    """One object: its name, the place of its plain bytes in the upload, how many, and the name of the key that closed them."""

    name: str
    offset: int
    length: int
    key_id: str


def _piece(name: str) -> Piece | None:
    offset, _, rest = name.rpartition("/")[2].partition("-")
    length, _, key_id = rest.partition("-")
    return Piece(name, int(offset), int(length), key_id) if offset.isdecimal() and length.isdecimal() else None


def _told(header: bytes, upload: str, offset: int) -> bytes:
    return header + belongs(upload).encode() + offset.to_bytes(8, "big")


class Shelf:
    """The same verbs as :class:`~..vault.waiting.Folder`."""

    def __init__(self, address: Address, root: Path):
        self.store, self.root = BucketStorage(address=address, folder="uploads"), root

    def _there(self, upload: str) -> list[Piece]:
        found = (_piece(entry.name) for entry in self.store.entries(f"{upload}/"))
        return sorted((one for one in found if one), key=lambda one: one.offset)

    def _row(self, upload: str) -> list[Piece]:
        """The pieces that follow each other without a gap from the beginning."""
        row, reached = [], 0
        for one in self._there(upload):
            if one.offset == reached:
                row.append(one)
                reached += one.length
        return row

    def put(self, upload: str, offset: int, content: bytes) -> bool:
        """Keep ``content`` behind the first ``offset`` bytes, safe before this returns. False where one before it is missing.

        What was there from that place on came with a request that broke off, and goes.
        """
        if offset and offset not in {one.offset + one.length for one in self._row(upload)}:
            return False
        key = ring.closing()  # refused before anything goes
        for one in self._there(upload):
            if one.offset >= offset:
                self.store.delete(one.name)
        header, nonce = header_of(key.id, MAGIC), os.urandom(_NONCE)
        shut = cipher_of(header, key.id).encrypt(nonce, content, _told(header, upload, offset))
        name = f"{upload}/{offset:012d}-{len(content)}-{key.id}"
        self.store.write(name, [header + nonce + shut], exclusive=False)
        return True

    def standing(self, upload: str) -> int:
        """How many bytes lie whole from the beginning."""
        return sum(one.length for one in self._row(upload))

    @contextmanager
    def opened(self, upload: str) -> Iterator[io.RawIOBase]:
        """The pieces as one file. FileNotFoundError, Damaged, KeyMissing; OSError where this machine's disk is full."""
        row = self._row(upload)
        if not row:
            raise FileNotFoundError(upload)
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=self.root) as whole:
            for part in closed((self._content(upload, one) for one in row), belongs(upload)):
                whole.write(part)
            whole.flush()
            with Opened(whole, *read_header(whole), belongs(upload)) as raw:
                yield raw

    def _content(self, upload: str, one: Piece) -> bytes:
        stored = self.store.whole(one.name)
        header, key_id = read_header(io.BytesIO(stored), MAGIC) or (b"", "")
        if not header:
            raise Damaged()
        behind = len(header) + _NONCE
        try:
            told = _told(header, upload, one.offset)
            return cipher_of(header, key_id).decrypt(stored[len(header) : behind], stored[behind:], told)
        except (InvalidTag, ValueError):
            raise Damaged() from None

    def drop(self, upload: str) -> bool:
        """Throw the pieces away; whether there were any."""
        there = self._there(upload)
        for one in there:
            self.store.delete(one.name)
        return bool(there)

    def exists(self, upload: str) -> bool:
        """Whether any piece is there."""
        return bool(self._there(upload))

    def begun(self) -> Iterator[tuple[str, datetime]]:
        """(name, last written) of every upload that waits."""
        found: dict[str, datetime] = {}
        for entry in self.store.entries():
            upload = entry.name.partition("/")[0]
            found[upload] = max(entry.modified, found.get(upload, entry.modified))
        yield from found.items()

    def closed_by(self, key_id: str) -> int:
        """How many uploads lie closed by the key named ``key_id``."""
        pieces = (_piece(entry.name) for entry in self.store.entries())
        return len({one.name.partition("/")[0] for one in pieces if one and one.key_id == key_id})
