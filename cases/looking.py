"""Why somebody looks at personal numbers or scans (个人信息查看事由): the usual purposes, and the words of one reason. Pure."""

from dataclasses import dataclass

from django.db import models

from xinglongtai.core.errors import DomainError
from xinglongtai.core.privacy.masking import hide_numbers

#: How long the free words may be.
MOST = 100


class Purpose(models.TextChoices):
    """What personal numbers and scans are usually looked at for."""

    IDENTIFY = "identify", "办案：核对当事人身份"
    CONTACT = "contact", "办案：联系、送达"
    PAPERS = "papers", "办案：制作、核对文书"
    COPYING = "copying", "抄录到办案系统"
    REVIEW = "review", "法制审核、审批"
    CHECKING = "checking", "案卷评查、督办"
    HANDING = "handing", "归档、移送、复议诉讼"
    REPORTING = "reporting", "依法向上级或者其他机关报送"
    OTHER = "other", "其他（请说明）"


class ReasonNeeded(DomainError):
    """Numbers and scans are shown once it is said what for."""


@dataclass(frozen=True)
class Reason:
    """A purpose, and free words where it wants them. ``stated``: said just now, not remembered from minutes ago."""

    purpose: str
    note: str = ""
    stated: bool = True

    @property
    def words(self) -> str:
        """As the timeline tells it."""
        label = Purpose(self.purpose).label
        if self.purpose == Purpose.OTHER:
            return self.note
        return f"{label}，{self.note}" if self.note else label


def reason(purpose: str, note: str = "") -> Reason:
    """A stated reason. ReasonNeeded for none, or for «其他» without words; numbers typed into the words are taken out."""
    note = hide_numbers((note or "").strip())[:MOST]
    if purpose not in Purpose.values:
        raise ReasonNeeded("请选择查看用途。", field="purpose")
    if purpose == Purpose.OTHER and len(note) < 2:
        raise ReasonNeeded("选“其他”的，请写明用途（不要写姓名和号码）。", field="note")
    return Reason(purpose, note)
