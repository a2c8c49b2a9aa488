"""Comma-separated text as Chinese programs write it: UTF-8 with or without mark, GB18030, UTF-16; commas, tabs or semicolons."""

import codecs
import csv
import io
import re

from .book import FileRefused, Grid, GridMaker, Limits

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_FIELD = 100_000


def read_delimited(data: bytes, limits: Limits) -> tuple[list[Grid], str]:
    """The one table of the text, and the encoding it was written in. Raises :class:`FileRefused`."""
    text, encoding = _decoded(data)
    if _NO_TEXT.search(text):
        raise FileRefused("这不是文本，内容无法识别。请用 Excel 或 WPS 另存为 .xlsx 后上传。")
    maker = GridMaker("CSV", limits)
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))):
            if not all(maker.put(row, column, value) for column, value in enumerate(cells)):
                break
    except csv.Error:
        raise FileRefused("CSV 的引号或分隔符不完整，读不出行列。请用 Excel 打开后另存为 .xlsx。") from None
    finally:
        csv.field_size_limit(before)
    return [maker.grid], encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data, encoding), encoding
    start = data[:4_000]
    zeros = start.count(0)
    if zeros * 20 > len(start):  # Latin letters, commas and line ends have a zero byte in UTF-16
        encoding = "utf-16-le" if start[1::2].count(0) >= start[0::2].count(0) else "utf-16-be"
        return _decode(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(data, "gb18030"), "gb18030"


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("无法识别文字编码。请用 Excel 或 WPS 另存为 .xlsx，或保存为 UTF-8 的 CSV。") from None


def _delimiter(text: str) -> str:
    start = text[:20_000]
    return max(",\t;", key=start.count) if any(mark in start for mark in ",\t;") else ","
