"""WebM: the two things browsers record. Reads the head of the file, never the frames."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from .boxes import Broken, Recording
from .moments import Particulars, plausible

MAGIC = b"\x1a\x45\xdf\xa3"
_DOCTYPE, _SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x4282, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_SCALE, _LENGTH, _DATE = 0x2AD7B1, 0x4489, 0x4461
_TRACK, _KIND, _VIDEO, _WIDTH, _HEIGHT = 0xAE, 0x83, 0xE0, 0xB0, 0xBA
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
_MOST = 20_000


def examine(handle: BinaryIO, size: int) -> Recording:
    """The recording. :class:`Broken` for a file that was cut off, is no WebM, or has no track or cluster."""
    found, clusters, segment = Recording(), 0, None
    for number, start, end in _elements(handle, 0, size):
        if number == 0x1A45DFA3 and _value(handle, start, end, _DOCTYPE) != b"webm":
            raise Broken("another kind of Matroska")
        if number == _SEGMENT:
            segment = (start, end)
            break
    if segment is None:
        raise Broken("no segment")
    for number, start, end in _elements(handle, *segment):
        if number == _INFO:
            _info(handle, start, end, found)
        elif number == _TRACKS:
            _tracks(handle, start, end, found)
        elif number == _CLUSTER:
            clusters += 1
            break  # what follows is frames
    if not clusters or not (found.video or found.audio):
        raise Broken("parts are missing")
    return found


def _info(handle, start, end, found: Recording) -> None:
    scale, length, moment = 1_000_000, None, None
    for number, data in _small(handle, start, end):
        if number == _SCALE:
            scale = int.from_bytes(data, "big") or scale
        elif number == _LENGTH and len(data) in {4, 8}:
            length = struct.unpack(">f" if len(data) == 4 else ">d", data)[0]
        elif number == _DATE and len(data) == 8:
            try:
                moment = plausible(_EPOCH + timedelta(microseconds=int.from_bytes(data, "big", signed=True) // 1000))
            except OverflowError:
                moment = None
    if length and 0 < length < 1e12:
        found.seconds = length * scale / 1e9
    found.told = Particulars(moment)


def _tracks(handle, start, end, found: Recording) -> None:
    for number, first, last in _elements(handle, start, end):
        if number != _TRACK:
            continue
        kind = int.from_bytes(_value(handle, first, last, _KIND) or b"\x00", "big")
        found.video |= kind == 1
        found.audio |= kind == 2
        for inner, begin, stop in _elements(handle, first, last):
            if inner == _VIDEO:
                found.width = int.from_bytes(_value(handle, begin, stop, _WIDTH) or b"", "big") or None
                found.height = int.from_bytes(_value(handle, begin, stop, _HEIGHT) or b"", "big") or None


def _value(handle, start, end, wanted: int) -> bytes | None:
    return next((data for number, data in _small(handle, start, end) if number == wanted), None)


def _small(handle, start, end) -> Iterator[tuple[int, bytes]]:
    for number, first, last in _elements(handle, start, end):
        handle.seek(first)
        yield number, handle.read(min(last - first, 64))


def _elements(handle: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, first and last byte of the content of each element. An unknown length reaches to the end."""
    for _ in range(_MOST):
        if start >= end:
            return
        handle.seek(start)
        head = handle.read(12)
        number, used = _vint(head, 0, keep=True)
        length, after = _vint(head, used)
        first = start + after
        last = end if length == (1 << 7 * (after - used)) - 1 else first + length
        if last > end:
            raise Broken("cut off")
        yield number, first, last
        start = last
    raise Broken("too many elements")


def _vint(data: bytes, place: int, *, keep: bool = False) -> tuple[int, int]:
    """A number of one to eight bytes at ``place``, and the place after it."""
    if place >= len(data) or data[place] == 0:
        raise Broken("no number")
    width = 9 - data[place].bit_length()
    if place + width > len(data):
        raise Broken("cut off")
    value = int.from_bytes(data[place : place + width], "big")
    return (value if keep else value & ((1 << 7 * width) - 1)), place + width
