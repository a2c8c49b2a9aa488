"""The chain over the record of acts: links that hold every event in its place, and seals over runs of links (decision 046)."""

from django.db import models
from django.db.models.functions import Now

from ..errors import TransitionRefused
from .audit import Event


class ChainQuerySet(models.QuerySet):
    """Links and seals can be read and added; nothing else."""

    def update(self, **kwargs):
        raise TransitionRefused("操作记录的链条只能追加，不能修改。")

    def delete(self):
        raise TransitionRefused("操作记录的链条只能追加，不能删除。")


class Appended(models.Model):
    """A row that is written once."""

    objects = ChainQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TransitionRefused("操作记录的链条只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TransitionRefused("操作记录的链条只能追加，不能删除。")


class EventSeal(Appended):
    """One run of the sealer: the links ``first`` to ``last``, the key they were made with, when by the database's clock.

    Number 0 is the beginning: it has no links, and says up to which event the record was written before events bore a mark.
    """

    number = models.BigIntegerField("编号", primary_key=True)
    first = models.BigIntegerField("第一环")
    last = models.BigIntegerField("最后一环")
    highest = models.BigIntegerField("到此已入链的最大记录编号")
    unmarked_to = models.BigIntegerField("没有标记的旧记录到此为止", default=0)
    key = models.CharField("密钥", max_length=20)
    key_mark = models.CharField("密钥标识", max_length=16)
    digest = models.BinaryField("链值", max_length=32)
    sealed_at = models.DateTimeField("入链时间", db_default=Now())

    class Meta:
        verbose_name = "操作记录封口"
        verbose_name_plural = "操作记录封口"
        ordering = ["-number"]
        default_permissions = ()

    def __str__(self):
        return f"操作记录第{self.first}至{self.last}环"


class LinkNote(models.TextChoices):
    """What the sealer saw when it took an event in. It belongs to the link and cannot be changed without breaking it."""

    UNMARKED = "unmarked", "没有本系统的标记"
    CLOCK_BACK = "clock_back", "数据库时钟倒退后写入"
    CLOCK_DIFFERS = "clock_differs", "写入时数据库与程序的时钟不一致"


class EventLink(Appended):
    """One event in its place. ``digest`` covers the link before, the whole row of the event and the note; ``seq`` has no gaps."""

    seq = models.BigIntegerField("环号", primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="link", verbose_name="操作记录")
    note = models.CharField("备注", max_length=14, choices=LinkNote, blank=True)
    digest = models.BinaryField("链值", max_length=32)

    class Meta:
        verbose_name = "操作记录链条"
        verbose_name_plural = "操作记录链条"
        ordering = ["seq"]
        default_permissions = ()

    def __str__(self):
        return f"第{self.seq}环"
