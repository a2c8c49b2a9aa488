"""The papers of a case besides the pledge letter: 笔录, 通知书, 审批表, 决定书, 回证."""

from django.db import models

from cases.models import Case, Disposition
from cases.models.constraints import one_of
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Bureau, IssuedDocument, Officer
from xinglongtai.core.roles import allowed
from xinglongtai.core.vault.parts import PartlyClosedField

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

    @property
    def target(self) -> int | None:
        """Key of the recheck or proposal the paper tells of, if it tells of one."""
        return self.recheck_id or self.disposition_id

    @property
    def number(self) -> str:
        """Its number; where another register numbers it, that one."""
        return self.document.number_text or self.document.snapshot.get("number", "")


class PaperDraft(models.Model):
    """What somebody typed for a paper that is not issued yet: only what differs from what the case says by itself.

    ``target`` is the recheck or proposal it tells of, 0 for none.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="paper_drafts", verbose_name="案件")
    kind = models.CharField("文书种类", max_length=30, choices=PaperKind)
    target = models.PositiveBigIntegerField(default=0)
    values = PartlyClosedField("填写内容", default=dict)
    updated_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="填写人")
    updated_at = models.DateTimeField("填写时间", auto_now=True)

    class Meta:
        verbose_name = "文书草稿"
        verbose_name_plural = "文书草稿"
        ordering = ["pk"]
        constraints = [
            one_of("kind", PaperKind, "paper_draft_kind_known"),
            models.UniqueConstraint(fields=["case", "kind", "target"], name="paper_draft_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}（草稿）"


class PaperWording(models.Model):
    """A version of the words of one kind of paper in one bureau. Its words never change: editing makes a new version, used once a
    second person of the legal section has approved it. ``notes`` say where the words come from and what is 待核实.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="wordings", verbose_name="机关")
    kind = models.CharField("文书种类", max_length=30, choices=PaperKind)
    version_no = models.PositiveIntegerField("版本")
    title = models.CharField("标题", max_length=40)
    paragraphs = models.TextField("正文", max_length=20000, help_text="一行一段")
    notes = models.TextField("来源和待核实事项", max_length=2000, blank=True)
    created_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")
    created_at = models.DateTimeField("修改时间", auto_now_add=True)
    approved_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    approved_at = models.DateTimeField("启用时间", null=True, blank=True)

    class Meta:
        verbose_name = "文书模板文字"
        verbose_name_plural = "文书模板文字"
        ordering = ["kind", "-version_no"]
        permissions = [("approve_paperwording", "可以启用文书模板文字")]
        constraints = [
            one_of("kind", PaperKind, "paper_wording_kind_known"),
            models.UniqueConstraint(fields=["bureau", "kind", "version_no"], name="paper_wording_version_once"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("created_by")),
                name="paper_wording_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True, approved_at__isnull=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="paper_wording_approved_whole",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} 第{self.version_no}版"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            stored = type(self)._base_manager.filter(pk=self.pk).values(*_WORDS, "approved_at").get()
            if stored["approved_at"] or any(stored[name] != getattr(self, name) for name in _WORDS):
                raise TransitionRefused("模板文字的版本不能修改。请另存为新版本。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TransitionRefused("模板文字的版本不能删除。")


#: What a version says; never changed after it was written.
_WORDS = ("bureau_id", "kind", "version_no", "title", "paragraphs", "notes", "created_by_id")
