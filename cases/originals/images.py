"""Photographs: limits from the header before anything is decoded, damage, and what the camera wrote into them."""

import contextlib
import struct
import warnings
from typing import BinaryIO

import pi_heif
from PIL import Image, UnidentifiedImageError

from xinglongtai.core import apart
from xinglongtai.core.errors import DomainError

from .kinds import FileType
from .moments import Particulars, exif_moment, plain_text, position
from .refusals import damaged, not_taken, too_heavy

pi_heif.register_heif_opener(thumbnails=False)
#: The limits below are narrower than Pillow's warning is useful.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
#: A plain JPEG is looked at in an eighth of its size, whatever it is; all others must be unpacked whole.
MAXIMUM_PIXELS = 80_000_000
MAXIMUM_PIXELS_JPEG = 120_000_000
#: Everything Pillow and its plug-ins are known to raise on hostile bytes.
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    MemoryError,
    struct.error,
    RuntimeError,
)


def too_many_pixels(most: int) -> DomainError:
    """The refusal of a picture whose header announces too much."""
    return DomainError(f"图片的像素过大（超过{most // 10_000}万像素）。请用手机原图或压缩后再传。", field="file")


def examine(handle: BinaryIO, given: FileType) -> tuple[int, int, Particulars]:
    """Width and height as it is to be seen, and what the camera wrote; :class:`DomainError` for size or damage.

    It is opened in a process apart (``decoding.picture``), which has limits of memory and time.
    """
    form = next(name for name, content_type in FORMATS.items() if content_type == given.content_type)
    handle.seek(0)
    order = {"form": form, "most": MAXIMUM_PIXELS, "most_jpeg": MAXIMUM_PIXELS_JPEG}
    try:
        told, _ = apart.run("cases.originals.decoding:picture", handle.read(), order)
    except apart.Exceeded:
        raise too_heavy() from None
    except apart.Failed:
        raise damaged(given.word) from None
    if told.get("refused") == "pixels":
        raise too_many_pixels(told["most"])
    if told.get("refused") == "frames":
        raise not_taken("这是动图，请改传照片原图或截图")
    if "refused" in told:
        raise damaged(given.word)
    return told["width"], told["height"], Particulars.of(told)


def particulars(image: Image.Image) -> tuple[Particulars, bool]:
    """What the EXIF block says, and whether it lays the picture on its side. Damage in it says nothing and harms nothing."""
    try:
        return _particulars(image.getexif())
    except Exception:  # whatever a broken block provokes, the picture itself is sound
        return Particulars(), False


def _particulars(exif: Image.Exif) -> tuple[Particulars, bool]:
    inner, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    moment = None
    for block, tag, zone in ((inner, 0x9003, 0x9011), (inner, 0x9004, 0x9012), (exif, 0x0132, 0x9010)):
        moment = moment or exif_moment(block.get(tag), inner.get(zone))
    latitude, longitude = position(_degrees(place, 2, 1, "S"), _degrees(place, 4, 3, "W"))
    maker, model = _words(exif.get(0x010F), 40), _words(exif.get(0x0110), 60)
    device = model if model.lower().startswith(maker.lower()) else f"{maker} {model}".strip()
    return Particulars(moment, latitude, longitude, device), exif.get(0x0112) in {5, 6, 7, 8}


def _words(value, limit: int) -> str:
    """Plain words; some phones write UTF-8 where only ASCII belongs, and Pillow reads every byte as a character of its own."""
    if isinstance(value, str):
        with contextlib.suppress(UnicodeError):
            value = value.encode("latin-1").decode("utf-8")
    return plain_text(value, limit)


def _degrees(block, tag: int, reference: int, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in block[tag])
        value = degrees + minutes / 60 + seconds / 3600
        return -value if plain_text(block.get(reference)).upper().startswith(negative) else value
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None


def content_type_of(head: bytes) -> str:
    """The content type the first bytes announce; empty for none of ours."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return "image/heic"
    return ""


_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
