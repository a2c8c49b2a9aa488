"""Pictures for print: photographs turned upright and shrunk once, pages of uploaded PDFs as pictures."""

import io
import struct
from collections.abc import Iterator

from PIL import Image, ImageOps

from cases.models import Evidence
from cases.originals.documents import PDFIUM

#: Longest side of a photograph, in pixels: 150 mm at about 240 dpi.
WIDTH = 1400
#: Dots per inch of a page that becomes a picture.
PAGE_DPI = 150
QUALITY = 80
#: A longer PDF is named with its hash and lies in the archive.
MOST_PAGES = 200
_BROKEN = (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)


class Unprintable(ValueError):
    """The file cannot be shown on paper; the text says why, in Chinese."""


def print_copy(evidence: Evidence, content: bytes, width: int = WIDTH) -> bytes:
    """``content`` (the bytes of ``evidence``) as an upright RGB JPEG with no side over ``width``. :class:`Unprintable` for what is
    no picture. A JPEG is decoded at the nearest smaller scale, which is where the time goes.
    """
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.draft("RGB", (width, width))
            upright = ImageOps.exif_transpose(image)
            if upright.mode in ("RGBA", "LA", "P", "PA"):
                upright = _on_white(upright)
            upright = upright.convert("RGB")
            upright.thumbnail((width, width), Image.Resampling.BILINEAR, reducing_gap=2.0)
            return _jpeg(upright)
    except _BROKEN as problem:
        raise Unprintable(f"{evidence.get_kind_display()}不是可以印制的图片，原件见案卷压缩包。") from problem


def _on_white(image: Image.Image) -> Image.Image:
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    ground.alpha_composite(layered)
    return ground


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def pdf_pages(content: bytes) -> Iterator[bytes]:
    """The pages of an uploaded PDF as JPEGs, one at a time: what it embeds or lacks cannot spoil the archive format.

    :class:`Unprintable` where it is encrypted, damaged, empty or too long.
    """
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise Unprintable("这份PDF已加密或者损坏，不能印制，原件见案卷压缩包。") from None
        count = len(document)
    try:
        if not 1 <= count <= MOST_PAGES:
            raise Unprintable(f"这份PDF有{count}页，超出可以印制的页数（{MOST_PAGES}页），原件见案卷压缩包。")
        for number in range(count):
            with PDFIUM:
                try:
                    page = document[number]
                    scale = min(PAGE_DPI / 72, 2400 / max(page.get_width(), page.get_height(), 1))
                    image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
                    page.close()
                except pypdfium2.PdfiumError:
                    raise Unprintable(f"这份PDF的第{number + 1}页已损坏，不能印制，原件见案卷压缩包。") from None
            yield _jpeg(image)
    finally:
        with PDFIUM:
            document.close()
