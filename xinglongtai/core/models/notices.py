"""In-product notices (the bell)."""

from django.db import models

from .people import Officer


class Notice(models.Model):
    """A line for one person. ``key`` makes sending it twice impossible (daily digest, retries)."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="notices", verbose_name="接收人")
    key = models.CharField("去重键", max_length=120)
    text = models.CharField("内容", max_length=300)
    url = models.CharField("链接", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="notice_once")]
        indexes = [models.Index(fields=["officer", "read_at"], name="notice_unread")]

    def __str__(self):
        return self.text
