"""Small generated photographs that say 「演示」 all over."""

import io
from functools import cache
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from xinglongtai.core import fonts

SIZE = (640, 440)
_GROUNDS = ((214, 226, 240), (232, 226, 210), (222, 236, 222), (240, 224, 222), (226, 224, 240))
_INK, _LINE, _RED = (40, 44, 52), (90, 96, 110), (150, 40, 40)


def _face() -> Path | None:
    """A file with Chinese glyphs: the letters' face, else the system's; None where neither is installed."""
    return next((path for path in (fonts.FACES[0].path, fonts.FACES[0].source) if path.is_file()), None)


@cache
def _font(size: int):
    face = _face()
    return ImageFont.truetype(str(face), size) if face else ImageFont.load_default(size)


def photograph(title: str, serial: int) -> SimpleUploadedFile:
    """A JPEG of a shop front with the mark, ``title`` and a number; each serial is another file."""
    words = (
        ("「演示」", f"{title} {serial:04d}", "虚构图片，仅供演示") if _face() else ("DEMO", f"{serial:04d}", "DEMO")
    )
    ground = _GROUNDS[serial % len(_GROUNDS)]
    door = 60 + serial * 37 % 360
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 190, 580, 390), fill=tuple(value - 40 for value in ground), outline=_LINE, width=3)
    draw.rectangle((door, 230, door + 160, 390), fill=ground, outline=_LINE, width=3)
    for text, size, height, colour in zip(words, (84, 26, 20), (80, 155, 415), (_RED, _INK, _LINE), strict=True):
        draw.text((SIZE[0] // 2, height), text, font=_font(size), fill=colour, anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=60)
    return SimpleUploadedFile(f"演示照片{serial:04d}.jpg", buffer.getvalue(), content_type="image/jpeg")
