"""The true type of a received file: first its magic, then its structure. Names and declared types are not asked."""

from dataclasses import dataclass, field
from typing import BinaryIO

from . import boxes, clusters, documents, images, sounds
from .boxes import Broken, Recording
from .kinds import TYPES, FileType
from .moments import Particulars
from .refusals import damaged, named, not_taken

_HEAD = 1024


@dataclass(frozen=True)
class Judged:
    """What a file is. Pixels as it is to be seen; ``seconds`` is ``None`` where a recording does not say."""

    type: FileType
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    told: Particulars = field(default_factory=Particulars)


def sniff(head: bytes) -> str:
    """The content type that the first kilobyte announces; a zip is «application/zip», and «» is none of ours."""
    if found := images.content_type_of(head):
        return found
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return "application/zip"
    if head[4:8] == b"ftyp" and head[8:12] not in {b"avif", b"avis"}:
        return "video/mp4"
    if head.startswith(clusters.MAGIC):
        return "video/webm"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(tuple(sounds.AMR)):
        return "audio/amr"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head.startswith(b"ID3") or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    return ""


def judge(handle: BinaryIO, size: int) -> Judged:
    """What the file of ``size`` bytes behind ``handle`` is. :class:`DomainError` (field ``file``, Chinese) for everything else."""
    handle.seek(0)
    head = handle.read(_HEAD)
    found = sniff(head)
    if not found:
        raise named(head)
    if found == "application/zip":
        return Judged(TYPES[_office(handle, head)])
    if documents.hides_archive(handle):
        raise not_taken("这个文件里夹带了压缩包，请传相机原图或重新导出的文件")
    if found.startswith("image/"):
        width, height, told = images.examine(handle, TYPES[found])
        return Judged(TYPES[found], width, height, told=told)
    if found == "application/pdf":
        documents.pages_of(handle)
        return Judged(TYPES[found])
    try:
        return _recording(handle, size, found)
    except Broken:
        raise damaged(TYPES[found].word) from None


def _office(handle: BinaryIO, head: bytes) -> str:
    content_type = documents.office(handle)
    if content_type is None:
        raise named(head)
    return content_type


def _recording(handle: BinaryIO, size: int, found: str) -> Judged:
    if found == "video/mp4":
        row, brand = boxes.examine(handle, size)
        return _moving(row, _of_brand(brand, row.video))
    if found == "video/webm":
        row = clusters.examine(handle, size)
        return _moving(row, found if row.video else "audio/webm")
    if found == "audio/wav":
        return Judged(TYPES[found], seconds=sounds.wav(handle, size))
    if found == "audio/amr":
        return Judged(TYPES[found], seconds=sounds.amr(handle))
    return Judged(TYPES[found], seconds=sounds.tagged(handle))


def _moving(row: Recording, content_type: str) -> Judged:
    return Judged(TYPES[content_type], row.width, row.height, row.seconds, row.told)


def _of_brand(brand: bytes, video: bool) -> str:
    """The content type by the major brand; without a picture track it is sound, whatever it is called."""
    mobile = brand.startswith((b"3gp", b"3g2"))
    if not video:
        return "audio/3gpp" if mobile else "audio/mp4"
    return "video/3gpp" if mobile else "video/quicktime" if brand == b"qt  " else "video/mp4"
