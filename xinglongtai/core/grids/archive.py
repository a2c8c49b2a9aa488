"""Zip files (.xlsx, .docx) looked at before anything is unpacked: sizes, ratio, encryption, document types."""

import io
import lzma
import struct
import zipfile
import zlib

from .book import MEGABYTE, FileRefused, Limits

_ENCRYPTED = 0x1
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
#: What is counted in the markup: mark → (most, words).
_MOST = {b"<row ": (150_000, "行（含只有格式的空行）"), b"<mergeCell ": (20_000, "处合并单元格")}
_PIECE = 256 * 1024
#: A small member may be packed very tightly without harm.
_TIGHT_FROM = MEGABYTE
#: What reading a damaged, locked or oddly packed archive may raise. RuntimeError: a password; NotImplementedError: an unknown packing.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
DAMAGED = "文件已损坏，打不开。请用 Excel、WPS 或 Word 打开原文件，另存一份后重新上传。"


def checked_names(data: bytes, limits: Limits) -> set[str]:
    """The names in the archive, once it is known to be harmless. Raises :class:`FileRefused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_sizes(members, len(data), limits)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _look_into(archive, member)
            return {member.filename for member in members}
    except FileRefused:
        raise
    except UNREADABLE:
        raise FileRefused(DAMAGED) from None


def _check_sizes(members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileRefused("文件设有密码。请取消密码保护，另存后重新上传。")
    if len(members) > limits.members or len({member.filename for member in members}) != len(members):
        raise FileRefused("文件里的部件太多或重复，不像一份表格。请另存为新的 .xlsx 或 .docx 后重新上传。")
    unpacked = sum(member.file_size for member in members)
    tight = any(
        member.file_size > _TIGHT_FROM and member.file_size > limits.ratio * max(1, member.compress_size)
        for member in members
    )
    markup = [member.file_size for member in members if member.filename.lower().endswith((".xml", ".rels"))]
    if unpacked > limits.unpacked or tight or max(markup, default=0) > limits.member:
        raise FileRefused(
            f"文件展开后约 {unpacked // MEGABYTE} MB，超过限制（共 {limits.unpacked // MEGABYTE} MB，"
            f"一张表 {limits.member // MEGABYTE} MB，压缩比 {limits.ratio} 倍）。请只保留要导入的表，删除空白行和图片后重新上传。"
        )


def _look_into(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No table program writes a document type; with one come outside entities and self-multiplying text.

    Nor does a list have a hundred thousand formatted rows or merged blocks, which take minutes to read.
    """
    counts = dict.fromkeys(_MOST, 0)
    with archive.open(member) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            if any(mark in tail + piece for mark in _DOCTYPES):
                raise FileRefused("文件里有外部引用，为安全起见不能打开。请用 Excel、WPS 或 Word 另存后重新上传。")
            tail = piece[-32:]
            for mark in counts:
                counts[mark] += piece.count(mark)
    for mark, (most, words) in _MOST.items():
        if counts[mark] > most:
            raise FileRefused(f"表里有 {counts[mark]} {words}，最多 {most}。请删除多余的空白行和合并单元格后重新上传。")
