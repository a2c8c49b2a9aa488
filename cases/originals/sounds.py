"""Sound: WAV and AMR are walked through here, MP3 and OGG by tinytag. Lengths in seconds."""

import struct
from typing import BinaryIO

from tinytag import TinyTag

from .boxes import Broken

#: Bytes of a frame after its first, by frame type; a frame lasts 20 ms.
_NARROW = {0: 12, 1: 13, 2: 15, 3: 17, 4: 19, 5: 20, 6: 26, 7: 31, 8: 5, 15: 0}
_WIDE = {0: 17, 1: 23, 2: 32, 3: 36, 4: 40, 5: 46, 6: 50, 7: 58, 8: 60, 9: 5, 14: 0, 15: 0}
AMR = {b"#!AMR\n": _NARROW, b"#!AMR-WB\n": _WIDE}


def amr(handle: BinaryIO) -> float:
    """Length of an AMR recording, frame by frame; :class:`Broken` for anything between frames or one cut off."""
    handle.seek(0)
    data = handle.read()
    magic = next(magic for magic in AMR if data.startswith(magic))  # as the head was sniffed
    sizes, place, frames = AMR[magic], len(magic), 0
    while place < len(data):
        head = data[place]
        size = sizes.get(head >> 3 & 15)
        if size is None or head & 0x83:
            raise Broken("no frame")
        place += 1 + size
        frames += 1
    if place != len(data) or not frames:
        raise Broken("cut off")
    return frames / 50


def wav(handle: BinaryIO, size: int) -> float:
    """Length of a WAV recording; :class:`Broken` without format or samples, or cut off."""
    handle.seek(12)
    rate, samples = 0, None
    while len(head := handle.read(8)) == 8:
        kind, length = struct.unpack("<4sI", head)
        start = handle.tell()
        if kind == b"fmt " and length >= 16:
            rate = struct.unpack("<I", handle.read(16)[8:12])[0]
        if kind == b"data":
            samples = size - start if length == 0xFFFFFFFF else length
            if start + samples > size:
                raise Broken("cut off")
        if length == 0xFFFFFFFF:
            break
        handle.seek(start + length + length % 2)
    if not rate or not samples:
        raise Broken("parts are missing")
    return samples / rate


def tagged(handle: BinaryIO) -> float:
    """Length of an MP3 or OGG file; :class:`Broken` where no frames are found, whatever the head says."""
    handle.seek(0)
    try:
        seconds = TinyTag.get(file_obj=handle, tags=False, duration=True).duration
    except Exception as problem:  # a parser of many formats: whatever it meets, the file is not one we know
        raise Broken(type(problem).__name__) from None
    if not seconds or seconds <= 0:
        raise Broken("no frames")
    return float(seconds)
