"""Which kind of file it is — by what is in it, not only by its name — and who reads it."""

import logging

from .archive import DAMAGED, checked_names
from .book import LIMITS, MEGABYTE, Book, FileRefused, Grid, Limits
from .delimited import read_delimited
from .old_workbook import read_old_workbook
from .word import read_document
from .workbook import read_workbook

logger = logging.getLogger(__name__)
ENDINGS = ("xlsx", "xls", "docx", "csv")
_NAMES = {"xlsx": "Excel 工作簿", "xls": "旧版 Excel 工作簿", "docx": "Word 文档", "csv": "文本"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = {b"\xff\xd8\xff": "图片", b"\x89PNG": "图片", b"GIF8": "图片", b"%PDF": "PDF"}
_PACKED = {b"Rar!": "压缩包", b"7z\xbc\xaf": "压缩包", b"\x1f\x8b": "压缩包"}
_TABLE = "请用 Excel 或 WPS 把表格另存为 .xlsx（或 .csv、.docx）后上传。"
_READERS = {"xlsx": read_workbook, "xls": read_old_workbook, "docx": read_document}


def read(data: bytes, file_name: str, limits: Limits = LIMITS) -> Book:
    """The tables of a file. Raises :class:`FileRefused` for everything that is no usable table.

    A table with a ``fault`` of its own (too long, too wide) is kept as long as another one can be used.
    """
    if len(data) > limits.upload:
        raise FileRefused(too_large(limits))
    ending = file_name.lower().rpartition(".")[2]
    kind = _kind(data, ending, limits)
    if ending != kind:
        raise FileRefused(
            f"文件名以“.{ending}”结尾，内容却是{_NAMES[kind]}。请把扩展名改为“.{kind}”，或另存后重新上传。"
        )
    encoding = ""
    if kind == "csv":
        grids, encoding = read_delimited(data, limits)
    else:
        grids = _by_library(kind, data, limits)
    return Book(kind, _usable(grids), encoding)


def too_large(limits: Limits = LIMITS) -> str:
    """The sentence for a file over the limit; the limit is checked before the file is read."""
    return f"文件超过 {limits.upload // MEGABYTE} MB。请只保留要导入的表，删除图片后重新上传。"


def _by_library(kind: str, data: bytes, limits: Limits) -> list[Grid]:
    try:
        return _READERS[kind](data, limits)
    except FileRefused:
        raise
    except Exception:  # whatever a library stumbles over is the file's fault, and the person is told what to do
        logger.info("a .%s file could not be read", kind, exc_info=True)
        raise FileRefused(DAMAGED) from None


def _usable(grids: list[Grid]) -> list[Grid]:
    kept = [grid for grid in grids if grid.fault or grid.rows]
    if not kept:
        raise FileRefused("文件里没有内容。请检查是否选错了文件。")
    if all(grid.fault for grid in kept):
        raise FileRefused(kept[0].fault)
    return kept


def _kind(data: bytes, ending: str, limits: Limits) -> str:
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise FileRefused("文件是空的。请检查是否选错了文件。")
    if data.startswith(b"PK"):
        return _kind_of_archive(checked_names(data, limits), ending)
    if data.startswith(_OLE):
        return _kind_of_compound(data, ending)
    for mark, what in (_PICTURES | _PACKED).items():
        if data.startswith(mark):
            raise FileRefused(f"这不是表格，而是{what}。{_TABLE}")
    start = data[:2_000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"mime-version")):
        raise FileRefused(f"这是网页格式的表格，不是工作簿。{_TABLE}")
    if ending != "csv":
        raise FileRefused(f"这不是工作簿，而是文本。{_TABLE}" if ending in ENDINGS else _unknown(ending))
    return "csv"


def _unknown(ending: str) -> str:
    if ending in ("doc", "wps", "rtf"):
        return "这种旧格式文档不能直接读取。请用 Word 或 WPS 另存为 .docx 后上传。"
    return f"不能读取“.{ending}”文件。{_TABLE}"


def _kind_of_archive(names: set[str], ending: str) -> str:
    if ending == "xlsm" or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("文件里有宏。请另存为不带宏的 .xlsx（或 .docx）后上传。")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.bin" in names:
        raise FileRefused(f"二进制工作簿（.xlsb）不能读取。{_TABLE}")
    raise FileRefused(f"这不是表格，而是压缩包或其他程序的文件。{_TABLE}")


def _kind_of_compound(data: bytes, ending: str) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise FileRefused("文件设有密码。请取消密码保护，另存后重新上传。")
    if holds("Workbook") or holds("Book"):
        return "xls" if ending != "et" else _refuse_et()
    if holds("WordDocument"):
        raise FileRefused(_unknown("doc"))
    raise FileRefused(f"这不是能读取的表格。{_TABLE}")


def _refuse_et() -> str:
    raise FileRefused("WPS 表格（.et）不能直接读取。请用 WPS 另存为 .xlsx 后上传。")
