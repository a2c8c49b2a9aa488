"""What was checked before a pledge could be offered: history, sheet, legal review."""

from django.db import models

from catalog.models import Item
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.vault.fields import ClosedField
from xinglongtai.core.vault.marks import MarkField

from ..status import CheckResult, CheckSource, DecisionState, ItemMatch, ReviewReason, ReviewVerdict
from .case import Case, Violation
from .constraints import one_of


class PriorRecord(models.Model):
    """A penalty or pledge from before this system, imported so that the first-offence check knows the past.

    ``breached``: a pledge that was not kept. ``corrected``: what was promised or ordered was put right. Neither: not known.
    ``item_match`` says how the item was found; :data:`ItemMatch.LIKELY` is a likeness of words and decides nothing by itself.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="prior_records", verbose_name="机关")
    party_name = models.CharField("当事人名称", max_length=200)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    registration_no = models.CharField("旧注册号", max_length=15, blank=True)
    id_number = ClosedField("身份证号", max_length=18, blank=True)
    id_mark = MarkField(of="id_number")
    address = models.CharField("地址", max_length=200, blank=True)
    address_key = models.CharField(max_length=200, editable=False, blank=True, db_index=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, verbose_name="清单事项")
    item_match = models.CharField("事项对应方式", max_length=10, choices=ItemMatch, blank=True)
    violation = models.CharField("违法行为", max_length=200)
    act_on = models.DateField("违法日期")
    pledge_number = models.CharField("承诺书编号", max_length=80, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    outcome = models.CharField("处理结果", max_length=60, blank=True)
    breached = models.BooleanField("未履行承诺", default=False)
    corrected = models.BooleanField("已整改到位", default=False)
    note = models.CharField("备注", max_length=300, blank=True)
    source = models.CharField("来源", max_length=60)

    class Meta:
        verbose_name = "历史记录"
        verbose_name_plural = "历史记录"
        ordering = ["-act_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(item_match="") | models.Q(item_match__in=ItemMatch.values), name="prior_match_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(breached=True, corrected=True), name="prior_not_both_kept_and_broken"
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "party_name"], name="prior_bureau_name"),
            models.Index(fields=["bureau", "id_mark"], name="prior_bureau_id_mark"),
        ]

    def __str__(self):
        return f"{self.party_name} {self.violation}"

    @property
    def identity(self) -> str:
        """The number that identifies the party best; "" where the sheet had none, then the record is only a hint."""
        return self.uscc or self.registration_no or self.id_number


class FirstOffenceCheck(models.Model):
    """One source searched for earlier violations of the same kind (首违核查), with time, person and result."""

    violation = models.ForeignKey(
        Violation, on_delete=models.CASCADE, related_name="history_checks", verbose_name="违法行为"
    )
    source = models.CharField("核查来源", max_length=20, choices=CheckSource)
    result = models.CharField("结果", max_length=20, choices=CheckResult)
    window_from = models.DateField("核查起始日")
    found = models.JSONField("发现的记录", default=list, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    evidence = models.ForeignKey(
        "cases.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="查询截图"
    )
    checked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="核查人")
    checked_at = models.DateTimeField("核查时间", auto_now_add=True)

    class Meta:
        verbose_name = "首违核查"
        verbose_name_plural = "首违核查"
        ordering = ["pk"]
        constraints = [
            one_of("source", CheckSource, "check_source_known"),
            one_of("result", CheckResult, "check_result_known"),
            models.UniqueConstraint(fields=["violation", "source"], name="check_once_a_source"),
        ]

    def __str__(self):
        return f"{self.get_source_display()}：{self.get_result_display()}"


class Assessment(models.Model):
    """The eligibility sheet (适用核查表) of one violation as it was made; the newest one is ``current``.

    ``rule`` and ``law_versions`` freeze the item version and the law versions used; ``decided_verdict`` is the legal
    section's word where the sheet alone could not decide.
    """

    violation = models.ForeignKey(
        Violation, on_delete=models.CASCADE, related_name="assessments", verbose_name="违法行为"
    )
    made_on = models.DateField("核查日期")
    facts = models.JSONField("事实")
    rule = models.JSONField("清单事项规则", null=True)
    law_versions = models.JSONField("法律版本", default=list)
    sheet = models.JSONField("核查表")
    verdict = models.CharField("结论", max_length=30, choices=ReviewVerdict)
    decided_verdict = models.CharField("法制审核结论", max_length=30, choices=ReviewVerdict, blank=True)
    override_reason = models.CharField("不同意见及理由", max_length=500, blank=True)
    is_current = models.BooleanField("现行", default=True)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="核查人")
    made_at = models.DateTimeField("核查时间", auto_now_add=True)

    class Meta:
        verbose_name = "适用核查表"
        verbose_name_plural = "适用核查表"
        ordering = ["-pk"]
        constraints = [
            one_of("verdict", ReviewVerdict, "assessment_verdict_known"),
            models.UniqueConstraint(
                fields=["violation"], condition=models.Q(is_current=True), name="assessment_one_current"
            ),
        ]
        indexes = [models.Index(fields=["-made_on", "-id"], name="assessment_day")]

    def __str__(self):
        return self.get_verdict_display()

    @property
    def open_lines(self) -> list[dict]:
        """Lines of the sheet that are not met or not known, in order."""
        return [line for line in self.sheet["lines"] if line["outcome"] != "met"]

    @property
    def met_lines(self) -> list[dict]:
        """Lines of the sheet that are met, in order."""
        return [line for line in self.sheet["lines"] if line["outcome"] == "met"]

    @property
    def effective_verdict(self) -> str:
        """The legal section's decision where there is one, else the sheet's own verdict."""
        return self.decided_verdict or self.verdict


class Review(models.Model):
    """A request to legal staff about one violation's sheet, and their decision (办案人员 ≠ 审核人员)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews", verbose_name="案件")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reviews")
    reasons = models.JSONField("审核事由", default=list)
    request_note = models.CharField("送审说明", max_length=500, blank=True)
    requested_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="送审人")
    requested_at = models.DateTimeField("送审时间", auto_now_add=True)
    state = models.CharField("状态", max_length=20, choices=DecisionState, default=DecisionState.PENDING)
    decided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decision_note = models.CharField("审核意见", max_length=500, blank=True)
    approved_basis = models.CharField("适用依据", max_length=300, blank=True, help_text="清单外同意适用的法律依据")
    approved_scope = models.CharField("适用范围", max_length=300, blank=True, help_text="这项同意管到哪里")
    claimed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="正在审的人"
    )
    claimed_at = models.DateTimeField("开始审的时间", null=True, blank=True)

    class Meta:
        verbose_name = "法制审核"
        verbose_name_plural = "法制审核"
        ordering = ["-pk"]
        constraints = [
            one_of("state", DecisionState, "review_state_known"),
            models.UniqueConstraint(
                fields=["assessment"], condition=models.Q(state="pending"), name="review_one_pending"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                name="review_second_person",
            ),
        ]
        indexes = [models.Index(fields=["state", "requested_at"], name="review_queue")]

    def __str__(self):
        return f"法制审核 {self.get_state_display()}"

    @property
    def reason_labels(self) -> list[str]:
        return [ReviewReason(r).label for r in self.reasons]

    @property
    def is_pending(self) -> bool:
        return self.state == DecisionState.PENDING

    @property
    def is_off_list(self) -> bool:
        """Whether an approval would apply art. 33 without an item."""
        return ReviewReason.OFF_LIST in self.reasons

    @property
    def opinion(self) -> str:
        """The decision in the legal section's own words; "" while it waits."""
        if self.state == DecisionState.WITHDRAWN:
            return "退回补充" if self.decided_at else "随案退回"
        return {DecisionState.APPROVED: "同意适用", DecisionState.REJECTED: "不同意适用"}.get(self.state, "")

    @property
    def tone(self) -> str:
        return {DecisionState.APPROVED: "good", DecisionState.REJECTED: "danger", DecisionState.PENDING: "warn"}.get(
            self.state, "neutral"
        )

    def holder(self, since):
        """Who is reading this review, if they said so after the moment ``since``; ``None`` otherwise."""
        return self.claimed_by if self.claimed_at and self.claimed_at > since else None
