"""MP4, MOV, 3GP and M4A (ISO 14496-12): tracks, length, size, and that the file is all there. Reads headers, never samples."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from .moments import Particulars, plausible, position_in

_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf"})
#: Boxes a file may hold in its index; more is nobody's recording.
_MOST_BOXES = 5_000
_MOST_NOTES = 1_000_000


class Broken(ValueError):
    """The boxes do not fit into each other or into the file."""


@dataclass
class Recording:
    """What an index says. ``seconds`` is ``None`` where it names no length (recorded by a browser, in fragments)."""

    video: bool = False
    audio: bool = False
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    told: Particulars = field(default_factory=Particulars)


def examine(handle: BinaryIO, size: int) -> tuple[Recording, bytes]:
    """The recording and its major brand. :class:`Broken` for a file that was cut off or has no index, track or samples."""
    found, brand, top = Recording(), b"", set()
    notes, moment = b"", None
    for kind, start, end in _boxes(handle, 0, size):
        top.add(kind)
        if kind == b"ftyp":
            handle.seek(start)
            brand = handle.read(4)
        if kind == b"moov":
            for inner, first, last in _tree(handle, start, end):
                handle.seek(first)
                if inner == b"mvhd":
                    moment, found.seconds = _header(handle.read(min(last - first, 40)))
                elif inner == b"hdlr":
                    kind_of = handle.read(12)[8:12]
                    found.video |= kind_of == b"vide"
                    found.audio |= kind_of == b"soun"
                elif inner == b"tkhd":
                    _measure(found, handle.read(min(last - first, 100)))
                elif inner in {b"udta", b"meta"}:
                    notes += handle.read(min(last - first, _MOST_NOTES))
    if not {b"ftyp", b"moov"} <= top or not top & {b"mdat", b"moof"} or not (found.video or found.audio):
        raise Broken("parts are missing")
    found.seconds = found.seconds or None
    found.told = Particulars(moment, *position_in(notes))
    return found, brand


def _boxes(handle: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, first and last byte of the content of each box between two places. :class:`Broken` where one reaches beyond."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        handle.seek(start)
        head = handle.read(16)
        if len(head) < 8:
            raise Broken("cut off")
        size, kind = struct.unpack(">I4s", head[:8])
        inside = start + 8
        if size == 1 and len(head) == 16:
            size, inside = struct.unpack(">Q", head[8:])[0], start + 16
        elif size == 0:  # to the end
            size = end - start
        if start + size > end or start + size < inside:
            raise Broken("cut off")
        yield kind, inside, start + size
        start += size
    raise Broken("too many boxes")


def _tree(handle: BinaryIO, start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, int]]:
    for kind, first, last in _boxes(handle, start, _whole(start, end)):
        yield kind, first, last
        if kind in _INSIDE and depth < 6:
            yield from _tree(handle, first, last, depth + 1)


def _whole(start: int, end: int) -> int:
    return end if end - start < 64_000_000 else start


def _header(data: bytes) -> tuple[datetime | None, float | None]:
    """Moment of recording and length in seconds of the whole."""
    try:
        wide = data[0] == 1
        made, _, scale, length = struct.unpack(">QQIQ" if wide else ">IIII", data[4:32] if wide else data[4:20])
        unknown = length in {0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}
        moment = plausible(_EPOCH + timedelta(seconds=made)) if made else None
        return moment, length / scale if scale and not unknown else None
    except (struct.error, IndexError, OverflowError):
        return None, None


def _measure(found: Recording, data: bytes) -> None:
    """Width and height as the track is to be shown: a phone held upright writes a quarter turn into the matrix."""
    try:
        rest = data[36:] if data[0] == 1 else data[24:]  # after the length
        matrix = struct.unpack(">9i", rest[16:52])
        width, height = (value >> 16 for value in struct.unpack(">II", rest[52:60]))
    except (struct.error, IndexError):
        return
    if width and height:
        turned = matrix[0] == 0 and matrix[1] != 0
        found.width, found.height = (height, width) if turned else (width, height)
