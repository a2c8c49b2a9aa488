"""Scans of identity papers and hands as they are looked at: copies made on the fly that bear who looks, of which unit, and when."""

from datetime import datetime

from xinglongtai.core import apart, fonts
from xinglongtai.core.display import cn_datetime
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer

from .models import Evidence
from .pictures import VIEW

_FAULT = "这份材料做不出带水印的副本，不能在这里查看。需要原件的，请制作案卷（完整卷），原件在案卷里。"


def words_on(actor: Officer, now: datetime) -> str:
    """«王某 兴隆台区局一所 2026年11月22日 14:05 仅供办案»."""
    return f"{actor.name} {actor.unit} {cn_datetime(now)} 仅供办案"


def marked_copy(row: Evidence, actor: Officer, now: datetime, *, small: bool = False) -> tuple[bytes, str]:
    """Bytes and type of what ``actor`` gets to see of ``row``: a JPEG of a picture, a PDF of a PDF. ``small``: within the screen.

    DomainError where the original is gone, damaged, or of another kind.
    """
    if row.content_type != "application/pdf" and not row.is_image:
        raise DomainError(_FAULT)
    pdf = not row.is_image
    order = {"pdf": pdf, "words": words_on(actor, now), "face": fonts.drawing_face(), "box": VIEW if small else None}
    try:
        with row.file.open("rb") as handle:
            told, made = apart.run("cases.originals.decoding:marked", handle.read(), order)
    except (apart.Exceeded, apart.Failed, OSError) as fault:
        raise DomainError(_FAULT) from fault
    if "refused" in told:
        raise DomainError(_FAULT)
    return made, "application/pdf" if pdf else "image/jpeg"
