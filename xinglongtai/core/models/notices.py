"""Notices: the bell line, what a person wants to hear of, and what goes out by mail and SMS."""

from django.db import models
from django.db.models import Q

from .people import Officer


class NoticeQuerySet(models.QuerySet):
    """Row vocabulary of the bell."""

    def shown(self):
        """Lines that stand on the bell: not those a person has switched off, and no marks."""
        return self.filter(on_bell=True)


class Notice(models.Model):
    """A line for one person. ``key`` makes sending it twice impossible (daily digest, retries).

    ``routed``: mail and SMS were considered already (rows that are nobody's message are born so).
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="notices", verbose_name="接收人")
    key = models.CharField("去重键", max_length=120)
    topic = models.CharField("事项", max_length=20, default="other")
    text = models.CharField("内容", max_length=300)
    url = models.CharField("链接", max_length=200, blank=True)
    on_bell = models.BooleanField("站内显示", default=True)
    routed = models.BooleanField("已安排外发", default=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["officer", "read_at"], name="notice_unread"),
            models.Index(fields=["id"], name="notice_unrouted", condition=Q(routed=False)),
        ]

    def __str__(self):
        return self.text


class NoticePreference(models.Model):
    """One person's wishes. ``choices``: topic → channel → on, only where it differs from the topic's default."""

    officer = models.OneToOneField(
        Officer, on_delete=models.CASCADE, related_name="notice_preference", verbose_name="人员"
    )
    choices = models.JSONField("各类消息", default=dict, blank=True)
    quiet_from = models.TimeField("免打扰开始", null=True, blank=True)
    quiet_to = models.TimeField("免打扰结束", null=True, blank=True)
    mail_daily = models.BooleanField("邮件每天汇总一次", default=False)

    class Meta:
        verbose_name = "消息设置"
        verbose_name_plural = "消息设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="notice_preference_quiet_whole",
            )
        ]

    def __str__(self):
        return f"{self.officer}的消息设置"


class Outgoing(models.Model):
    """One message to one person by one channel, made after the commit of what it tells of. ``key`` makes it unique.

    ``not_before``: quiet hours, gathering, back-off. ``claimed_until``: a run is sending it right now. ``gathered``: waits for the
    mail of the day.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "电子邮件"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "没有发出"
        DROPPED = "dropped", "不再发送"

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="outgoing", verbose_name="接收人")
    channel = models.CharField("方式", max_length=8, choices=Channel)
    key = models.CharField("去重键", max_length=140)
    topic = models.CharField("事项", max_length=20)
    subject = models.CharField("标题", max_length=100)
    text = models.TextField("内容")
    url = models.CharField("链接", max_length=200, blank=True)
    gathered = models.BooleanField("汇总发送", default=False)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    not_before = models.DateTimeField("最早发送时间")
    claimed_until = models.DateTimeField("正在发送至", null=True, blank=True)
    error = models.CharField("没有发出的原因", max_length=200, blank=True)
    created_at = models.DateTimeField("生成时间", auto_now_add=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = "外发消息"
        verbose_name_plural = "外发消息"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "channel", "key"], name="outgoing_once"),
            models.CheckConstraint(condition=Q(channel__in=["mail", "sms"]), name="outgoing_channel"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed", "dropped"]), name="outgoing_state"
            ),
        ]
        indexes = [models.Index(fields=["not_before"], name="outgoing_waiting", condition=Q(state="waiting"))]

    def __str__(self):
        return f"{self.get_channel_display()} {self.subject}"
