"""What an officer needs to act (policy 四(五)): certificates that held before, training, exams, insurance, equipment on loan.

Nothing here is edited or deleted: what was entered by mistake is set aside with its reason and counts no longer.
"""

from django.db import models
from django.db.models import F, Q

from .people import Bureau, Officer


class StaffRecordQuerySet(models.QuerySet):
    """Row vocabulary of all records of a person."""

    def counting(self):
        """Rows that were not set aside."""
        return self.filter(set_aside_reason="")


class StaffImport(models.Model):
    """One sheet of one kind of records that somebody sent: looked at first, then taken in, undone as long as that is simple."""

    class State(models.TextChoices):
        LOOKED = "looked", "已核对，未导入"
        DONE = "done", "已导入"
        UNDONE = "undone", "已撤销"

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="staff_imports", verbose_name="机关")
    kind = models.CharField("种类", max_length=12)
    file_name = models.CharField("文件名", max_length=120)
    data = models.BinaryField("文件", editable=False)
    state = models.CharField("状态", max_length=8, choices=State, default=State.LOOKED)
    outcome = models.JSONField("每行结果", default=list)
    added = models.PositiveIntegerField("导入行数", default=0)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="导入人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "人员保障导入"
        verbose_name_plural = "人员保障导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["looked", "done", "undone"]), name="staff_import_state")
        ]

    def __str__(self):
        return f"{self.file_name}（{self.get_state_display()}）"


class StaffRecord(models.Model):
    """What every record has: whose it is, who entered it and when, from which sheet, and why it counts no longer."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="人员")
    note = models.CharField("备注", max_length=200, blank=True)
    added_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    added_at = models.DateTimeField("登记时间", auto_now_add=True)
    source = models.ForeignKey(
        StaffImport, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name="来自导入"
    )
    set_aside_reason = models.CharField("撤下原因", max_length=200, blank=True)
    set_aside_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤下人"
    )
    set_aside_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = StaffRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class Certificate(StaffRecord):
    """A period of an 执法证 besides the one in force, which stands on the officer's own row. Both ends included."""

    number = models.CharField("执法证号", max_length=40)
    valid_from = models.DateField("有效期起")
    valid_to = models.DateField("有效期止")

    class Meta:
        verbose_name = "以前的执法证"
        verbose_name_plural = "以前的执法证"
        ordering = ["-valid_to", "-pk"]
        permissions = [
            ("view_staffing", "查看人员证件、培训、保险和装备"),
            ("manage_staffing", "登记人员证件、培训、保险和装备"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="certificate_range",
                violation_error_message="有效期止不能早于有效期起。",
            ),
            models.UniqueConstraint(
                fields=["officer", "number", "valid_from"],
                condition=Q(set_aside_reason=""),
                name="certificate_once",
                violation_error_message="这个人的这段执法证有效期已经登记过了。",
            ),
        ]

    def __str__(self):
        return self.number


class Training(StaffRecord):
    """One training of one person; hours count in the year of ``on``, its last day."""

    on = models.DateField("培训日期")
    title = models.CharField("培训内容", max_length=100)
    organizer = models.CharField("组织单位", max_length=100, blank=True)
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1)

    class Meta:
        verbose_name = "培训"
        verbose_name_plural = "培训"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=500),
                name="training_hours",
                violation_error_message="学时应大于 0，不超过 500。",
            ),
            models.UniqueConstraint(
                fields=["officer", "on", "title"],
                condition=Q(set_aside_reason=""),
                name="training_once",
                violation_error_message="这个人当天的这项培训已经登记过了。",
            ),
        ]

    def __str__(self):
        return self.title


class Exam(StaffRecord):
    """One exam. ``valid_to`` blank: its result does not lapse."""

    class Result(models.TextChoices):
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"

    on = models.DateField("考试日期")
    title = models.CharField("考试名称", max_length=100)
    result = models.CharField("结果", max_length=6, choices=Result)
    score = models.DecimalField("成绩", max_digits=5, decimal_places=1, null=True, blank=True)
    valid_to = models.DateField("合格有效期止", null=True, blank=True)

    class Meta:
        verbose_name = "考试"
        verbose_name_plural = "考试"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=["passed", "failed"]), name="exam_result"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("on")),
                name="exam_range",
                violation_error_message="合格有效期止不能早于考试日期。",
            ),
            models.UniqueConstraint(
                fields=["officer", "on", "title"],
                condition=Q(set_aside_reason=""),
                name="exam_once",
                violation_error_message="这个人当天的这项考试已经登记过了。",
            ),
        ]

    def __str__(self):
        return self.title


class Insurance(StaffRecord):
    """人身意外伤害险 of one person (policy 四(五)). Both ends included."""

    insurer = models.CharField("保险公司", max_length=60)
    policy_no = models.CharField("保单号", max_length=60)
    valid_from = models.DateField("保险期间起")
    valid_to = models.DateField("保险期间止")

    class Meta:
        verbose_name = "人身意外伤害险"
        verbose_name_plural = "人身意外伤害险"
        ordering = ["-valid_to", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="insurance_range",
                violation_error_message="保险期间止不能早于保险期间起。",
            ),
            models.UniqueConstraint(
                fields=["officer", "policy_no", "valid_from"],
                condition=Q(set_aside_reason=""),
                name="insurance_once",
                violation_error_message="这份保险已经登记过了。",
            ),
        ]

    def __str__(self):
        return self.policy_no


class Loan(StaffRecord):
    """One thing lent to one person. The same thing (bureau, kind, number) is never lent twice at once."""

    class Kind(models.TextChoices):
        RECORDER = "recorder", "执法记录仪"
        TERMINAL = "terminal", "手持终端"
        PRINTER = "printer", "便携打印机"
        TESTER = "tester", "快速检测设备"
        VEHICLE = "vehicle", "执法车辆"
        OTHER = "other", "其他"

    class Condition(models.TextChoices):
        GOOD = "good", "完好"
        DAMAGED = "damaged", "损坏"
        LOST = "lost", "遗失"

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="loans", verbose_name="机关")
    kind = models.CharField("装备种类", max_length=10, choices=Kind)
    number = models.CharField("装备编号", max_length=60)
    lent_on = models.DateField("借出日期")
    due_on = models.DateField("应还日期", null=True, blank=True)
    returned_on = models.DateField("归还日期", null=True, blank=True)
    condition = models.CharField("归还时状态", max_length=8, choices=Condition, blank=True)

    class Meta:
        verbose_name = "装备借用"
        verbose_name_plural = "装备借用"
        ordering = ["-lent_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["recorder", "terminal", "printer", "tester", "vehicle", "other"]),
                name="loan_kind",
            ),
            models.CheckConstraint(condition=Q(condition__in=["", "good", "damaged", "lost"]), name="loan_condition"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True, condition="")
                | (Q(returned_on__gte=F("lent_on")) & ~Q(condition="")),
                name="loan_return_whole",
                violation_error_message="归还日期和归还时状态要同时填写，归还不能早于借出。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("lent_on")),
                name="loan_due",
                violation_error_message="应还日期不能早于借出日期。",
            ),
            models.UniqueConstraint(
                fields=["bureau", "kind", "number"],
                condition=Q(returned_on__isnull=True, set_aside_reason=""),
                name="loan_once_at_a_time",
                violation_error_message="这件装备已经借出，还没有归还。请先登记归还。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"
