"""What people decide in an evaluation, and a year's report once it is frozen."""

from django.db import models

from cases.models.constraints import one_of
from catalog.models import Item
from xinglongtai.core.models import Bureau, IssuedDocument, Officer

from .status import Decision, ReportState, Suggestion


class EvaluationReport(models.Model):
    """One year's evaluation of one bureau. Frozen, it keeps the figures as JSON and the paper as an issued document."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="evaluations", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.OPEN)
    figures = models.JSONField("定稿时的数据", default=dict, blank=True)
    document = models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluation",
        verbose_name="文书",
    )
    frozen_on = models.DateField("定稿日期", null=True, blank=True)
    frozen_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定稿人"
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "年度实施评估报告"
        verbose_name_plural = "年度实施评估报告"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year"], name="evaluation_one_a_year"),
            one_of("state", ReportState, "evaluation_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=ReportState.OPEN, document__isnull=True, frozen_on__isnull=True)
                | models.Q(
                    state=ReportState.FROZEN,
                    document__isnull=False,
                    frozen_on__isnull=False,
                    frozen_by__isnull=False,
                ),
                name="evaluation_frozen_is_issued",
            ),
        ]

    def __str__(self):
        return f"{self.year}年度实施评估报告"

    @property
    def frozen(self) -> bool:
        return self.state == ReportState.FROZEN

    @property
    def thread(self) -> str:
        """Key of the report's timeline."""
        return f"evaluation:{self.bureau_id}:{self.year}"


class ItemEvaluation(models.Model):
    """What the legal staff decided on one item for one year, with the figures and the suggestion they saw."""

    report = models.ForeignKey(EvaluationReport, on_delete=models.PROTECT, related_name="items", verbose_name="报告")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="evaluations", verbose_name="清单事项")
    figures = models.JSONField("决定时的数据")
    suggestion = models.CharField("决定时的建议", max_length=10, choices=Suggestion)
    suggestion_reason = models.CharField("建议的理由", max_length=600)
    decision = models.CharField("决定", max_length=10, choices=Decision)
    reason = models.CharField("决定的理由", max_length=500)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="决定人")
    decided_on = models.DateField("决定日期")
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "事项评估决定"
        verbose_name_plural = "事项评估决定"
        ordering = ["report", "item"]
        constraints = [
            models.UniqueConstraint(fields=["report", "item"], name="itemevaluation_once"),
            one_of("suggestion", Suggestion, "itemevaluation_suggestion_known"),
            one_of("decision", Decision, "itemevaluation_decision_known"),
        ]

    def __str__(self):
        return f"{self.item.number} {self.get_decision_display()}"
