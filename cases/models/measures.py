"""柔性措施: guidance, reminders, talks — with or without a case (policy 四(一)(二))."""

from django.db import models

from xinglongtai.core.models import Bureau, Officer, Unit

from ..querysets import MeasureQuerySet
from ..status import MeasureKind
from .case import Case
from .constraints import one_of
from .party import Party


class Measure(models.Model):
    """One soft measure given to a party: what was explained, by whom, when."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="measures", verbose_name="机关")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="measures", verbose_name="单位")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="measures", verbose_name="当事人")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="案件"
    )
    kind = models.CharField("措施", max_length=20, choices=MeasureKind)
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=200, blank=True)
    topic = models.CharField("事项", max_length=200)
    explained = models.TextField("讲明的内容", max_length=2000)
    laws = models.CharField("涉及的法律法规", max_length=300, blank=True)
    received_by = models.CharField("当事人方在场人", max_length=60, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="measures", verbose_name="实施人")
    co_officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="协同人"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    set_aside_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "柔性措施"
        verbose_name_plural = "柔性措施"
        ordering = ["-on", "-pk"]
        permissions = [("record_measure", "可以登记柔性措施")]
        constraints = [one_of("kind", MeasureKind, "measure_kind_known")]
        indexes = [
            models.Index(fields=["unit", "-on"], name="measure_unit_day"),
            models.Index(fields=["bureau", "-on", "-id"], name="measure_bureau_day"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.topic}"
