"""From a file to lines: Markdown, plain text (UTF-8, UTF-16, GBK) and Word (.docx)."""

import html
import re
import unicodedata

from . import docx
from .errors import NotReadable

#: The longest law in force has about 100,000 characters; 8 MB leaves room for a Word file with pictures.
MAX_BYTES = 8 * 1024 * 1024
ENDINGS = (".md", ".markdown", ".txt", ".docx")
INFO_END = "\x1einfo end\x1e"
_OLE = b"\xd0\xcf\x11\xe0"
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.S)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001d\u001f]")


def read_lines(name: str, data: bytes) -> tuple[list[str], list[str]]:
    """(clean lines without empty ones, remarks in Chinese). ``name`` is the file's name; its ending decides how it is read.

    A line :data:`INFO_END` stands where the marker of that name stood. Raises :class:`NotReadable`.
    """
    ending = "." + name.lower().rpartition(".")[2]
    if len(data) > MAX_BYTES:
        raise NotReadable("文件超过 8 MB，不像法规文本。请只保留文字后再导入。")
    if not data.strip():
        raise NotReadable("文件是空的。")
    if data.startswith(_OLE):
        raise NotReadable("这是旧版 Word（.doc）或 WPS 文件。请打开后另存为 .docx 再导入。")
    if data.startswith(b"%PDF"):
        raise NotReadable("这是 PDF 文件。请复制文字存为 .txt，或用原 Word 文档导入。")
    remarks: list[str] = []
    if ending == ".docx":
        raw, automatic = docx.paragraphs(data)
        if automatic:
            remarks.append(
                f"文档有 {automatic} 段使用了 Word 自动编号，编号不在文字里、读不到。缺条、缺项时，请先在 Word 中把编号转换为文本。"
            )
    elif ending in ENDINGS:
        if data.startswith(b"PK\x03\x04"):
            raise NotReadable("这是压缩包或 Word 文档，但扩展名不是 .docx。请改回原来的扩展名再导入。")
        raw = _decode(data).splitlines()
    else:
        raise NotReadable("只能导入 .md、.txt 或 .docx 文件。")
    lines = [line for line in (clean(text, markdown=ending != ".docx") for text in raw) if line]
    if not lines:
        raise NotReadable("文件里没有文字。")
    return lines, remarks


def clean(line: str, *, markdown: bool = True) -> str:
    """A line without mark-up, entities, invisible characters and outer blanks; headings keep their ``#``."""
    if "INFO END" in line and "<!--" in line:
        return INFO_END
    if markdown:
        line = html.unescape(_TAG.sub("", line))
        line = _LINK.sub("" if _LINK.fullmatch(line.strip()) else r"\1", line)
        line = line.replace("**", "").strip()
        line = re.sub(r"^>+\s*", "", line)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", line)).strip(" \u3000\u00a0\t\r\n")


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings = ("utf-16",)
    else:
        codings = ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotReadable("读不出文件里的文字（不是 UTF-8 或 GBK 编码的文本）。请用记事本打开后另存为 UTF-8 文本。")
