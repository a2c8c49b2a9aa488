"""Small upright pictures of evidence, made when asked for; the original is never touched."""

import io

from PIL import Image, ImageOps

from .models import Evidence

#: Width and height at most, in pixels.
THUMB = (480, 360)


def thumbnail(row: Evidence) -> bytes:
    """A small JPEG of an image, turned the way it was taken."""
    with row.file.open("rb") as handle, Image.open(handle) as image:
        image.draft("RGB", THUMB)
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail(THUMB)
        buffer = io.BytesIO()
        upright.save(buffer, "JPEG", quality=80)
        return buffer.getvalue()
