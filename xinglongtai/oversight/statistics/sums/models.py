"""Rows of the sums. They repeat what the cases say and can be made anew at any time; nothing else refers to them."""

from django.db import models

from xinglongtai.core.models import Bureau

__all__ = ["SumMark", "SumState", "TreeSum", "UnitSum"]


class SumState(models.Model):
    """What stands of one bureau's sums; its row is the lock under which they change.

    ``window``: days of re-offence they were counted with. ``form``: which definitions (:data:`.counting.FORM`). ``filled``: first day of
    the last month that is in. ``whole``: all of it is there. ``levels``: how finely a unit with what lies below it is summed, by key.
    """

    bureau = models.OneToOneField(Bureau, on_delete=models.CASCADE, related_name="+", verbose_name="机关")
    window = models.PositiveIntegerField("再犯观察天数")
    form = models.PositiveSmallIntegerField("口径版次")
    filled = models.DateField("已汇总到", null=True)
    whole = models.BooleanField("齐全", default=False)
    levels = models.JSONField("各单位的汇总层次", default=dict)
    refreshed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = "统计汇总状态"
        verbose_name_plural = "统计汇总状态"
        default_permissions = ()

    def __str__(self):
        return f"{self.bureau_id} {self.filled}"


class UnitSum(models.Model):
    """What one unit alone contributed in one month: ``{'2026-06-08': {'daily|12': {'cases': 3}}}`` (:mod:`.facts`)."""

    bureau = models.ForeignKey(Bureau, on_delete=models.CASCADE, db_index=False, related_name="+", verbose_name="机关")
    unit_id = models.BigIntegerField("单位")
    month = models.DateField("月份")
    days = models.TextField("各日")

    class Meta:
        verbose_name = "单位统计汇总"
        verbose_name_plural = "单位统计汇总"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["bureau", "month", "unit_id"], name="unit_sum_once")]
        indexes = [models.Index(fields=["unit_id", "month"], name="unit_sum_unit")]

    def __str__(self):
        return f"{self.unit_id} {self.month}"


class TreeSum(models.Model):
    """What a unit with all that lies below it contributed in a year, month or day: altogether, by source, and by source and items."""

    bureau = models.ForeignKey(Bureau, on_delete=models.CASCADE, db_index=False, related_name="+", verbose_name="机关")
    unit_id = models.BigIntegerField("单位")
    span = models.CharField("时段", max_length=5)
    start = models.DateField("起始日")
    plain = models.TextField("合计")
    sources = models.TextField("按来源")
    kinds = models.TextField("按来源和事项")

    class Meta:
        verbose_name = "单位含下属统计汇总"
        verbose_name_plural = "单位含下属统计汇总"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["unit_id", "span", "start"], name="tree_sum_once")]

    def __str__(self):
        return f"{self.unit_id} {self.span} {self.start}"


class SumMark(models.Model):
    """The database saw a change of what ``day`` of a unit rests on (:mod:`.sums_rules`). Only added; a refresh deletes just those it saw.

    ``watched``: it is the day from which a window of re-offence is counted. Without a day the unit has another place in the tree.
    """

    unit_id = models.BigIntegerField("单位")
    day = models.DateField("日期", null=True)
    watched = models.BooleanField("观察期起算日", default=False)

    class Meta:
        verbose_name = "统计汇总待更新"
        verbose_name_plural = "统计汇总待更新"
        default_permissions = ()

    def __str__(self):
        return f"{self.unit_id} {self.day}"
