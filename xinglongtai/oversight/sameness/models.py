"""Rows of sameness (同案同罚)."""

from django.db import models

from cases.models import Case
from cases.models.constraints import one_of
from cases.status import Outcome
from xinglongtai.core.models import Bureau, Officer

from .status import Judgement

__all__ = ["SamenessDecision"]


class SamenessDecision(models.Model):
    """A word on one case that ended otherwise than its like: with the case it was compared to, and the facts as they stood.

    One a case and outcome it was held against: other cases with that outcome ask the same question, and it is answered.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sameness", verbose_name="案件")
    beside = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name="比对案件")
    beside_outcome = models.CharField("比对案件的处理结果", max_length=20, choices=Outcome)
    judgement = models.CharField("意见", max_length=20, choices=Judgement)
    reason = models.CharField("理由", max_length=500)
    facts = models.JSONField("比对的事实", default=dict)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="作出人")
    decided_on = models.DateField("作出日期")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "同案同罚比对意见"
        verbose_name_plural = "同案同罚比对意见"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            one_of("judgement", Judgement, "sameness_judgement_known"),
            one_of("beside_outcome", Outcome, "sameness_outcome_known"),
            models.UniqueConstraint(fields=["case", "beside_outcome"], name="sameness_once_a_question"),
            models.CheckConstraint(condition=~models.Q(case=models.F("beside")), name="sameness_two_cases"),
        ]

    def __str__(self):
        return f"案件 {self.case_id}：{self.get_judgement_display()}"

    @property
    def thread(self) -> str:
        """Key of the case's timeline."""
        return f"case:{self.case_id}"
