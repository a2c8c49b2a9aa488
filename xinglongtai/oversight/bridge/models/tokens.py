"""Tokens of other systems, and how much each was used."""

import ipaddress
from datetime import date

from django.db import models

from cases.models.constraints import one_of
from xinglongtai.core.models import Bureau, Officer

from ..status import NEEDS_APPROVAL, STANDING, TOKEN_TONE, Scope, TokenState


class ApiTokenQuerySet(models.QuerySet):
    """Tokens as rows."""

    def visible_to(self, officer):
        """Tokens of the officer's bureau, for those who manage or approve them."""
        user = officer.user
        if not (user and (user.has_perm("oversight.manage_tokens") or user.has_perm("oversight.approve_token"))):
            return self.none()
        return self.filter(bureau_id=officer.unit.bureau_id)


class ApiToken(models.Model):
    """Leave of one other system to read. Only the hash of its secret is kept; ``prefix`` is for recognising it.

    ``window`` and ``window_count`` are the calls of the running minute (epoch minutes), shared by all processes.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="api_tokens", verbose_name="机关")
    system = models.CharField("对接系统", max_length=80)
    owner = models.CharField("系统主管单位", max_length=80)
    contact = models.CharField("联系人", max_length=40)
    contact_way = models.CharField("联系方式", max_length=60)
    purpose = models.CharField("用途", max_length=300)
    scopes = models.JSONField("可读范围", default=list)
    networks = models.TextField("允许的地址", blank=True)
    expires_on = models.DateField("有效期至")
    state = models.CharField("状态", max_length=10, choices=TokenState, default=TokenState.REQUESTED)
    requested_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="申请人")
    requested_on = models.DateField("申请日期")
    decided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    decided_on = models.DateField("批准日期", null=True, blank=True)
    decision_note = models.CharField("批准意见", max_length=300, blank=True)
    key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    prefix = models.CharField("开头", max_length=12, blank=True)
    fetched_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="领取人"
    )
    fetched_at = models.DateTimeField("领取时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用人"
    )
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoke_reason = models.CharField("停用原因", max_length=300, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    window = models.BigIntegerField(default=0, editable=False)
    window_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "接口凭证"
        verbose_name_plural = "接口凭证"
        ordering = ["-pk"]
        constraints = [
            one_of("state", TokenState, "apitoken_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="live") | models.Q(key_hash__isnull=False, fetched_by__isnull=False),
                name="apitoken_live_has_key",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                name="apitoken_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="revoked")
                | (models.Q(revoked_by__isnull=False) & ~models.Q(revoke_reason="")),
                name="apitoken_revoked_with_reason",
            ),
        ]

    def __str__(self):
        return self.system

    @property
    def thread(self) -> str:
        """Key of the token's timeline."""
        return f"token:{self.pk}"

    @property
    def tone(self) -> str:
        return TOKEN_TONE[TokenState(self.state)]

    @property
    def scope_labels(self) -> list[str]:
        return [Scope(name).label for name in self.scopes]

    @property
    def needs_approval(self) -> bool:
        """Whether a leader has to open it."""
        return bool(NEEDS_APPROVAL & set(self.scopes))

    @property
    def stands(self) -> bool:
        """Whether it can be revoked."""
        return self.state in STANDING

    def reads(self, scope: str) -> bool:
        """Whether ``scope`` is among what was approved."""
        return scope in self.scopes

    def over(self, on: date) -> bool:
        """Whether its last day is past."""
        return self.expires_on < on

    def works(self, on: date) -> bool:
        """Whether calls with it are answered on ``on``."""
        return self.state == TokenState.LIVE and not self.over(on)

    def network_list(self) -> list[str]:
        """The allowed addresses and networks, one by one; empty = from anywhere."""
        return self.networks.split()

    def admits(self, address: str) -> bool:
        """Whether a call may come from ``address``."""
        if not self.networks.strip():
            return True
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return any(ip in ipaddress.ip_network(text) for text in self.network_list())


class ApiUsage(models.Model):
    """How often a token called one address in one hour, by answer. Compact, because other systems call every minute."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="usage", verbose_name="接口凭证")
    hour = models.DateTimeField("时段")
    endpoint = models.CharField("接口", max_length=40)
    code = models.PositiveSmallIntegerField("应答")
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "接口使用记录"
        verbose_name_plural = "接口使用记录"
        ordering = ["-hour", "endpoint", "code"]
        constraints = [
            models.UniqueConstraint(fields=["token", "hour", "endpoint", "code"], name="apiusage_one_row"),
        ]

    def __str__(self):
        return f"{self.endpoint} {self.code}：{self.count}"
