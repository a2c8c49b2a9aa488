"""The record of every act (执法全过程记录): appended, never edited."""

from django.db import models
from django.db.models.functions import Now

from ..errors import TransitionRefused
from .people import Officer


class EventQuerySet(models.QuerySet):
    """Events can be read and added; nothing else."""

    def update(self, **kwargs):
        raise TransitionRefused("操作记录只能追加，不能修改。")

    def delete(self):
        raise TransitionRefused("操作记录只能追加，不能删除。")


class Event(models.Model):
    """Who did what, when, on what. ``data`` holds facts; the Chinese sentence is made when it is read.

    ``thread`` groups the events of one dossier ("case:12"), so its timeline is one indexed query. ``at`` is told by the database's
    clock, never by the program's or the browser's. ``mark`` is the program's own sign on the row (:mod:`xinglongtai.core.record.marks`).
    """

    at = models.DateTimeField("时间", db_default=Now())
    verb = models.CharField("动作", max_length=60)
    actor = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name="操作人"
    )
    target_type = models.CharField("对象类型", max_length=60)
    target_id = models.CharField("对象编号", max_length=40)
    thread = models.CharField("所属案卷", max_length=60, blank=True)
    data = models.JSONField("内容", default=dict)
    mark = models.CharField("标记", max_length=110, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering = ["-pk"]
        permissions = [("verify_audit", "可以校验操作记录"), ("export_audit", "可以导出操作记录")]
        indexes = [
            models.Index(fields=["thread", "-id"], name="event_thread"),
            models.Index(fields=["target_type", "target_id"], name="event_target"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self):
        return f"{self.verb} {self.target_type}:{self.target_id}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TransitionRefused("操作记录只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TransitionRefused("操作记录只能追加，不能删除。")
