"""Rows of morning: saved views of the review, what a person has dealt with today, and what last night's check of the files found."""

from django.db import models

from cases.models import Case
from cases.models.constraints import one_of
from xinglongtai.core.models import Officer

from .status import LineAct

__all__ = ["FileCheck", "LineDone", "SavedView", "StartView"]


class SavedView(models.Model):
    """Filters of the overdue review under a name. ``query`` is the part of the address after the question mark."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", verbose_name="所有人")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=500)
    shared = models.BooleanField("全局可用", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "逾期审查视图"
        verbose_name_plural = "逾期审查视图"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="saved_view_name_once")]

    def __str__(self):
        return self.name


class StartView(models.Model):
    """The view a person's overdue review opens with: one of their own, or one that somebody shares."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="+", verbose_name="人员")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="starts", verbose_name="视图")

    class Meta:
        verbose_name = "默认视图"
        verbose_name_plural = "默认视图"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.officer_id}: {self.view_id}"


class LineDone(models.Model):
    """A line of one person's morning page that is dealt with for the day. ``section`` and ``row`` are those of the line."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", verbose_name="人员")
    on = models.DateField("日期")
    section = models.CharField("栏", max_length=40)
    row = models.CharField("行", max_length=40)
    act = models.CharField("怎么处理的", max_length=20, choices=LineAct)

    class Meta:
        verbose_name = "晨报已处理"
        verbose_name_plural = "晨报已处理"
        ordering = ["pk"]
        constraints = [
            one_of("act", LineAct, "line_act_known"),
            models.UniqueConstraint(fields=["officer", "on", "section", "row"], name="line_done_once"),
        ]

    def __str__(self):
        return f"{self.on} {self.section}:{self.row}"


class FileCheck(models.Model):
    """What the last check of an open case found that blocks issuing or closing.

    ``found``: one entry a disagreement with ``code``, ``name`` (paper and field, nothing personal) and ``since`` (ISO day on which
    a check found it first). ``hard`` is their number.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+", verbose_name="案件")
    checked_at = models.DateTimeField("检查时间")
    hard = models.PositiveSmallIntegerField("不一致", default=0)
    found = models.JSONField("内容", default=list, blank=True)

    class Meta:
        verbose_name = "案卷一致性检查"
        verbose_name_plural = "案卷一致性检查"
        ordering = ["pk"]
        indexes = [models.Index(fields=["hard"], name="file_check_hard")]

    def __str__(self):
        return f"案件 {self.case_id}：{self.hard} 处不一致"
