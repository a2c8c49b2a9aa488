"""Real small files of every type that is taken, and of those that are not: made here, byte by byte where no library makes them."""

import io
import math
import struct
import wave
import zipfile
import zlib
from datetime import UTC, datetime
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pillow_heif import from_pillow


def exif(*, turned: bool = False, moment: str = "2026:11:22 14:05:09", offset: str = "+08:00", place=True) -> bytes:
    """The block a phone writes: model, moment with its offset, and 北纬41°7'12.34" 东经122°4'1.5"."""
    block = Image.Exif()
    block[0x010F], block[0x0110] = "Yanshi", "Yanshi Phone 1"
    if turned:
        block[0x0112] = 6
    inner = block.get_ifd(0x8769)
    inner[0x9003] = moment
    if offset:
        inner[0x9011] = offset
    if place:
        gps = block.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (41.0, 7.0, 12.34), "E", (122.0, 4.0, 1.5)
    return block.tobytes()


def picture(form: str = "JPEG", size=(60, 40), colour=(20, 90, 160), **values) -> bytes:
    """A small picture, the left third red, so that a turn shows."""
    image = Image.new("RGB", size, colour)
    image.paste((200, 20, 20), (0, 0, size[0] // 3, size[1]))
    buffer = io.BytesIO()
    if form == "HEIF":
        from_pillow(image).save(buffer, **values)
    else:
        image.save(buffer, form, **values)
    return buffer.getvalue()


def heavy_jpeg(megabytes: int) -> bytes:
    """A small JPEG that carries so many megabytes of particulars."""
    whole = picture("JPEG")
    stuffing = b"\xff\xef\xff\xff" + bytes(65533)
    return whole[:2] + stuffing * (megabytes * 16) + whole[2:]


def heic(**values) -> bytes:
    """A HEIC as phones write it."""
    return picture("HEIF", exif=exif(**values))


def huge_png(width: int = 100_000, height: int = 100_000) -> bytes:
    """A PNG of a few bytes that announces ten gigapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + chunk(b"IEND", b"")
    )


def box(kind: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I4s", 8 + len(data), kind) + data


def mp4(
    brand: bytes = b"isom",
    *,
    handlers=(b"vide", b"soun"),
    seconds=12.5,
    turned=False,
    notes=b"+41.1201+122.0671/",
    mdat=b"x" * 500,
) -> bytes:
    """An MP4 family file with an index and no real samples. ``seconds`` None: a length the header does not know."""
    moment = int((datetime(2026, 11, 22, 6, 5, 9, tzinfo=UTC) - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
    length = 0xFFFFFFFF if seconds is None else int(seconds * 1000)
    header = box(b"mvhd", struct.pack(">IIIII", 0, moment, moment, 1000, length), b"\x00" * 80)
    matrix = (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30) if turned else (65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
    tracks = b""
    for handler in handlers:
        wide = struct.pack(">II", 640 << 16, 480 << 16) if handler == b"vide" else bytes(8)
        tkhd = box(
            b"tkhd", struct.pack(">IIIIII", 7, moment, moment, 1, 0, 0), bytes(16), struct.pack(">9i", *matrix), wide
        )
        hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
        tracks += box(b"trak", tkhd, box(b"mdia", hdlr))
    udta = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(notes), 0x15C7), notes)) if notes else b""
    return box(b"ftyp", brand, bytes(4), brand) + box(b"moov", header, tracks, udta) + box(b"mdat", mdat)


def element(number: int, data: bytes) -> bytes:
    """One EBML element with a length of eight bytes."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big") + struct.pack(">Q", len(data) | 1 << 56) + data


def webm(*, doctype=b"webm", seconds: float | None = 3.0, kinds=(1, 2), clusters=1) -> bytes:
    info = element(0x2AD7B1, (1_000_000).to_bytes(3, "big"))
    info += element(0x4489, struct.pack(">d", seconds * 1000)) if seconds else b""
    tracks = b""
    for kind in kinds:
        video = element(0xE0, element(0xB0, b"\x02\x80") + element(0xBA, b"\x01\xe0")) if kind == 1 else b""
        tracks += element(0xAE, element(0x83, bytes([kind])) + video)
    body = element(0x1549A966, info) + element(0x1654AE6B, tracks) + element(0x1F43B675, b"\x00" * 40) * clusters
    return element(0x1A45DFA3, element(0x4282, doctype)) + element(0x18538067, body)


def wav(seconds: float = 2.0) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        tone = (int(9000 * math.sin(n / 4)) for n in range(int(8000 * seconds)))
        sound.writeframes(b"".join(struct.pack("<h", value) for value in tone))
    return buffer.getvalue()


def mp3(frames: int = 100) -> bytes:
    return (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def amr(frames: int = 100, wide: bool = False) -> bytes:
    return (b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * frames) if wide else (b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames)


def ogg(seconds: int = 2) -> bytes:
    def page(number: int, granule: int, data: bytes, flags: int) -> bytes:
        return b"OggS\x00" + bytes([flags]) + struct.pack("<qIIIBB", granule, 7, number, 0, 1, len(data)) + data

    opus = b"OpusHead\x01\x01" + struct.pack("<HIHB", 0, 48000, 0, 0)
    return page(0, 0, opus, 2) + page(1, 0, b"OpusTags" + bytes(8), 0) + page(2, 48000 * seconds, b"\x00" * 20, 4)


def pdf(pages: int = 1, password: str = "") -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def docx() -> bytes:
    buffer, document = io.BytesIO(), Document()
    document.add_paragraph("演示：整改情况说明")
    document.save(buffer)
    return buffer.getvalue()


def xlsx() -> bytes:
    buffer, book = io.BytesIO(), Workbook()
    book.active["A1"] = "演示"
    book.save(buffer)
    return buffer.getvalue()


def docm() -> bytes:
    """A Word file with a macro part."""
    return with_members(docx(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def with_members(package: bytes, more: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO(package)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in more.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def plain_zip(members: dict[str, bytes] | None = None) -> bytes:
    return with_members(b"", members or {"a.txt": b"hello"})


def file(content: bytes, name: str = "现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def begin(client, case, content: bytes, *, name="现场.jpg", key=None, **values):
    """The first word of an upload in pieces: the client's answer."""
    data = {"client_key": key or uuid4(), "name": name, "size": len(content), "kind": "photo", **values}
    return client.post(f"/cases/{case.pk}/uploads/", data)


def piece(client, url: str, offset: int, content: bytes):
    """One piece."""
    return client.patch(
        url, content, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset)}
    )
