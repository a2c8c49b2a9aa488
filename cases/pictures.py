"""Copies of evidence to look at and to print: upright, small enough, made once. The original is never touched.

Copies lie in a storage of their own under the original's random name. They may be thrown away at any time.
"""

import logging
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from xinglongtai.core import apart
from xinglongtai.core.errors import DomainError
from xinglongtai.core.keys import KeyMissing

from .models import Evidence
from .originals.images import UNREADABLE

logger = logging.getLogger(__name__)
#: Width and height at most, in pixels: in lists, and on the screen where a browser cannot show the original.
THUMB, VIEW = (480, 360), (1600, 1600)
#: Prefix of pictures in the snapshots of papers (``core.documents.register_pictures``).
IN_PAPERS = "evidence"
#: What reading a damaged picture may raise, here or in the process apart.
SPOILT = (*UNREADABLE, Image.DecompressionBombError, apart.Exceeded, apart.Failed)
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
    useless = False
    try:
        with storage.open(name) as handle:
            return handle.read()
    except FileNotFoundError:
        pass
    except (OSError, KeyMissing):  # damaged, or closed by a key that went with a restored backup
        useless = True
    content = _made(row, box, quality)
    if content is not None:
        try:
            if useless:
                storage.delete(name)
            if not storage.exists(name):
                storage.save(name, ContentFile(content))
        except (OSError, KeyMissing):  # a full disk costs the shortcut, not the picture
            logger.warning("copy %s was not kept", name)
    return content


def _made(row: Evidence, box: tuple[int, int], quality: int) -> bytes | None:
    try:
        if row.content_type == "application/pdf":
            with row.file.open("rb") as handle:
                return page(handle.read(), 0, box, quality)
        if not row.is_image:
            return None
        with row.file.open("rb") as handle:
            return upright(handle, box, quality)
    except SPOILT:
        return None


def upright(handle: BinaryIO, box: tuple[int, int], quality: int) -> bytes:
    """The photograph behind ``handle`` as an upright JPEG within ``box``; one of :data:`SPOILT` where it cannot be read."""
    handle.seek(0)
    return _done(apart.run("cases.originals.decoding:upright", handle.read(), {"box": box, "quality": quality}))


def page(content: bytes, number: int, box: tuple[int, int], quality: int, **more) -> bytes:
    """A page of a PDF, counted from 0, as a JPEG within ``box``; one of :data:`SPOILT` where it cannot be drawn."""
    order = {"number": number, "box": box, "quality": quality, **more}
    return _done(apart.run("cases.originals.decoding:page", content, order))


def _done(answer: tuple[dict, bytes]) -> bytes:
    facts, content = answer
    if "refused" in facts:
        raise ValueError(facts["refused"])
    return content
