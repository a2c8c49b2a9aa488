"""Registrations that an officer wrote on the phone where there was no network."""

from django.db import models

from xinglongtai.core.models import Officer

from ..field.wording import clock_words
from .case import Case


class FieldEntry(models.Model):
    """That one draft of a phone became one case: how it is known again, when it was made and when it came.

    What was written stands in the case and its party, nowhere else. ``made_at`` is what the phone's clock said and proves nothing
    alone; ``clock_ahead`` says how far that clock was from ours when the draft was sent.
    """

    client_key = models.UUIDField("手机端编号", unique=True, help_text="同一件登记重复发送时不会重复立件")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="采集人")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="field_entry", verbose_name="案件")
    made_at = models.DateTimeField("采集时间（手机时钟）")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    clock_ahead = models.IntegerField("手机时钟快（秒）", default=0, help_text="负数为慢")
    sha256 = models.CharField("内容校验值（SHA-256）", max_length=64)

    class Meta:
        verbose_name = "离线登记"
        verbose_name_plural = "离线登记"
        ordering = ["-pk"]

    def __str__(self):
        return f"离线登记 {self.pk}"

    @property
    def clock_words(self) -> str:
        """How far the phone's clock was off, in words; "" within two minutes."""
        return clock_words(self.clock_ahead)
