"""Why a file is not taken, in words that say what it is and what to do instead."""

from xinglongtai.core.errors import DomainError

from .kinds import WORDS

#: First bytes → what it is. The first that fits is named.
_KNOWN = (
    (b"MZ", "这是可执行程序（.exe），改了名字也不能上传"),
    (b"\x7fELF", "这是可执行程序，不能上传"),
    (b"\xca\xfe\xba\xbe", "这是可执行程序，不能上传"),
    (b"#!/", "这是程序脚本，不能上传"),
    (b"GIF8", "这是 GIF 动图，请改传照片原图或截图"),
    (b"BM", "这是 BMP 位图，请另存为 JPG 或 PNG"),
    (b"II*\x00", "这是 TIFF 图像，请另存为 JPG 或 PDF"),
    (b"MM\x00*", "这是 TIFF 图像，请另存为 JPG 或 PDF"),
    (b"Rar!", "这是压缩包，请解压后逐个上传"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后逐个上传"),
    (b"\x1f\x8b", "这是压缩包，请解压后逐个上传"),
    (b"PK\x03\x04", "这是压缩包或不认识的文档，请解压后逐个上传"),
    (b"\xd0\xcf\x11\xe0", "这是旧版 Word、Excel 或 WPS 文档，请另存为 .docx、.xlsx 或 PDF"),
    (b"{\\rtf", "这是 RTF 文档，请另存为 .docx 或 PDF"),
    (b"FLV", "这是 FLV 录像，请转成 MP4"),
    (b"\x00\x00\x01\xba", "这是 MPEG 录像，请转成 MP4"),
    (b"\x30\x26\xb2\x75", "这是 WMV 或 WMA，请转成 MP4 或 MP3"),
    (b"fLaC", "这是 FLAC 录音，请转成 MP3 或 M4A"),
)
_MARKUP = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<body", b"<iframe", b"<img")


def not_taken(why: str = "认不出这个文件的内容，或者它已损坏") -> DomainError:
    """The refusal of a type, at the field: first what is wrong, then what is taken."""
    return DomainError(f"{why}。只能上传{WORDS}。", field="file")


def too_heavy() -> DomainError:
    """The refusal of a file that could not be opened within the limits of memory and time."""
    return DomainError(
        "打开这个文件所需的内存或时间太多，可能已损坏或是有意做成的，没有接收。请用手机原图，或重新导出后再传。",
        field="file",
    )


def damaged(word: str) -> DomainError:
    """The refusal of a file whose head is right and whose body is not."""
    return not_taken(f"这个文件像是 {word}，但内容不完整或已损坏，请从手机或电脑重新导出后再传")


def named(head: bytes) -> DomainError:
    """The refusal that names what ``head`` (the first kilobyte) shows."""
    for magic, words in _KNOWN:
        if head.startswith(magic):
            return not_taken(words)
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if plain.startswith(_MARKUP) or b"<svg" in plain or b"<script" in plain:
        return not_taken("这是网页或矢量图（SVG），可能含有程序，请改传截图")
    if plain and b"\x00" not in head and _is_text(head):
        return not_taken("这是纯文本，请存成 PDF 或 Word 文档，或直接截图")
    return not_taken()


def _is_text(head: bytes) -> bool:
    for code in ("utf-8", "gb18030"):
        try:
            text = head[:-4].decode(code) if len(head) > 512 else head.decode(code)
        except UnicodeDecodeError:
            continue
        return all(character.isprintable() or character in "\r\n\t\f" for character in text)
    return False
