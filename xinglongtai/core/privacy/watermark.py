"""Marks on what is only looked at: who, of which unit, when, all over the picture or page. The original is never touched.

The mark is grey at less than half of its strength, so that it can be read on white and on dark ground and everything under it too.
Nothing here knows settings: other people's files are marked in a process apart (``core.apart``). ``face``: the file of the type.
"""

import io
import math
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import pikepdf
from PIL import Image, ImageDraw, ImageFont, ImageOps

_GREY, _STRENGTH, _TILT = 110, 110, 30
#: Rows of the mark lie closer than its tilted line is high.
_CLOSE = 0.5
#: Size of the letters on paper, in points; on a picture it is the :data:`_SHARE` th part of the longer side.
_POINTS, _SHARE, _LEAST = 11, 46, 12
#: How finely the mark is drawn on paper, in pixels a point.
_FINE = 3


class Unmarkable(ValueError):
    """The file cannot be read well enough to be marked."""


@lru_cache(maxsize=8)
def _font(face: str, size: int):
    return ImageFont.truetype(face, size) if Path(face).is_file() else ImageFont.load_default(size)


def _tile(words: str, face: str, size: int) -> Image.Image:
    """One tilted line as a mask, with the space that belongs around it."""
    font = _font(face, size)
    left, top, right, bottom = font.getbbox(words)
    line = Image.new("L", (right - left + 2 * size, bottom - top + 3 * size))
    ImageDraw.Draw(line).text((size - left, size * 1.5 - top), words, fill=255, font=font)
    return line.rotate(_TILT, Image.Resampling.BICUBIC, expand=True)


def mark_picture(handle: BinaryIO, words: str, *, face: str, box: tuple[int, int] | None = None, formats=None) -> bytes:
    """The picture behind ``handle``, upright, with ``words`` over and over; a JPEG without particulars, within ``box`` if given.

    What Pillow raises for a damaged picture goes on to the caller.
    """
    with Image.open(handle, formats=formats) as opened:
        if box:
            lying = box[::-1] if opened.getexif().get(0x0112) in {5, 6, 7, 8} else box
            scale = min(1, lying[0] / opened.width, lying[1] / opened.height)
            opened.draft("RGB", (math.ceil(opened.width * scale), math.ceil(opened.height * scale)))
            opened.thumbnail(lying, Image.Resampling.LANCZOS, reducing_gap=2.0)
        image = ImageOps.exif_transpose(opened)
        if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
            layer = image.convert("RGBA")
            image = Image.new("RGB", layer.size, "white")
            image.paste(layer, mask=layer.getchannel("A"))
        image = image.convert("RGB")
    image.info.clear()
    _cover(image, _tile(words, face, max(_LEAST, max(image.size) // _SHARE)))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _cover(image: Image.Image, tile: Image.Image) -> None:
    mask = Image.new("L", image.size)
    step = max(1, int(tile.height * _CLOSE))
    for top in range(-step, image.height, step):
        for left in range(0, image.width, tile.width):
            mask.paste(_STRENGTH, (left, top), tile)
    image.paste((_GREY,) * 3, mask=mask)


def mark_pdf(handle: BinaryIO, words: str, *, face: str) -> bytes:
    """The PDF behind ``handle`` with ``words`` over every page. Unmarkable where it cannot be read or wants a password."""
    try:
        with pikepdf.open(handle) as pdf:
            stamp, size = _stamp(pdf, words, face)
            for page in pdf.pages:
                name = page.add_resource(stamp, pikepdf.Name.XObject, prefix="Mark")
                page.contents_add(b"q\n", prepend=True)
                page.contents_add(b"\nQ\n" + _drawn(page, name, size))
            buffer = io.BytesIO()
            pdf.save(buffer)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError) as error:
        raise Unmarkable("PDF") from error
    return buffer.getvalue()


def _stamp(pdf: pikepdf.Pdf, words: str, face: str) -> tuple[pikepdf.Object, tuple[float, float]]:
    """The mark as a grey picture with a soft mask, and its size in points."""
    tile = _tile(words, face, _POINTS * _FINE)
    shape = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": tile.width,
        "/Height": tile.height,
        "/ColorSpace": pikepdf.Name.DeviceGray,
        "/BitsPerComponent": 8,
    }
    soft = pdf.make_stream(tile.point(lambda value: value * _STRENGTH // 255).tobytes(), shape)
    grey = pdf.make_stream(bytes([_GREY]) * (tile.width * tile.height), {**shape, "/SMask": soft})
    return grey, (tile.width / _FINE, tile.height / _FINE)


def _drawn(page: pikepdf.Page, name: pikepdf.Name, size: tuple[float, float]) -> bytes:
    """The operators that put the mark all over the page."""
    x0, y0, x1, y1 = (float(value) for value in page.mediabox)
    wide, tall = size
    lines = []
    for row in range(-1, min(60, math.ceil(abs(y1 - y0) / (tall * _CLOSE)))):
        for column in range(min(60, math.ceil(abs(x1 - x0) / wide))):
            left = min(x0, x1) + column * wide
            bottom = min(y0, y1) + row * tall * _CLOSE
            lines.append(f"q {wide:.2f} 0 0 {tall:.2f} {left:.2f} {bottom:.2f} cm {name} Do Q")
    return "\n".join(lines).encode()
