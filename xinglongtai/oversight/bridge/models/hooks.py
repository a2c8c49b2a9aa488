"""Subscriptions to changes, and what was delivered."""

import uuid

from django.db import models

from cases.models.constraints import one_of
from xinglongtai.core.models import Event, Officer
from xinglongtai.core.vault.parts import PartlyClosedField

from ..status import DELIVERY_TONE, HOOK_TONE, Change, DeliveryState, HookState
from .tokens import ApiToken


class Webhook(models.Model):
    """Where the owner of a token wants to be told of changes. What it hears lies within the token's scopes.

    The signing key is derived from ``salt`` and the installation's secret, so it is in no backup of the database.
    ``floor``: events up to this one are settled; the ones above are looked at again (see :mod:`..services_outbox`).
    """

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="hooks", verbose_name="接口凭证")
    url = models.URLField("接收地址", max_length=300)
    types = models.JSONField("推送的变化", default=list)
    state = models.CharField("状态", max_length=10, choices=HookState, default=HookState.ACTIVE)
    salt = models.CharField(max_length=64, editable=False)
    start = models.BigIntegerField(editable=False)
    floor = models.BigIntegerField(editable=False)
    created_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="设立人")
    created_at = models.DateTimeField("设立时间", auto_now_add=True)
    ended_reason = models.CharField("停用原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "变化推送"
        verbose_name_plural = "变化推送"
        ordering = ["-pk"]
        constraints = [
            one_of("state", HookState, "webhook_state_known"),
            models.UniqueConstraint(
                fields=["token", "url"], condition=~models.Q(state="ended"), name="webhook_once_a_target"
            ),
        ]

    def __str__(self):
        return self.url

    @property
    def tone(self) -> str:
        return HOOK_TONE[HookState(self.state)]


class Delivery(models.Model):
    """One change for one subscription: queued once, tried until it arrives or is given up.

    ``claimed_until`` belongs to the run that is sending it; after that another run may take it (at least once, never by two
    runs at a time).
    """

    key = models.UUIDField("投递编号", default=uuid.uuid4, unique=True, editable=False)
    hook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name="变化推送")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", verbose_name="操作记录")
    kind = models.CharField("变化", max_length=30, choices=Change)
    payload = PartlyClosedField("内容")
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_at = models.DateTimeField("下次投递")
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    answered = models.PositiveSmallIntegerField("对方应答", null=True, blank=True)
    trouble = models.CharField("未送达的原因", max_length=200, blank=True)
    queued_at = models.DateTimeField("排队时间", auto_now_add=True)
    done_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        verbose_name = "推送投递"
        verbose_name_plural = "推送投递"
        ordering = ["-pk"]
        constraints = [
            one_of("state", DeliveryState, "delivery_state_known"),
            one_of("kind", Change, "delivery_kind_known"),
            models.UniqueConstraint(fields=["hook", "event", "kind"], name="delivery_once_an_event"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_due")]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def tone(self) -> str:
        return DELIVERY_TONE[DeliveryState(self.state)]
