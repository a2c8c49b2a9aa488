"""Points of each line, and findings (问题) that go between reviewer and handler."""

from datetime import date

from django.db import models
from django.db.models import Q

from cases.models.constraints import one_of
from xinglongtai.core.models import Officer

from ..querysets import FindingQuerySet
from ..status import FINDING_TONE, FindingState, Judged, StepKind
from .drawing import FileReview
from .standard import StandardLine


class LineScore(models.Model):
    """What the reviewer gave for one line, beside what the system had said. ``given`` empty and not ``skipped``: not answered yet.

    For a veto line ``failed`` is the answer and ``given`` stays empty; ``answered`` says that somebody looked.
    """

    review = models.ForeignKey(FileReview, on_delete=models.CASCADE, related_name="scores", verbose_name="评查")
    line = models.ForeignKey(StandardLine, on_delete=models.PROTECT, related_name="+", verbose_name="评查内容")
    answered = models.BooleanField("已评", default=False)
    given = models.PositiveSmallIntegerField("得分", null=True, blank=True)
    skipped = models.BooleanField("不适用", default=False)
    failed = models.BooleanField("触发否决", default=False)
    judged = models.CharField("系统预判", max_length=10, choices=Judged, blank=True)
    judged_why = models.CharField("预判理由", max_length=500, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    raises = models.BooleanField("发回办案人", default=False)

    class Meta:
        verbose_name = "评查得分"
        verbose_name_plural = "评查得分"
        ordering = ["line__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "line"], name="linescore_once"),
            models.CheckConstraint(condition=Q(judged__in=["", *Judged.values]), name="linescore_judged_known"),
            models.CheckConstraint(
                condition=Q(answered=False) | Q(skipped=True) | Q(given__isnull=False), name="linescore_answered_whole"
            ),
        ]

    def __str__(self):
        return f"{self.line}：{'不适用' if self.skipped else self.given}"

    @property
    def lost(self) -> bool:
        """Whether the line cost points or triggered the veto."""
        if not self.answered or self.skipped:
            return False
        return self.failed or (not self.line.veto and self.given < self.line.points)

    @property
    def differs(self) -> bool:
        """Whether the reviewer saw it otherwise than the system."""
        if not self.answered or self.judged not in {Judged.HELD, Judged.NOT_HELD}:
            return False
        return self.skipped or self.lost != (self.judged == Judged.NOT_HELD)


class Finding(models.Model):
    """A fault found in a file, sent back to its handler with a day by which to answer (working days, inclusive)."""

    review = models.ForeignKey(FileReview, on_delete=models.PROTECT, related_name="findings", verbose_name="评查")
    line = models.ForeignKey(StandardLine, on_delete=models.PROTECT, related_name="findings", verbose_name="评查内容")
    handler = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="答复人")
    words = models.CharField("问题", max_length=500)
    raised_on = models.DateField("提出日期")
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=10, choices=FindingState, default=FindingState.OPEN)
    closed_on = models.DateField("了结日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "评查意见"
        verbose_name_plural = "评查意见"
        ordering = ["due_on", "pk"]
        constraints = [
            one_of("state", FindingState, "finding_state_known"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("raised_on")), name="finding_due_after_raised"),
            models.UniqueConstraint(fields=["review", "line"], name="finding_once_a_line"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="finding_due")]

    def __str__(self):
        return self.words

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.review.case_id}"

    @property
    def tone(self) -> str:
        return FINDING_TONE[FindingState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state == FindingState.OPEN

    @property
    def is_answered(self) -> bool:
        return self.state == FindingState.ANSWERED

    def is_overdue(self, on: date) -> bool:
        """Whether the handler's answer is late on ``on``; due today is not."""
        return self.is_open and self.due_on < on


class FindingStep(models.Model):
    """An answer of the handler, or what the reviewer said to it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps", verbose_name="评查意见")
    kind = models.CharField("办理", max_length=12, choices=StepKind)
    words = models.CharField("内容", max_length=1000, blank=True)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="办理人")
    on = models.DateField("日期")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "评查意见的办理"
        verbose_name_plural = "评查意见的办理"
        ordering = ["pk"]
        constraints = [one_of("kind", StepKind, "finding_step_kind_known")]

    def __str__(self):
        return self.get_kind_display()
