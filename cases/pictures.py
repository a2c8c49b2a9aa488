"""Copies of evidence to look at and to print: upright, small enough, made once. The original is never touched.

Copies lie in a storage of their own under the original's random name. They may be thrown away at any time.
"""

import io
import logging
import math
from typing import BinaryIO

import pypdfium2
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageOps

from xinglongtai.core.errors import DomainError

from .models import Evidence
from .originals.documents import PDFIUM
from .originals.images import FORMATS, UNREADABLE

logger = logging.getLogger(__name__)
#: Width and height at most, in pixels: in lists, and on the screen where a browser cannot show the original.
THUMB, VIEW = (480, 360), (1600, 1600)
#: Prefix of pictures in the snapshots of papers (``core.documents.register_pictures``).
IN_PAPERS = "evidence"
#: What reading a damaged picture may raise.
SPOILT = (*UNREADABLE, Image.DecompressionBombError)
#: A4 at 1400 pixels of width and photographs held upright.
_TALLEST = 2


def thumbnail(row: Evidence) -> bytes | None:
    """A small JPEG of a photograph or of a PDF's first page; ``None`` where there is none to be made."""
    return _kept(row, THUMB, 80)


def view_copy(row: Evidence) -> bytes | None:
    """A JPEG for the screen; ``None`` where there is none to be made."""
    return _kept(row, VIEW, 85)


def print_copy(evidence: Evidence, width: int = 1400) -> bytes:
    """An upright JPEG at most ``width`` pixels wide, for papers: a photograph, or the first page of a PDF.

    DomainError for sound, video and office files, and where the original cannot be read.
    """
    made = _kept(evidence, (width, width * _TALLEST), 85)
    if made is None:
        raise DomainError(f"材料“{evidence}”不是照片或 PDF，或原件已损坏，不能印在文书上。")
    return made


def name_of(evidence: Evidence) -> str:
    """How the snapshot of a paper names the picture."""
    return f"{IN_PAPERS}:{evidence.pk}"


def picture_for_papers(key: str) -> bytes:
    """The loader of «evidence:12» in papers."""
    return print_copy(Evidence.objects.get(pk=int(key)))


def _kept(row: Evidence, box: tuple[int, int], quality: int) -> bytes | None:
    storage = storages["copies"]
    name = f"{row.file.name.rpartition('.')[0]}-{box[0]}.jpg"
    try:
        with storage.open(name) as handle:
            return handle.read()
    except OSError:
        content = _made(row, box, quality)
    if content is not None:
        try:
            if not storage.exists(name):
                storage.save(name, ContentFile(content))
        except OSError:  # a full disk costs the shortcut, not the picture
            logger.warning("copy %s was not kept", name)
    return content


def _made(row: Evidence, box: tuple[int, int], quality: int) -> bytes | None:
    try:
        if row.content_type == "application/pdf":
            return _jpeg(_first_page(row, box), box, quality)
        if not row.is_image:
            return None
        with row.file.open("rb") as handle:
            return upright(handle, box, quality)
    except (*SPOILT, pypdfium2.PdfiumError):
        return None


def upright(handle: BinaryIO, box: tuple[int, int], quality: int) -> bytes:
    """The photograph behind ``handle`` as an upright JPEG within ``box``; one of :data:`SPOILT` where it cannot be read."""
    with Image.open(handle, formats=list(FORMATS)) as image:
        return _jpeg(_small(image, box), box, quality)


def _small(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Shrunk first and turned then: a JPEG is unpacked at the eighth, quarter or half that suffices."""
    lying = box[::-1] if image.getexif().get(0x0112) in {5, 6, 7, 8} else box
    scale = min(1, lying[0] / image.width, lying[1] / image.height)
    image.draft("RGB", (math.ceil(image.width * scale), math.ceil(image.height * scale)))
    image.thumbnail(lying, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return ImageOps.exif_transpose(image)


def _jpeg(image: Image.Image, box: tuple[int, int], quality: int) -> bytes:
    """Shrunk into ``box``, on white where it is transparent, without any of the particulars."""
    image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    clean = image.convert("RGB")
    clean.info.clear()
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _first_page(row: Evidence, box: tuple[int, int]) -> Image.Image:
    with row.file.open("rb") as handle:
        data = handle.read()
    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
        try:
            page = document[0]
            wide, tall = page.get_size()
            scale = min(box[0] / max(wide, 1), box[1] / max(tall, 1), 4)
            picture = page.render(scale=scale).to_pil().copy()
            page.close()
        finally:
            document.close()
    return picture
