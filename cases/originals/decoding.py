"""What is done with other people's pictures and PDFs in a process apart (``core.apart``): to see that they are whole, and to copy them.

Every function takes the bytes and what JSON can hold, and answers (facts, bytes). What it meets and knows is a fact («refused»).
"""

import io
import math

import pypdfium2
from PIL import Image, ImageFile, ImageOps

from xinglongtai.core.privacy.watermark import Unmarkable, mark_pdf, mark_picture

from .images import FORMATS, UNREADABLE, particulars

ImageFile.LOAD_TRUNCATED_IMAGES = False
#: A page is never drawn larger than this many times its size on paper (72 dots an inch).
_MOST_SCALE = 4


def picture(blob: bytes, given: dict):
    """Size, turn and EXIF of the picture, in ``form``; or refused: «pixels», «frames», «damaged».

    The size is judged from the header against ``most`` (``most_jpeg`` for a plain JPEG, which is looked at in an eighth of its size);
    only then the picture is read to its end, which is where a file that was cut off shows.
    """
    form = given["form"]
    try:
        with Image.open(io.BytesIO(blob), formats=[form]) as image:
            frugal = form == "JPEG" and not image.info.get("progressive") and not image.info.get("progression")
            most = given["most_jpeg"] if frugal else given["most"]
            if image.width * image.height > most:
                return {"refused": "pixels", "most": most}, b""
            if form in {"PNG", "WEBP"}:
                if getattr(image, "n_frames", 1) > 1:
                    return {"refused": "frames"}, b""
                image.verify()
        with Image.open(io.BytesIO(blob), formats=[form]) as image:  # verify() leaves one that cannot be read further
            size = image.size
            told, turned = particulars(image)
            image.draft("RGB", (64, 64))
            image.load()
    except Image.DecompressionBombError:
        return {"refused": "pixels", "most": given["most"]}, b""
    except UNREADABLE:
        return {"refused": "damaged"}, b""
    width, height = size[::-1] if turned else size
    return {"width": width, "height": height, **told.plain()}, b""


def pages(blob: bytes, given: dict):
    """How many pages a PDF has; or refused: «password», «damaged»."""
    try:
        document = pypdfium2.PdfDocument(blob)
        count = len(document)
        document[0].close()
        document.close()
    except pypdfium2.PdfiumError as problem:
        return {"refused": "password" if "password" in str(problem).lower() else "damaged"}, b""
    except (IndexError, ValueError):
        return {"refused": "damaged"}, b""
    return {"pages": count}, b""


def upright(blob: bytes, given: dict):
    """The photograph as an upright JPEG within ``box``, of ``quality``, without any of the particulars."""
    try:
        with Image.open(io.BytesIO(blob), formats=list(FORMATS)) as image:
            return {}, _jpeg(_small(image, given["box"]), given["box"], given["quality"])
    except (*UNREADABLE, Image.DecompressionBombError):
        return {"refused": "damaged"}, b""


def page(blob: bytes, given: dict):
    """Page ``number`` of a PDF as a JPEG within ``box``, at most ``scale`` times its size on paper; also how many pages there are."""
    try:
        document = pypdfium2.PdfDocument(blob)
        count = len(document)
        sheet = document[given["number"]]
        box, (wide, tall) = given["box"], sheet.get_size()
        scale = min(box[0] / max(wide, 1), box[1] / max(tall, 1), given.get("scale", _MOST_SCALE))
        drawn = sheet.render(scale=scale).to_pil()
        return {"pages": count}, _jpeg(drawn, box, given["quality"])
    except (*UNREADABLE, pypdfium2.PdfiumError):
        return {"refused": "damaged"}, b""


def _small(image: Image.Image, box) -> Image.Image:
    """Shrunk first and turned then: a JPEG is unpacked at the eighth, quarter or half that suffices."""
    lying = box[::-1] if image.getexif().get(0x0112) in {5, 6, 7, 8} else box
    scale = min(1, lying[0] / image.width, lying[1] / image.height)
    image.draft("RGB", (math.ceil(image.width * scale), math.ceil(image.height * scale)))
    image.thumbnail(tuple(lying), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return ImageOps.exif_transpose(image)


def _jpeg(image: Image.Image, box, quality: int) -> bytes:
    """Shrunk into ``box``, on white where it is transparent, without any of the particulars."""
    image.thumbnail(tuple(box), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    clean = image.convert("RGB")
    clean.info.clear()
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def marked(blob: bytes, given: dict):
    """The picture or PDF with ``words`` over and over, set in ``face``; a picture within ``box``. Or refused: «damaged»."""
    words, face, box = given["words"], given["face"], given["box"]
    try:
        if given["pdf"]:
            return {}, mark_pdf(io.BytesIO(blob), words, face=face)
        box = tuple(box) if box else None
        return {}, mark_picture(io.BytesIO(blob), words, face=face, box=box, formats=list(FORMATS))
    except (*UNREADABLE, Image.DecompressionBombError, Unmarkable):
        return {"refused": "damaged"}, b""
