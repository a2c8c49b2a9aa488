"""The pledge (承诺), its numbered letter, extension, materials, recheck and 督办."""

from datetime import date

from django.db import models

from cases.models import Case, Decided, Evidence
from cases.models.constraints import one_of
from cases.status import ApprovalKind, DecisionState
from xinglongtai.core.models import Bureau, IssuedDocument, Officer
from xinglongtai.core.roles import allowed

from ..letter import ID_NUMBER
from ..querysets import PledgeQuerySet
from ..status import OPEN, TONE, Delivery, PledgeMode, PledgeStatus, RecheckResult


class Pledge(models.Model):
    """A promise to correct. ``due_on`` is the day in force; ``agreed_on`` the day first agreed. Dates, inclusive."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pledges", verbose_name="案件")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="pledges", verbose_name="机关")
    mode = models.CharField("承诺方式", max_length=20, choices=PledgeMode)
    status = models.CharField("状态", max_length=20, choices=PledgeStatus, default=PledgeStatus.ISSUED)
    issued_on = models.DateField("签发日期")
    agreed_on = models.DateField("约定期限")
    due_on = models.DateField("改正期限")
    order_number = models.CharField("责令改正文号", max_length=80, blank=True)
    signed_on = models.DateField("签署日期", null=True, blank=True)
    signatory = models.CharField("签署人", max_length=60, blank=True)
    delivery = models.CharField("送达方式", max_length=20, choices=Delivery, blank=True)
    signed_scan = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字扫描件"
    )
    submitted_on = models.DateField("整改材料提交日", null=True, blank=True)
    closed_on = models.DateField("了结日期", null=True, blank=True)
    close_reason = models.CharField("作废/拒签原因", max_length=300, blank=True)
    answered_until = models.DateField(
        "督办答复承诺办结日",
        null=True,
        blank=True,
        help_text="最近一次督办的答复承诺在哪天前办结；到这天为止不列入逾期审查。当事人的改正期限不变",
    )
    #: 0 while something is still to be done, 1 afterwards: what is settled stands last in lists.
    settled_last = models.GeneratedField(
        expression=models.Case(models.When(status__in=sorted(OPEN), then=0), default=1),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺"
        verbose_name_plural = "承诺"
        ordering = ["due_on", "pk"]
        permissions = [
            ("issue_letter", "可以签发承诺书"),
            ("track_pledge", "可以跟踪承诺"),
            ("approve_extension", "可以审批延期"),
        ]
        constraints = [
            one_of("mode", PledgeMode, "pledge_mode_known"),
            one_of("status", PledgeStatus, "pledge_status_known"),
            models.CheckConstraint(
                condition=models.Q(agreed_on__gte=models.F("issued_on")), name="pledge_agreed_after_issue"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("agreed_on")), name="pledge_due_never_earlier"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(status__in=["issued", "signed", "submitted"]),
                name="pledge_one_live_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "status", "due_on"], name="pledge_bureau_due"),
            models.Index(fields=["bureau", "settled_last", "due_on", "id"], name="pledge_bureau_list"),
            models.Index(fields=["bureau", "-issued_on", "-id"], name="pledge_bureau_issued"),
            models.Index(fields=["bureau", "due_on", "id"], name="pledge_bureau_day"),
            models.Index(fields=["bureau", "-closed_on", "-id"], name="pledge_bureau_closed"),
            models.Index(
                fields=["bureau", "due_on", "id"],
                include=["case", "answered_until", "status"],
                condition=models.Q(status__in=sorted(OPEN)),
                name="pledge_open",
            ),
        ]

    def __str__(self):
        return f"承诺 {self.pk}"

    @property
    def tone(self) -> str:
        return TONE[PledgeStatus(self.status)]

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.case_id}"


class Letter(models.Model):
    """The numbered 柔性执法告知承诺书 of a pledge."""

    pledge = models.OneToOneField(Pledge, on_delete=models.PROTECT, related_name="letter", verbose_name="承诺")
    document = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="letter", verbose_name="文书"
    )

    class Meta:
        verbose_name = "承诺书"
        verbose_name_plural = "承诺书"
        ordering = ["-pk"]

    def __str__(self):
        return f"承诺书 {self.pk}"

    @property
    def number(self) -> str:
        """Its number, as printed."""
        return self.document.number_text

    @property
    def names_a_person(self) -> bool:
        """Whether an 身份证号 is printed on it (DOMAIN §7)."""
        return self.document.snapshot.get("party_code_label") == ID_NUMBER

    def readable_by(self, officer: Officer) -> bool:
        """Whether ``officer``, who sees the pledge, may also read the paper as it is printed."""
        return not self.names_a_person or allowed(officer, "cases.view_identity")


class Extension(Decided):
    """One more period for a pledge: asked before it is due, approved by somebody else, at most once."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="extensions", verbose_name="承诺")
    new_due_on = models.DateField("延期至")
    reason = models.CharField("延期理由", max_length=500)
    requested_on = models.DateField("申请日期")
    requested_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="申请人")

    class Meta:
        verbose_name = "延期"
        verbose_name_plural = "延期"
        ordering = ["-pk"]
        constraints = [
            one_of("state", DecisionState, "extension_state_known"),
            models.UniqueConstraint(
                fields=["pledge"], condition=models.Q(state__in=["pending", "approved"]), name="extension_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["pledge"], condition=models.Q(state__in=["pending", "endorsed"]), name="extension_waiting"
            )
        ]

    def __str__(self):
        return f"延期至 {self.new_due_on}（{self.get_state_display()}）"

    @property
    def kind(self) -> ApprovalKind:
        """How the inbox tells it apart."""
        return ApprovalKind.EXTENSION


