"""Documents: PDF that opens, and office files without macros, looked at by the zip guard of imported sheets."""

import io
import zipfile
from typing import BinaryIO

from xinglongtai.core import apart
from xinglongtai.core.errors import DomainError
from xinglongtai.core.grids.archive import UNREADABLE, checked_names
from xinglongtai.core.grids.book import MEGABYTE, FileRefused, Limits

from .kinds import DOCX, XLSX
from .refusals import damaged, not_taken, too_heavy

#: More is no paper of a case but an archive.
MOST_PAGES = 1000
_LIMITS = Limits(unpacked=256 * MEGABYTE, member=64 * MEGABYTE)
_ACTIVE = ("vbaproject", "activex/", "vbadata", "macrosheets/", "dialogsheets/", "attachedtoolbars")
_RUNS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".scr", ".ps1", ".jar", ".lnk", ".hta", ".msi")
_MACROS = "文件含有宏或控件，不能上传。请另存为不含宏的 .docx、.xlsx，或导出成 PDF"


def pages_of(handle: BinaryIO) -> int:
    """Pages of a PDF; :class:`DomainError` for one that is cut off, damaged, empty, or asks for a password."""
    handle.seek(0)
    data = handle.read()
    if b"%%EOF" not in data[-4096:] and b"startxref" not in data[-4096:]:
        raise damaged("PDF 文档")
    try:
        told, _ = apart.run("cases.originals.decoding:pages", data)
    except apart.Exceeded:
        raise too_heavy() from None
    except apart.Failed:
        raise damaged("PDF 文档") from None
    if told.get("refused") == "password":
        raise not_taken("这个 PDF 设有密码，以后打不开也印不出，请取消密码后再传")
    if "refused" in told:
        raise damaged("PDF 文档")
    if told["pages"] > MOST_PAGES:
        raise DomainError(f"这个 PDF 有 {told['pages']} 页，最多 {MOST_PAGES} 页。请分成几个文件上传。", field="file")
    return told["pages"]


def office(handle: BinaryIO) -> str | None:
    """The content type of a .docx or .xlsx; ``None`` for any other zip. :class:`DomainError` for bombs, passwords, macros."""
    handle.seek(0)
    data = handle.read()
    try:
        names = {name.replace("\\", "/").lower() for name in checked_names(data, _LIMITS)}
    except FileRefused as refusal:
        raise not_taken(str(refusal).rstrip("。")) from None
    if "[content_types].xml" not in names:
        return None
    found = DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            types = archive.read(next(n for n in archive.namelist() if n.lower() == "[content_types].xml")).lower()
    except UNREADABLE:
        raise damaged("Office 文档") from None
    active = any(word in name for name in names for word in _ACTIVE) or any(name.endswith(_RUNS) for name in names)
    if found and (active or b"macroenabled" in types):
        raise not_taken(_MACROS)
    return found


def hides_archive(handle: BinaryIO) -> bool:
    """Whether a zip with members ends the file: a picture that is a package as well. Other trailers (a phone's own) are let be."""
    try:
        handle.seek(0)
        if not zipfile.is_zipfile(handle):
            return False
        with zipfile.ZipFile(handle) as archive:
            return bool(archive.infolist())
    except (*UNREADABLE, DomainError):
        return False
