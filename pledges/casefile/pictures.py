"""Pictures for print: photographs turned upright and shrunk once, pages of uploaded PDFs as pictures."""

import io
from collections.abc import Iterator

from cases.models import Evidence
from cases.originals.documents import pages_of
from cases.pictures import SPOILT, page, upright
from xinglongtai.core.errors import DomainError

#: Longest side of a photograph, in pixels: 150 mm at about 240 dpi.
WIDTH = 1400
#: Dots per inch of a page that becomes a picture.
PAGE_DPI = 150
QUALITY = 80
#: A longer PDF is named with its hash and lies in the archive.
MOST_PAGES = 200


class Unprintable(ValueError):
    """The file cannot be shown on paper; the text says why, in Chinese."""


def print_copy(evidence: Evidence, content: bytes, width: int = WIDTH) -> bytes:
    """``content`` (the bytes of ``evidence``) as an upright RGB JPEG with no side over ``width``. :class:`Unprintable` for what is no
    picture. From bytes and not from the row, so that what is printed is what was compared with its hash.
    """
    try:
        return upright(io.BytesIO(content), (width, width), QUALITY)
    except SPOILT as problem:
        raise Unprintable(f"{evidence.get_kind_display()}不是可以印制的图片，原件见案卷压缩包。") from problem


def pdf_pages(content: bytes) -> Iterator[bytes]:
    """The pages of an uploaded PDF as JPEGs, one at a time: what it embeds or lacks cannot spoil the archive format.

    :class:`Unprintable` where it is encrypted, damaged, empty or too long.
    """
    try:
        count = pages_of(io.BytesIO(content))
    except DomainError:
        raise Unprintable("这份PDF已加密或者损坏，不能印制，原件见案卷压缩包。") from None
    if not 1 <= count <= MOST_PAGES:
        raise Unprintable(f"这份PDF有{count}页，超出可以印制的页数（{MOST_PAGES}页），原件见案卷压缩包。")
    for number in range(count):
        try:
            yield page(content, number, (2400, 2400), QUALITY, scale=PAGE_DPI / 72)
        except SPOILT:
            raise Unprintable(f"这份PDF的第{number + 1}页已损坏，不能印制，原件见案卷压缩包。") from None
