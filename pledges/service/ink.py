"""What a signature pad sends: checked to be a small real PNG with handwriting in it. Pure; no Django."""

import base64
import binascii
import io

from PIL import Image, UnidentifiedImageError

from xinglongtai.core.errors import DomainError

MAXIMUM_BYTES = 300 * 1024
#: Sides in pixels. A phone held upright gives about 700 × 400; nothing a pad draws is beyond these.
SMALLEST, LARGEST = (80, 40), (2400, 1600)
#: Handwriting reaches at least so far, as a share of the shorter side, and covers so many pixels.
LEAST_REACH, LEAST_PIXELS = 0.12, 150
_PREFIX = "data:image/png;base64,"
_END = b"IEND\xaeB`\x82"  # the last bytes of every whole PNG; Pillow may be set to forgive a file that was cut off
_AGAIN = "请重新签名后再提交。"


def read_ink(data: str) -> bytes:
    """The PNG in the data address ``data`` of a pad. DomainError on ``ink`` for whatever is no signature."""
    if not data:
        raise DomainError("还没有签名。请在签名框内手写姓名。", field="ink")
    if not data.startswith(_PREFIX):
        raise DomainError(f"没有收到签名图像。{_AGAIN}", field="ink")
    if len(data) > len(_PREFIX) + MAXIMUM_BYTES * 4 // 3 + 4:
        raise DomainError(f"签名图像超过 {MAXIMUM_BYTES // 1024} KB。请点“清除”，{_AGAIN}", field="ink")
    try:
        content = base64.b64decode(data[len(_PREFIX) :], validate=True)
        return _checked(content)
    except (binascii.Error, UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError(f"签名图像已损坏。{_AGAIN}", field="ink") from None


def _checked(content: bytes) -> bytes:
    if not content.endswith(_END):
        raise ValueError("cut off")
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        size = image.size
        if not all(low <= side <= high for low, side, high in zip(SMALLEST, size, LARGEST, strict=True)):
            raise DomainError(f"签名图像的尺寸不对（{size[0]}×{size[1]}）。{_AGAIN}", field="ink")
        image.load()
        flat = Image.new("L", size, 255)
        layer = image.convert("RGBA")
        flat.paste(layer.convert("L"), mask=layer.getchannel("A"))
    dark = flat.point(lambda value: 255 if value < 160 else 0)
    box = dark.getbbox()
    if box is None:
        raise DomainError("签名框是空的。请在签名框内手写姓名。", field="ink")
    reach = max(box[2] - box[0], box[3] - box[1]) / min(size)
    if reach < LEAST_REACH or dark.histogram()[255] < LEAST_PIXELS:
        raise DomainError("签名框里只有一个点。请手写完整的姓名。", field="ink")
    return content