class Submission(models.Model):
    """Correction materials handed in by the party (整改情况说明及相关证明材料)."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="submissions", verbose_name="承诺")
    on = models.DateField("提交日期")
    statement = models.TextField("整改情况说明", max_length=2000)
    files = models.ManyToManyField(Evidence, blank=True, related_name="+", verbose_name="证明材料")
    received_by = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="接收人",
        help_text="空：当事人网上提交",
    )
    client_key = models.UUIDField("当事人页面表单编号", null=True, blank=True, help_text="同一张表重复提交只登记一次")
    received_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "整改材料"
        verbose_name_plural = "整改材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "client_key"], name="submission_once_a_form"),
            models.CheckConstraint(
                condition=models.Q(received_by__isnull=False) | models.Q(client_key__isnull=False),
                name="submission_received_or_online",
            ),
        ]

    def __str__(self):
        return f"整改材料 {self.on}"

    @property
    def online(self) -> bool:
        """Whether the party sent it on its page."""
        return self.received_by_id is None


class Recheck(models.Model):
    """A recheck (复查) by two officers with one result of the closed list."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="rechecks", verbose_name="承诺")
    on = models.DateField("复查日期")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="复查人")
    co_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="复查人（二）")
    result = models.CharField("复查结果", max_length=20, choices=RecheckResult)
    note = models.CharField("复查情况", max_length=1000)
    photos = models.ManyToManyField(Evidence, blank=True, related_name="+", verbose_name="照片")
    remote = models.BooleanField("免到场复查", default=False)
    proof = models.OneToOneField(
        "pledges.RemoteProof",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recheck",
        verbose_name="当事人拍摄的照片",
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "复查"
        verbose_name_plural = "复查"
        ordering = ["pk"]
        constraints = [
            one_of("result", RecheckResult, "recheck_result_known"),
            models.CheckConstraint(condition=~models.Q(officer=models.F("co_officer")), name="recheck_two_officers"),
            models.CheckConstraint(
                condition=models.Q(remote=True, proof__isnull=False) | models.Q(remote=False, proof__isnull=True),
                name="recheck_remote_has_proof",
            ),
        ]

    def __str__(self):
        return f"{self.on} {self.get_result_display()}"


class UrgeQuerySet(models.QuerySet):
    """督办 as rows."""

    def visible_to(self, officer):
        """督办 of pledges the officer sees."""
        return self.filter(pledge__in=Pledge.objects.visible_to(officer))

    def unanswered(self):
        """Still asked for: no answer, and something is still to be done about the pledge."""
        return self.filter(answered_on=None, pledge__status__in=OPEN)

    def late(self, *, on: date):
        """Without an answer though the answer date has passed; an answer due today is not late. Rows from before answer dates
        were kept have none and count as late."""
        return self.unanswered().filter(models.Q(answer_by__lt=on) | models.Q(answer_by=None))


class Urge(models.Model):
    """督办: a supervisor asks about a pledge; the handler answers until ``answer_by`` and may promise when it will be settled.

    ``escalated_on``: the day it was reported to the leaders because no answer came; at most once.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="urges", verbose_name="承诺")
    on = models.DateField("督办日期")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="督办人")
    note = models.CharField("督办意见", max_length=500)
    answer = models.CharField("办理答复", max_length=500, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answer_by = models.DateField("答复期限", null=True, blank=True)
    promised_on = models.DateField("承诺办结日", null=True, blank=True)
    escalated_on = models.DateField("报局负责人日期", null=True, blank=True)

    objects = UrgeQuerySet.as_manager()

    class Meta:
        verbose_name = "督办"
        verbose_name_plural = "督办"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(promised_on=None)
                | models.Q(answered_on__isnull=False, promised_on__gte=models.F("answered_on")),
                name="urge_promise_with_answer",
            ),
        ]
        indexes = [models.Index(fields=["answered_on", "answer_by"], name="urge_unanswered")]

    def __str__(self):
        return f"{self.on} {self.note}"

    def late_on(self, on: date) -> bool:
        """Whether an answer was due before ``on`` and has not come; as :meth:`UrgeQuerySet.late` of one row."""
        return self.answered_on is None and (self.answer_by is None or self.answer_by < on)
