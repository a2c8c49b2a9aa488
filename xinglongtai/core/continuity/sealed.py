"""Parts closed to public keys (the age format, by pyrage), read and written in pieces: memory does not grow with the part.

Whoever has the private key opens a part without this program too: ``age -d -i key.txt database.age | gunzip > db.sqlite3``.
"""

import hashlib
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyrage

from ..errors import DomainError

CHUNK = 1 << 20


class Damaged(DomainError):
    """A part is missing, cut short or changed."""


class WrongKey(DomainError):
    """The private key is not one of those the part was closed to."""


@dataclass(frozen=True)
class Part:
    """One closed file: bytes and SHA-256 of what is inside (``plain``) and of the file itself (``sealed``)."""

    plain_size: int
    plain_sha256: str
    sealed_size: int
    sealed_sha256: str

    def as_dict(self) -> dict:
        return asdict(self)


class _Source:
    """A stream of chunks as the file that pyrage reads from. A fault inside is kept, for pyrage makes its own of it."""

    def __init__(self, chunks: Iterable[bytes]):
        self.chunks, self.rest = iter(chunks), memoryview(b"")
        self.size, self.sha256, self.fault = 0, hashlib.sha256(), None

    def read(self, wanted: int = CHUNK) -> bytes:
        try:
            while not self.rest:
                self.rest = memoryview(next(self.chunks))
        except StopIteration:
            return b""
        except BaseException as fault:
            self.fault = fault
            raise
        given, self.rest = bytes(self.rest[:wanted]), self.rest[wanted:]
        self.size += len(given)
        self.sha256.update(given)
        return given


class _Target:
    """A function as the file that pyrage writes to."""

    def __init__(self, write: Callable[[bytes], object]):
        self.pass_on = write
        self.size, self.sha256, self.fault = 0, hashlib.sha256(), None

    def write(self, data: bytes) -> int:
        try:
            self.pass_on(data)
        except BaseException as fault:
            self.fault = fault
            raise
        self.size += len(data)
        self.sha256.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def seal(chunks: Iterable[bytes], path: Path, recipients: list[str]) -> Part:
    """Close ``chunks`` to the public keys ``recipients`` into the new file ``path``, and wait until it is on the disk."""
    source = _Source(chunks)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        target = _Target(file.write)
        _through(pyrage.encrypt_io, source, target, [pyrage.x25519.Recipient.from_str(one) for one in recipients])
        file.flush()
        os.fsync(file.fileno())
    return Part(source.size, source.sha256.hexdigest(), target.size, target.sha256.hexdigest())


def unseal(path: Path, identities: list, write: Callable[[bytes], object]) -> Part:
    """Open ``path`` and hand its contents to ``write``; what came out is to be trusted only when this returns.

    :class:`WrongKey`, :class:`Damaged`; faults of ``write`` come through.
    """
    source, target = _Source(chunks_of(path)), _Target(write)
    try:
        _through(pyrage.decrypt_io, source, target, identities)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise WrongKey("这把私钥打不开这份备份，请换用备份时登记的私钥。") from error
        raise Damaged(f"{path.name} 打不开：文件不完整或者被改动。") from error
    except OSError as error:
        if error in (source.fault, target.fault):
            raise
        raise Damaged(f"{path.name} 打不开：文件不完整或者被改动。") from error
    return Part(target.size, target.sha256.hexdigest(), source.size, source.sha256.hexdigest())


def _through(work, source: _Source, target: _Target, keys: list) -> None:
    """pyrage's own faults, unless the fault was ours: then that one."""
    try:
        work(source, target, keys)
    except (pyrage.EncryptError, pyrage.DecryptError, OSError):
        if fault := source.fault or target.fault:
            raise fault from None
        raise


def chunks_of(path: Path) -> Iterator[bytes]:
    """A file in pieces; :class:`Damaged` where it is not there."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except FileNotFoundError:
        raise Damaged(f"缺少文件 {path.name}。") from None


def hash_of(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file as it lies there."""
    size, sha256 = 0, hashlib.sha256()
    for chunk in chunks_of(path):
        size += len(chunk)
        sha256.update(chunk)
    return size, sha256.hexdigest()


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A stream as gzip."""
    packer = zlib.compressobj(3, wbits=31)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


class Gunzip:
    """Unpacks what is written to it and hands it on; :meth:`close` finds a stream that was cut short."""

    def __init__(self, write: Callable[[bytes], object]):
        self.pass_on, self.unpacker = write, zlib.decompressobj(wbits=31)

    def __call__(self, data: bytes) -> None:
        while data:
            self.pass_on(self.unpacker.decompress(data, CHUNK * 4))
            data = self.unpacker.unconsumed_tail

    def close(self) -> None:
        self.pass_on(self.unpacker.flush())
        if not self.unpacker.eof:
            raise Damaged("压缩的内容不完整。")


def tarred(entries: Iterable[tuple[str, Iterable[bytes], int, int]]) -> Iterator[bytes]:
    """A tar archive of (name, chunks, size, mode), made as it is read."""
    for name, chunks, size, mode in entries:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, mode
        yield info.tobuf(tarfile.PAX_FORMAT)
        left = size
        for chunk in chunks:
            yield chunk[:left]
            left -= len(chunk[:left])
        if left:
            raise Damaged(f"读取 {name} 时文件变短了。")
        yield b"\0" * (-size % tarfile.BLOCKSIZE)
    yield b"\0" * tarfile.BLOCKSIZE * 2
