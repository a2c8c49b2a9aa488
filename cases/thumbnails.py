"""Small upright pictures of evidence, made when asked for; the original is never touched."""

import io
import struct

from PIL import Image, ImageOps

from .models import Evidence

#: Width and height at most, in pixels.
THUMB = (480, 360)


def thumbnail(row: Evidence) -> bytes | None:
    """A small JPEG of an image, turned the way it was taken; ``None`` where its particulars cannot be read."""
    try:
        with row.file.open("rb") as handle, Image.open(handle) as image:
            image.draft("RGB", THUMB)
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail(THUMB)
            buffer = io.BytesIO()
            upright.save(buffer, "JPEG", quality=80)
            return buffer.getvalue()
    except (OSError, ValueError, SyntaxError, struct.error):
        return None
