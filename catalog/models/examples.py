"""What legal staff keep beside an item: its own test cases, and candidates for the next batch."""

from django.db import models

from ..eligibility.vocabulary import VERDICTS
from ..status import CandidateState
from .checks import one_of
from .items import Item


class ItemExample(models.Model):
    """A test case of an item (测试情形): given these facts, the sheet must say this. Must hold before 发布."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="examples", verbose_name="清单事项")
    title = models.CharField("情形", max_length=120, help_text="如 十天内补办、初次发现、没有造成危害")
    facts = models.JSONField("事实", default=dict, help_text="与“各项都符合”的情形不同之处")
    verdict = models.CharField("应得结论", max_length=24, choices=list(VERDICTS.items()))
    sort = models.PositiveSmallIntegerField("顺序", default=0)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    updated_by = models.ForeignKey(
        "core.Officer", on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="修改人"
    )

    class Meta:
        verbose_name = "测试情形"
        verbose_name_plural = "测试情形"
        ordering = ["item", "sort", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "title"], name="itemexample_unique_title")]

    def __str__(self):
        return self.title


class Candidate(models.Model):
    """A violation off the list whose leniency was approved: it may become an item of the next batch.

    ``origin`` names the case in words, since a lower room does not know cases.
    """

    bureau = models.ForeignKey("core.Bureau", on_delete=models.PROTECT, related_name="candidates", verbose_name="机关")
    origin = models.CharField("来自", max_length=60, help_text="案件编号")
    origin_url = models.CharField(max_length=200, blank=True, editable=False)
    violation = models.CharField("违法行为", max_length=200)
    violated = models.CharField("违反条款", max_length=300, blank=True)
    penalty = models.CharField("处罚条款", max_length=300, blank=True)
    basis = models.CharField("同意适用的依据", max_length=300, blank=True)
    scope = models.CharField("同意适用的范围", max_length=300, blank=True)
    reasons = models.TextField("同意适用的理由", blank=True)
    proposed_on = models.DateField("列入日期")
    proposed_by = models.ForeignKey("core.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="列入人")
    state = models.CharField("状态", max_length=10, choices=CandidateState, default=CandidateState.OPEN, editable=False)
    item = models.ForeignKey(
        Item,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="candidates",
        verbose_name="纳入为",
    )
    decided_on = models.DateField("处理日期", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        "core.Officer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="处理人",
    )
    decision_note = models.CharField("处理说明", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "候选事项"
        verbose_name_plural = "候选事项"
        ordering = ["state", "-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "origin", "violation"], name="candidate_once"),
            one_of("state", CandidateState, "candidate_state"),
        ]

    def __str__(self):
        return f"{self.violation}（{self.origin}）"
