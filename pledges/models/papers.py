"""The papers of a case besides the pledge letter: 笔录, 通知书, 审批表, 决定书, 回证."""

from django.db import models

from cases.models import Case, Disposition
from cases.models.constraints import one_of
from xinglongtai.core.models import IssuedDocument, Officer
from xinglongtai.core.roles import allowed

from ..papers.kinds import PaperKind
from .pledge import Pledge, Recheck


class Paper(models.Model):
    """One issued paper of a case. What it says is frozen in ``document``; a correction is a new paper after 作废 of the old one.

    ``pledge``, ``recheck`` and ``disposition`` name what the paper tells of, where it tells of one. ``on`` is its 成文日期.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers", verbose_name="案件")
    kind = models.CharField("文书种类", max_length=30, choices=PaperKind)
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="paper", verbose_name="文书")
    on = models.DateField("成文日期")
    pledge = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="承诺"
    )
    recheck = models.ForeignKey(
        Recheck, on_delete=models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="复查"
    )
    disposition = models.ForeignKey(
        Disposition, on_delete=models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="处理意见"
    )

    class Meta:
        verbose_name = "案件文书"
        verbose_name_plural = "案件文书"
        ordering = ["pk"]
        constraints = [one_of("kind", PaperKind, "paper_kind_known")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.case_id}"

    @property
    def names_a_person(self) -> bool:
        """Whether an 身份证号 is printed on it (DOMAIN §7): its snapshot says so."""
        return bool(self.document.snapshot.get("names_a_person"))

    def readable_by(self, officer: Officer) -> bool:
        """Whether ``officer``, who sees the case, may also read the paper as it is printed."""
        return not self.names_a_person or allowed(officer, "cases.view_identity")
