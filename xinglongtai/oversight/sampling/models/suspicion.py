"""疑点线索: what a rule model found. A suspicion is no accusation; the people concerned never see it here."""

from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.models.constraints import one_of
from xinglongtai.core.models import Bureau, Officer

from ..querysets import SuspicionQuerySet
from ..status import SUSPICION_TONE, SuspicionState
from .drawing import Drawing


class Suspicion(models.Model):
    """One thing that a rule found. ``key`` names it across runs, so it is found once; ``digest`` says what was seen last.

    ``details`` are the lines of evidence: {"words", "case", "evidence"}. ``concerned`` are the officers it touches.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="suspicions", verbose_name="机关")
    rule = models.CharField("规则", max_length=30)
    key = models.CharField(max_length=120, editable=False)
    summary = models.CharField("概要", max_length=300)
    details = models.JSONField("证据", default=list)
    digest = models.CharField(max_length=64, editable=False)
    cases = models.ManyToManyField(Case, related_name="suspicions", verbose_name="案件")
    concerned = models.ManyToManyField(Officer, related_name="+", verbose_name="有关人员")
    found_on = models.DateField("发现日期")
    seen_on = models.DateField("最近一次仍存在")
    state = models.CharField("状态", max_length=12, choices=SuspicionState, default=SuspicionState.OPEN)
    reason = models.CharField("处理说明", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    decided_on = models.DateField("处理日期", null=True, blank=True)
    decided_digest = models.CharField(max_length=64, blank=True, editable=False)
    drawing = models.ForeignKey(
        Drawing, on_delete=models.PROTECT, null=True, blank=True, related_name="suspicions", verbose_name="专项评查"
    )
    version = models.PositiveIntegerField(default=1)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = "疑点线索"
        verbose_name_plural = "疑点线索"
        ordering = ["-found_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "rule", "key"], name="suspicion_once"),
            one_of("state", SuspicionState, "suspicion_state_known"),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(reason="") & Q(decided_by__isnull=False) & Q(decided_on__isnull=False)),
                name="suspicion_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="to_review") | Q(drawing__isnull=False), name="suspicion_to_review_has_drawing"
            ),
        ]
        indexes = [models.Index(fields=["bureau", "state"], name="suspicion_state")]

    def __str__(self):
        return self.summary

    @property
    def thread(self) -> str:
        """Key of a timeline of its own: that of the case is read by the people concerned."""
        return f"suspicion:{self.pk}"

    @property
    def tone(self) -> str:
        return SUSPICION_TONE[SuspicionState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state == SuspicionState.OPEN

    @property
    def renewed(self) -> bool:
        """Whether something new was seen since it was decided on."""
        return not self.is_open and self.digest != self.decided_digest
