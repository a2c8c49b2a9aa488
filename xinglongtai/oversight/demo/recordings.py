"""Small files of other types for the demo, all made here: a photograph with place and time, a tone, a few seconds of video."""

import io
import math
import struct
import wave
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from .pictures import photograph

_RATE = 8000


def phone_photo(title: str, serial: int, moment: datetime, place: tuple[float, float]) -> SimpleUploadedFile:
    """A JPEG as a phone writes it, with model, ``moment`` and ``place`` (degrees north and east)."""
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x0112] = "Yanshi", "Demo Phone 1", 1
    inner, gps = block.get_ifd(0x8769), block.get_ifd(0x8825)
    inner[0x9003] = timezone.localtime(moment).strftime("%Y:%m:%d %H:%M:%S")
    inner[0x9011] = "+08:00"
    gps[1], gps[2], gps[3], gps[4] = "N", _degrees(place[0]), "E", _degrees(place[1])
    buffer = io.BytesIO()
    with Image.open(photograph(title, serial)) as image:
        image.save(buffer, "JPEG", exif=block.tobytes(), quality=80)
    return SimpleUploadedFile(f"演示照片{serial:04d}.jpg", buffer.getvalue())


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = value % 1 * 60
    return float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 2)


def tone(seconds: int = 4) -> SimpleUploadedFile:
    """A WAV of two alternating tones."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        for n in range(_RATE * seconds):
            pitch = 440 if n // (_RATE // 2) % 2 else 330
            sound.writeframesraw(struct.pack("<h", int(6000 * math.sin(2 * math.pi * pitch * n / _RATE))))
    return SimpleUploadedFile("演示询问录音.wav", buffer.getvalue())


def clip(title: str, frames: int = 6) -> SimpleUploadedFile:
    """A WebM of ``frames`` pictures, two a second. A lossy WebP holds one VP8 key frame, which is what a WebM is made of."""
    cluster = _element(0xE7, b"\x00")
    for number in range(frames):
        with Image.open(photograph(title, 9000 + number)) as image:
            buffer = io.BytesIO()
            image.save(buffer, "WEBP", quality=40)
        still = buffer.getvalue()
        place = still.index(b"VP8 ")
        frame = still[place + 8 : place + 8 + struct.unpack("<I", still[place + 4 : place + 8])[0]]
        cluster += _element(0xA3, b"\x81" + struct.pack(">h", number * 500) + b"\x80" + frame)
    head = _element(0x4286, b"\x01") + _element(0x42F7, b"\x01") + _element(0x42F2, b"\x04") + _element(0x42F3, b"\x08")
    head += _element(0x4282, b"webm") + _element(0x4287, b"\x02") + _element(0x4285, b"\x02")
    info = _element(0x2AD7B1, (1_000_000).to_bytes(3, "big")) + _element(0x4489, struct.pack(">d", frames * 500.0))
    info += _element(0x4D80, b"demo") + _element(0x5741, b"demo")
    video = _element(0xB0, struct.pack(">H", 640)) + _element(0xBA, struct.pack(">H", 440))
    track = _element(0xD7, b"\x01") + _element(0x73C5, b"\x01") + _element(0x83, b"\x01") + _element(0x86, b"V_VP8")
    body = _element(0x1549A966, info) + _element(0x1654AE6B, _element(0xAE, track + _element(0xE0, video)))
    content = _element(0x1A45DFA3, head) + _element(0x18538067, body + _element(0x1F43B675, cluster))
    return SimpleUploadedFile("演示现场录像.webm", content)


def _element(number: int, data: bytes) -> bytes:
    """One EBML element; its length in eight bytes."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big") + struct.pack(">Q", len(data) | 1 << 56) + data
