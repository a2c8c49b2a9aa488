"""Files that come in pieces, closed while they wait: one file, each piece closed for itself.

``XLTPIECE``, version, key's name, 32 random bytes; then for each piece its length, a nonce, and the closed bytes. A piece belongs to its
file and its place in it. What lies behind the place where the next piece begins came with a request that broke off, and is cut off.
"""

import bisect
import io
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from . import ring
from .container import TAG, Damaged, cipher_of, header_of, read_header
from .plain import Plain

MAGIC = b"XLTPIECE"
_LENGTH = struct.Struct(">I")
_NONCE = 12


def _frames(handle: BinaryIO, begin: int) -> Iterator[tuple[int, int, int]]:
    """(place of the frame, offset of its plain bytes, how many) of every whole frame."""
    end = handle.seek(0, io.SEEK_END)
    place, offset = begin, 0
    while place + _LENGTH.size <= end:
        handle.seek(place)
        (length,) = _LENGTH.unpack(handle.read(_LENGTH.size))
        behind = place + _LENGTH.size + _NONCE + length + TAG
        if behind > end:
            return
        yield place, offset, length
        place, offset = behind, offset + length


def standing(path: Path) -> int:
    """How many plain bytes lie whole in the file at ``path``; 0 where there is none, or one of another form."""
    try:
        with path.open("rb") as handle:
            found = read_header(handle, MAGIC)
            return max((offset + n for _, offset, n in _frames(handle, len(found[0]))), default=0) if found else 0
    except (FileNotFoundError, Damaged):
        return 0


def key_of(path: Path) -> str:
    """The name of the key that closed the pieces; "" for a file of another form."""
    with path.open("rb") as handle:
        found = read_header(handle, MAGIC)
    return found[1] if found else ""


def put(path: Path, offset: int, content: bytes, place: str) -> bool:
    """Keep ``content`` behind the first ``offset`` plain bytes, on the disk before this returns. False where one before it is missing."""
    if offset == 0:
        _begin(path)
    try:
        handle = path.open("r+b")
    except FileNotFoundError:
        return False
    with handle:
        try:
            found = read_header(handle, MAGIC)
        except Damaged:
            found = None
        end = _place_of(handle, len(found[0]), offset) if found else None
        if end is None:
            return False
        nonce = os.urandom(_NONCE)
        closed = cipher_of(*found).encrypt(nonce, content, _told(found[0], place, offset))
        handle.truncate(end)
        handle.seek(end)
        handle.write(_LENGTH.pack(len(content)) + nonce + closed)
        handle.flush()
        os.fsync(handle.fileno())
    return True


def _begin(path: Path) -> None:
    """An empty file under a fresh key of its own, named on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(header_of(ring.closing().id, MAGIC))
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _place_of(handle: BinaryIO, begin: int, offset: int) -> int | None:
    """Where the frame that begins at the plain ``offset`` has its place; ``None`` where no frame can begin there."""
    place, reached = begin, 0
    for at, begins, length in _frames(handle, begin):
        if begins == offset:
            return at
        place, reached = at + _LENGTH.size + _NONCE + length + TAG, begins + length
    return place if reached == offset else None


def _told(header: bytes, place: str, offset: int) -> bytes:
    return header + place.encode() + offset.to_bytes(8, "big")


class Gathered(Plain):
    """The pieces as one plain file. :class:`~.container.Damaged` where one does not open; KeyMissing."""

    def __init__(self, path: Path, place: str):
        super().__init__()
        self._handle = path.open("rb")
        try:
            found = read_header(self._handle, MAGIC)
            if found is None:
                raise Damaged()
            self._header, self._place, self._cipher = found[0], place, cipher_of(*found)
            self._index = list(_frames(self._handle, len(found[0])))
        except BaseException:
            self._handle.close()
            raise
        self._begins = [offset for _, offset, _ in self._index]
        self.size = sum(length for _, _, length in self._index)
        self._n, self._piece = -1, b""

    def _load(self, n: int) -> None:
        if n == self._n:
            return
        at, offset, length = self._index[n]
        self._handle.seek(at + _LENGTH.size)
        stored = self._handle.read(_NONCE + length + TAG)
        try:
            told = _told(self._header, self._place, offset)
            self._piece = self._cipher.decrypt(stored[:_NONCE], stored[_NONCE:], told)
        except (InvalidTag, ValueError):
            raise Damaged() from None
        self._n = n

    def _part(self, at: int) -> tuple[bytes, int]:
        n = bisect.bisect_right(self._begins, at) - 1
        self._load(n)
        return self._piece, at - self._begins[n]
