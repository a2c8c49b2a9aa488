"""Rows of trust (守信失信): objections to a line of the record, and entries of the lists. The record itself is computed."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from cases.models import Party, PriorRecord
from cases.models.constraints import one_of
from pledges.models import Pledge
from xinglongtai.core.display import cn_date
from xinglongtai.core.models import Bureau, Officer

from .status import (
    CORRECTIONS,
    LIST_TONE,
    OBJECTION_TONE,
    Kind,
    ListKind,
    ListState,
    ObjectionState,
    ObjectionWay,
    Source,
)

__all__ = ["TrustListing", "TrustObjection"]


class TrustObjection(models.Model):
    """The party objects to one line; legal staff decide with a reason. ``computed`` is the word the line had then.

    ``line`` tells the line in words, so that the objection can be read after an import was undone.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="trust_objections", verbose_name="机关")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="trust_objections", verbose_name="当事人")
    source = models.CharField("来源", max_length=10, choices=Source)
    pledge = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, null=True, blank=True, related_name="trust_objections", verbose_name="承诺"
    )
    prior = models.ForeignKey(
        PriorRecord,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="trust_objections",
        verbose_name="历史记录",
    )
    line = models.CharField("记录", max_length=400)
    computed = models.CharField("系统认定", max_length=10, choices=Kind)
    raised_by = models.CharField("提出人", max_length=60)
    way = models.CharField("提出方式", max_length=10, choices=ObjectionWay)
    raised_on = models.DateField("提出日期")
    words = models.CharField("异议内容", max_length=500)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_on = models.DateField("登记日期")
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.PENDING)
    corrected_to = models.CharField("更正为", max_length=10, choices=CORRECTIONS, blank=True)
    decided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    reason = models.CharField("决定理由", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "守信记录异议"
        verbose_name_plural = "守信记录异议"
        ordering = ["pk"]
        constraints = [
            one_of("source", Source, "trustobjection_source_known"),
            one_of("state", ObjectionState, "trustobjection_state_known"),
            one_of("way", ObjectionWay, "trustobjection_way_known"),
            one_of("computed", Kind, "trustobjection_computed_known"),
            models.CheckConstraint(
                condition=Q(source="pledge", pledge__isnull=False, prior__isnull=True)
                | Q(source="prior", pledge__isnull=True),
                name="trustobjection_one_line",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", corrected_to="")
                | (Q(state="accepted") & ~Q(corrected_to="") & ~Q(reason=""))
                | (Q(state="rejected", corrected_to="") & ~Q(reason="")),
                name="trustobjection_decision_has_reason",
            ),
            models.UniqueConstraint(
                fields=["pledge"], condition=Q(state="pending", source="pledge"), name="trustobjection_pledge_once"
            ),
            models.UniqueConstraint(
                fields=["prior"], condition=Q(state="pending", source="prior"), name="trustobjection_prior_once"
            ),
        ]

    def __str__(self):
        return self.line

    @property
    def tone(self) -> str:
        return OBJECTION_TONE[ObjectionState(self.state)]

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the party."""
        return f"party:{self.party_id}"


class TrustListing(models.Model):
    """One party on one list: proposed by legal staff with a basis, decided by a leader, for a time. Lapses by itself.

    ``record`` keeps the lines of the party's record as they stood at the proposal: {"title", "kind", "words"}.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="trust_listings", verbose_name="机关")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="trust_listings", verbose_name="当事人")
    kind = models.CharField("名单", max_length=10, choices=ListKind)
    state = models.CharField("状态", max_length=10, choices=ListState, default=ListState.PROPOSED)
    basis_document = models.CharField("依据文件", max_length=200)
    basis_article = models.TextField("依据条文", max_length=1000)
    facts = models.CharField("事实和理由", max_length=1000)
    measures = models.CharField("激励（惩戒）措施", max_length=500)
    record = models.JSONField("提议时的守信记录", default=list)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="提议人")
    proposed_on = models.DateField("提议日期")
    noticed_on = models.DateField("告知当事人日期", null=True, blank=True)
    notice = models.CharField("告知方式和送达情况", max_length=300, blank=True)
    reply = models.CharField("当事人意见", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decision_note = models.CharField("决定意见", max_length=500, blank=True)
    ended_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移出人"
    )
    ended_on = models.DateField("移出日期", null=True, blank=True)
    end_reason = models.CharField("移出理由", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "守信失信名单"
        verbose_name_plural = "守信失信名单"
        ordering = ["-pk"]
        constraints = [
            one_of("kind", ListKind, "trustlisting_kind_known"),
            one_of("state", ListState, "trustlisting_state_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="trustlisting_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(basis_document="") & ~Q(basis_article=""), name="trustlisting_has_basis"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="trustlisting_second_person",
            ),
            models.CheckConstraint(
                condition=~(Q(kind="discipline") & Q(state="entered") & Q(noticed_on__isnull=True)),
                name="trustlisting_notice_before_discipline",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="trustlisting_end_has_reason",
            ),
            models.UniqueConstraint(
                fields=["party", "kind"], condition=Q(state="proposed"), name="trustlisting_one_proposal"
            ),
        ]
        indexes = [models.Index(fields=["bureau", "state", "ends_on"], name="trustlisting_in_force")]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.party}"

    @property
    def tone(self) -> str:
        return LIST_TONE[ListState(self.state)]

    @property
    def thread(self) -> str:
        """Key of its timeline."""
        return f"trust_listing:{self.pk}"

    def in_force(self, on: date) -> bool:
        """Whether the party stands on the list on ``on`` (both ends included)."""
        return self.state == ListState.ENTERED and self.starts_on <= on <= self.ends_on

    def standing(self, on: date) -> tuple[str, str]:
        """(words, tone) on ``on``: an entry lapses by its day, nobody has to do anything."""
        if self.state != ListState.ENTERED:
            return self.get_state_display(), self.tone
        if on < self.starts_on:
            return f"已决定，{cn_date(self.starts_on)}开始", "info"
        if on > self.ends_on:
            return "已到期", "neutral"
        return "在列", "good" if self.kind == ListKind.INCENTIVE else "danger"
