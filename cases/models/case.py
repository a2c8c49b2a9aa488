"""The inspection case and the violations found in it."""

from datetime import date

from django.db import models

from catalog.models import ItemVersion
from xinglongtai.core.models import Bureau, Officer, Unit

from ..querysets import CaseQuerySet
from ..status import FINAL, STAGE_OF, TONE, CaseStatus, Outcome, Source
from .constraints import one_of
from .party import Party


class Case(models.Model):
    """One inspection of one party. ``discovered_on`` is T0, the start of the verification clock (程序规定 18)."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="cases", verbose_name="机关")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases", verbose_name="承办单位")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="cases", verbose_name="当事人")
    handler = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="handled_cases", verbose_name="主办人")
    co_handler = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="assisted_cases", verbose_name="协办人"
    )
    status = models.CharField("状态", max_length=20, choices=CaseStatus, default=CaseStatus.DRAFT)
    step = models.PositiveSmallIntegerField("登记步骤", default=1, help_text="登记检查已保存到第几屏")
    source = models.CharField("检查来源", max_length=20, choices=Source, default=Source.DAILY)
    source_ref = models.CharField("线索编号", max_length=60, blank=True)
    named_report = models.BooleanField("实名举报", default=False)
    discovered_on = models.DateField("发现线索日期")
    inspected_on = models.DateField("检查日期")
    place = models.CharField("检查地点", max_length=200, blank=True)
    recusal = models.CharField("回避情况", max_length=200, blank=True)
    facts = models.JSONField("当事人与案件情况", default=dict, blank=True)
    clock_due_on = models.DateField("核查期限", null=True, blank=True)
    outcome = models.CharField("处理结果", max_length=20, choices=Outcome, blank=True)
    outcome_on = models.DateField("处理日期", null=True, blank=True)
    filed_on = models.DateField("立案日期", null=True, blank=True)
    decision_number = models.CharField("决定文号", max_length=80, blank=True)
    cancel_reason = models.CharField("撤销原因", max_length=300, blank=True)
    late_entry_reason = models.CharField("补录原因", max_length=200, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    updated_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "检查案件"
        verbose_name_plural = "检查案件"
        ordering = ["-pk"]
        permissions = [
            ("handle_case", "可以办理案件"),
            ("assign_case", "可以改派案件"),
            ("approve_first_step", "可以初审处理意见"),
            ("approve_case", "可以审批处理意见"),
            ("review_case", "可以作法制审核"),
        ]
        constraints = [
            one_of("status", CaseStatus, "case_status_known"),
            one_of("source", Source, "case_source_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(outcome__in=Outcome.values), name="case_outcome_known"
            ),
            models.CheckConstraint(
                condition=models.Q(inspected_on__gte=models.F("discovered_on")), name="case_inspected_after_clue"
            ),
            models.CheckConstraint(
                condition=models.Q(co_handler__isnull=True) | ~models.Q(co_handler=models.F("handler")),
                name="case_two_different_officers",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "status", "-id"], name="case_unit_status"),
            models.Index(fields=["bureau", "status", "-id"], name="case_bureau_status"),
            models.Index(fields=["handler", "status"], name="case_handler_status"),
            models.Index(fields=["party", "-inspected_on"], name="case_party_day"),
            models.Index(fields=["bureau", "-inspected_on", "-id"], name="case_bureau_day"),
            models.Index(fields=["bureau", "-outcome_on", "-id"], name="case_bureau_outcome"),
            models.Index(fields=["bureau", "clock_due_on", "-id"], name="case_bureau_clock"),
            models.Index(
                fields=["bureau", "-id"], condition=~models.Q(status__in=sorted(FINAL)), name="case_bureau_open"
            ),
            models.Index(
                fields=["bureau", "clock_due_on", "id"],
                condition=~models.Q(status__in=sorted(FINAL)),
                name="case_open_clock",
            ),
            models.Index(fields=["handler"], condition=~models.Q(status__in=sorted(FINAL)), name="case_handler_open"),
        ]

    def __str__(self):
        return f"检查案件 {self.pk}"

    @property
    def thread(self) -> str:
        """Key of the case's timeline."""
        return f"case:{self.pk}"

    @property
    def stage(self) -> int:
        return STAGE_OF[CaseStatus(self.status)]

    @property
    def tone(self) -> str:
        return TONE[CaseStatus(self.status)]

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    def handled_by(self, officer) -> bool:
        """Whether ``officer`` is one of the two handling officers."""
        return officer is not None and officer.pk in {self.handler_id, self.co_handler_id}


class Violation(models.Model):
    """One violation in a case: a catalog item version, or 清单外 with its reason and the law named."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="violations", verbose_name="案件")
    item_version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="violations", verbose_name="清单事项"
    )
    description = models.CharField("违法行为", max_length=200, help_text="写入承诺书，如 未将营业执照置于醒目位置")
    fact_detail = models.TextField("现场情况", blank=True)
    act_on = models.DateField("违法行为发生日期")
    act_ended_on = models.DateField("违法行为终了日期", null=True, blank=True)
    off_list_reason = models.CharField("清单外适用理由", max_length=500, blank=True)
    off_list_law = models.CharField("违反及处罚条款", max_length=300, blank=True)
    answers = models.JSONField("核查答复", default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "违法行为"
        verbose_name_plural = "违法行为"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act_ended_on__isnull=True) | models.Q(act_ended_on__gte=models.F("act_on")),
                name="violation_act_range",
            ),
            models.CheckConstraint(
                condition=models.Q(item_version__isnull=False) | ~models.Q(off_list_reason=""),
                name="violation_listed_or_reasoned",
            ),
        ]

    def __str__(self):
        return self.description

    @property
    def last_day(self) -> date:
        """The day the act ended, which picks the law (行政处罚法 36, 37)."""
        return self.act_ended_on or self.act_on

    @property
    def is_off_list(self) -> bool:
        return self.item_version_id is None
