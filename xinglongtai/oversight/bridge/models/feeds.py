"""The secret address of a person's calendar."""

from django.db import models

from xinglongtai.core.models import Officer


class CalendarFeed(models.Model):
    """A person's calendar address: only the hash of its secret is kept. One is live at a time."""

    officer = models.ForeignKey(
        Officer, on_delete=models.CASCADE, related_name="calendar_feeds", verbose_name="执法人员"
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    last_read_at = models.DateTimeField("最近读取", null=True, blank=True)

    class Meta:
        verbose_name = "日历订阅"
        verbose_name_plural = "日历订阅"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=models.Q(revoked_at__isnull=True), name="calendarfeed_one_live"
            ),
        ]

    def __str__(self):
        return f"日历订阅 {self.pk}"
