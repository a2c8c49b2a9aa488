"""Decisions of others about a case: its outcome, and the longer verification clock."""

from django.db import models

from xinglongtai.core.display import acting_person
from xinglongtai.core.models import Officer

from ..status import ApprovalKind, CaseStatus, DecisionState, Outcome, approval_kind
from .case import Case
from .constraints import one_of


class Decided(models.Model):
    """A request that somebody else decides on: its state, who decided, when, with what words."""

    state = models.CharField("状态", max_length=20, choices=DecisionState, default=DecisionState.PENDING)
    decided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_for = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="代谁审批",
        help_text="空：以自己的审批权",
    )
    decided_on = models.DateField("审批日期", null=True, blank=True)
    decision_note = models.CharField("审批意见", max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def decider(self) -> str:
        """Who decided, «孙三（中心所）代卫局（兴隆台局）» for a deputy; "" while it waits. Read with both people's units."""
        return acting_person(self.decided_by, self.decided_for)


class Disposition(Decided):
    """A proposed outcome (处理意见) and what became of it. Nobody decides on their own proposal."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dispositions", verbose_name="案件")
    outcome = models.CharField("拟处理结果", max_length=20, choices=Outcome)
    basis = models.CharField("法律依据", max_length=300)
    reason = models.TextField("理由", max_length=2000)
    decision_number = models.CharField("决定文号", max_length=80, blank=True)
    from_status = models.CharField(max_length=20, choices=CaseStatus, editable=False)
    proposed_on = models.DateField("提出日期")
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    endorsed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="初审人"
    )
    endorsed_for = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代谁初审"
    )
    endorsed_on = models.DateField("初审日期", null=True, blank=True)
    endorse_note = models.CharField("初审意见", max_length=500, blank=True)
    usual_outcome = models.CharField("同类案件多数处理结果", max_length=20, choices=Outcome, blank=True)
    unlike_reason = models.CharField("与同类案件处理不同的理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "处理意见"
        verbose_name_plural = "处理意见"
        ordering = ["-pk"]
        constraints = [
            one_of("outcome", Outcome, "disposition_outcome_known"),
            one_of("state", DecisionState, "disposition_state_known"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["pending", "endorsed"]),
                name="disposition_one_open",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}（{self.get_state_display()}）"

    @property
    def is_open(self) -> bool:
        return self.state in {DecisionState.PENDING, DecisionState.ENDORSED}

    @property
    def kind(self) -> ApprovalKind:
        """处理意见, 转立案 or 移送."""
        return approval_kind(self.outcome)

    @property
    def endorser(self) -> str:
        """Who gave the first step, as :attr:`decider`."""
        return acting_person(self.endorsed_by, self.endorsed_for)


class ClockExtension(Decided):
    """Fifteen more working days for verification, approved by a leader, once (程序规定 18)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clock_extensions", verbose_name="案件")
    reason = models.CharField("延长理由", max_length=500)
    requested_on = models.DateField("申请日期")
    requested_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="申请人")

    class Meta:
        verbose_name = "核查期限延长"
        verbose_name_plural = "核查期限延长"
        ordering = ["-pk"]
        constraints = [
            one_of("state", DecisionState, "clock_extension_state_known"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["pending", "approved"]),
                name="clock_extension_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["case"], condition=models.Q(state__in=["pending", "endorsed"]), name="clock_extension_waiting"
            )
        ]

    def __str__(self):
        return f"延长核查期限（{self.get_state_display()}）"

    @property
    def kind(self) -> ApprovalKind:
        """How the inbox tells it apart."""
        return ApprovalKind.CLOCK
