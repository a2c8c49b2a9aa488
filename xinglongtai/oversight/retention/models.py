"""Rows of retention: holds on cases, and what was taken out when."""

from django.db import models
from django.db.models import Q

from cases.models import Case, Party
from cases.querysets import reach
from xinglongtai.core.models import Officer

__all__ = ["CaseHold", "Deidentified"]


class CaseHoldQuerySet(models.QuerySet):
    """Holds as rows."""

    def live(self):
        """Not lifted."""
        return self.filter(lifted_at=None)

    def visible_to(self, officer):
        """Holds of cases within the officer's reach."""
        limit = reach(officer, "case__")
        return self.none() if limit is None else self.filter(limit)


class CaseHold(models.Model):
    """保留: the personal data of a case stays, whatever its years, while a reconsideration, a lawsuit or an audit goes on."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds", verbose_name="案件")
    reason = models.CharField("保留原因", max_length=200)
    set_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="设置人")
    set_at = models.DateTimeField("设置时间", auto_now_add=True)
    lift_reason = models.CharField("解除原因", max_length=200, blank=True)
    lifted_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解除人"
    )
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)

    objects = CaseHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "保留"
        verbose_name_plural = "保留"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at=None), name="casehold_one_live"),
            models.CheckConstraint(condition=~Q(reason=""), name="casehold_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="casehold_lifted_whole",
            ),
        ]

    def __str__(self):
        return self.reason

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.case_id}"


class Deidentified(models.Model):
    """That the personal data of a case, or of a party, was taken out on ``on``. Never taken back: it is gone."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="deidentified", verbose_name="案件"
    )
    party = models.OneToOneField(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="deidentified", verbose_name="当事人"
    )
    on = models.DateField("日期")

    class Meta:
        verbose_name = "去标识化"
        verbose_name_plural = "去标识化"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True, party__isnull=False) | Q(case__isnull=False, party__isnull=True),
                name="deidentified_case_or_party",
            )
        ]

    def __str__(self):
        return f"去标识化 {self.on}"
