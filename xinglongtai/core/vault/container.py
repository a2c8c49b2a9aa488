"""Files closed in chunks with AES-256-GCM, so that any part can be read without the rest.

``XLTCLOSE``, version, key's name, 32 random bytes; then chunks of 64 KiB, each with its tag. Every file has a key of its own, derived from
the named key and the random bytes. A chunk's nonce is its place and whether it is the last, its associated data the header and where the
file belongs: chunks that were cut off, put in another order or taken from another file do not open, and a file moved elsewhere neither.
"""

import io
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..errors import DomainError
from . import ring
from .plain import Plain

MAGIC = b"XLTCLOSE"
USE = "files"
CHUNK = 64 * 1024
TAG = 16
_VERSION = 1
_SALT = 32
_LONGEST = len(MAGIC) + 2 + 12 + _SALT


class Damaged(DomainError, OSError):
    """The stored bytes are not those that were closed: to callers like a file that cannot be read, to people a plain line."""

    def __init__(self, message: str = "存储的文件已损坏或被改动，不能打开。请联系运维人员从备份恢复。"):
        DomainError.__init__(self, message)


def header_of(key_id: str, magic: bytes = MAGIC) -> bytes:
    """A fresh header for a file closed by the key named ``key_id``."""
    name = key_id.encode("ascii")
    return magic + bytes([_VERSION, len(name)]) + name + os.urandom(_SALT)


def read_header(handle: BinaryIO, magic: bytes = MAGIC) -> tuple[bytes, str] | None:
    """(header, name of the key) of an open file, read from its beginning; ``None`` for a file that is not closed."""
    handle.seek(0)
    begin = handle.read(_LONGEST)
    if not begin.startswith(magic):
        return None
    length = begin[len(magic) + 1] if len(begin) > len(magic) + 1 else 0
    size = len(magic) + 2 + length + _SALT
    if len(begin) < size or begin[len(magic)] != _VERSION or not 2 <= length <= 12:
        raise Damaged()
    try:
        return begin[:size], begin[len(magic) + 2 : len(magic) + 2 + length].decode("ascii")
    except UnicodeError:
        raise Damaged() from None


def cipher_of(header: bytes, key_id: str) -> AESGCM:
    """The file's own cipher. :class:`~..keys.KeyMissing` where the folder does not hold its key."""
    secret = HKDF(SHA256(), 32, salt=header[-_SALT:], info=b"a file").derive(ring.derived(key_id, USE))
    return AESGCM(secret)


def _nonce(n: int, last: bool) -> bytes:
    return n.to_bytes(11, "big") + bytes([last])


def closed(pieces: Iterable[bytes], place: str) -> Iterator[bytes]:
    """The bytes of the closed file for the plain ``pieces``."""
    key = ring.closing()
    header = header_of(key.id)
    cipher, told = cipher_of(header, key.id), header + place.encode()
    yield header
    waiting, n = bytearray(), 0
    for piece in pieces:
        waiting += piece.encode() if isinstance(piece, str) else piece
        while len(waiting) > CHUNK:  # the last one is closed as such, so one is always held back
            yield cipher.encrypt(_nonce(n, False), bytes(waiting[:CHUNK]), told)
            del waiting[:CHUNK]
            n += 1
    yield cipher.encrypt(_nonce(n, True), bytes(waiting), told)


class Opened(Plain):
    """A closed file read as if it were plain; any part of it. ``size``: of the plain bytes.

    Opening it tries the last chunk: a file that was cut short is refused at once. :class:`Damaged`, KeyMissing.
    """

    def __init__(self, handle: BinaryIO, header: bytes, key_id: str, place: str):
        super().__init__()
        self._handle, self._begin, self._told = handle, len(header), header + place.encode()
        self._cipher = cipher_of(header, key_id)
        content = handle.seek(0, io.SEEK_END) - self._begin
        self._last, rest = divmod(max(content - 1, 0), CHUNK + TAG)
        if content < TAG or rest + 1 < TAG:
            raise Damaged()
        self.size = content - (self._last + 1) * TAG
        self._n, self._chunk = -1, b""
        self._load(self._last)

    def _load(self, n: int) -> None:
        if n == self._n:
            return
        self._handle.seek(self._begin + n * (CHUNK + TAG))
        stored = self._handle.read(CHUNK + TAG)
        try:
            self._chunk = self._cipher.decrypt(_nonce(n, n == self._last), stored, self._told)
        except (InvalidTag, ValueError):
            raise Damaged() from None
        self._n = n

    def _part(self, at: int) -> tuple[bytes, int]:
        n, inside = divmod(at, CHUNK)
        self._load(n)
        return self._chunk, inside
