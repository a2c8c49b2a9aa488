"""Paragraphs of a Word document (.docx), read from its zip with guards against bombs and files that only look like one."""

import io
import zipfile
from xml.etree import ElementTree

from xinglongtai.core.grids.archive import UNREADABLE

from .errors import NotReadable

#: The text part of a long code is about 3 MB of XML; nothing honest is larger than this.
MAX_XML = 40 * 1024 * 1024
MAX_MEMBERS = 2_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DAMAGED = "这个 .docx 文件已损坏或不是 Word 文档。请用 Word 或 WPS 打开后另存为 .docx，或复制文字存为 .txt。"


def paragraphs(data: bytes) -> tuple[list[str], int]:
    """(lines in reading order, paragraphs whose number Word makes itself). Deleted revisions and hidden copies are left out.

    Raises :class:`NotReadable`.
    """
    lines: list[str] = []
    automatic = 0
    try:
        for paragraph in _walk(ElementTree.fromstring(_document(data))):
            automatic += paragraph.find(f"{_WORD}pPr/{_WORD}numPr") is not None
            lines += _text(paragraph).split("\n")
    except (ElementTree.ParseError, RecursionError):
        raise NotReadable(_DAMAGED) from None
    return lines, automatic


def _document(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise NotReadable("这个 .docx 文件里的部件过多，不像法规文本。请复制文字存为 .txt 再导入。")
            member = archive.getinfo("word/document.xml")
            with archive.open(member) as stream:
                content = stream.read(MAX_XML + 1)
    except NotReadable:
        raise
    except KeyError:
        raise NotReadable(
            "这个文件是压缩包，但里面没有 Word 正文。请确认选中的是 .docx 文档，而不是表格或打包文件。"
        ) from None
    except UNREADABLE:
        raise NotReadable(_DAMAGED) from None
    if len(content) > MAX_XML:
        raise NotReadable("这个 .docx 文件解开后超过 40 MB，不像法规文本，已拒绝。请复制文字存为 .txt 再导入。")
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise NotReadable(_DAMAGED)
    return content


def _walk(node):
    """Paragraphs in order. A paragraph inside another one (a text box) comes after it."""
    for child in node:
        if child.tag == _FALLBACK:
            continue
        if child.tag == f"{_WORD}p":
            yield child
        yield from _walk(child)


def _text(node) -> str:
    parts = []
    for child in node:
        if child.tag == f"{_WORD}t":
            parts.append(child.text or "")
        elif child.tag in (f"{_WORD}br", f"{_WORD}cr"):
            parts.append("\n")
        elif child.tag == f"{_WORD}tab":
            parts.append("　")
        elif child.tag not in (_FALLBACK, f"{_WORD}p", f"{_WORD}txbxContent"):
            parts.append(_text(child))
    return "".join(parts)
