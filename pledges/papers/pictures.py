"""Photographs in papers: upright, small enough to print, the original untouched."""

import io

from PIL import Image, ImageOps

from cases.models import Evidence
from xinglongtai.core import documents

PREFIX = "evidence"
#: Longest side in pixels: 200 dots to the inch over the width of the page.
LONGEST = 1400
_QUALITY = 82


def name_of(evidence: Evidence) -> str:
    """How a snapshot names the picture."""
    return f"{PREFIX}:{evidence.pk}"


def load(key: str) -> bytes:
    """The picture of evidence ``key`` as an upright JPEG of at most :data:`LONGEST` pixels."""
    evidence = Evidence.objects.get(pk=int(key))
    with evidence.file.open("rb") as handle, Image.open(handle) as image:
        image.draft("RGB", (LONGEST, LONGEST))  # a JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST, LONGEST))
        out = io.BytesIO()
        upright.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


documents.register_pictures(PREFIX, load)
