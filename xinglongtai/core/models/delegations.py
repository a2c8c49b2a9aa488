"""授权代理: who decides for somebody who is away, on which days."""

from datetime import date

from django.db import models
from django.utils import timezone

from .people import Bureau, Officer


class DelegationState(models.TextChoices):
    """Where a delegation stands on a day; computed, never stored."""

    AHEAD = "ahead", "还没开始"
    LIVE = "live", "生效中"
    OVER = "over", "已到期"
    REVOKED = "revoked", "已收回"


class DelegationQuerySet(models.QuerySet):
    """Delegations as rows."""

    def in_state(self, state: str, day: date):
        """Those that stand so on ``day``; the same words as :meth:`Delegation.state_on`."""
        if state == DelegationState.REVOKED:
            return self.filter(revoked_at__isnull=False)
        rows = self.filter(revoked_at=None)
        if state == DelegationState.AHEAD:
            return rows.filter(begins_on__gt=day)
        if state == DelegationState.OVER:
            return rows.filter(ends_on__lt=day)
        return rows.filter(begins_on__lte=day, ends_on__gte=day)

    def naming(self, words: str):
        """With ``words`` in the name of either person."""
        return self.filter(models.Q(principal__name__contains=words) | models.Q(deputy__name__contains=words))


class Delegation(models.Model):
    """``principal`` lets ``deputy`` decide from ``begins_on`` to ``ends_on`` (both included) on ``kinds`` (keys of core.delegations).

    Never changed, only revoked; a row says nothing about rights of today: those are asked for anew each time.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="delegations", verbose_name="机关")
    principal = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="given", verbose_name="授权人")
    deputy = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="received", verbose_name="代行人")
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    kinds = models.JSONField("授权事项", default=list)
    reason = models.CharField("授权原因", max_length=300)
    given_on = models.DateField("授权日期")
    given_at = models.DateTimeField("登记时间", auto_now_add=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收回人"
    )
    revoke_reason = models.CharField("收回原因", max_length=300, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "授权代理"
        verbose_name_plural = "授权代理"
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")), name="delegation_days_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(deputy=models.F("principal")), name="delegation_two_different_people"
            ),
        ]
        indexes = [models.Index(fields=["deputy", "begins_on", "ends_on"], name="delegation_deputy_days")]

    def __str__(self):
        return f"{self.deputy}代{self.principal}"

    @property
    def thread(self) -> str:
        """Key of its own timeline."""
        return f"delegation:{self.pk}"

    def state_on(self, day: date) -> DelegationState:
        """Where it stands on ``day``."""
        if self.revoked_at is not None:
            return DelegationState.REVOKED
        if day < self.begins_on:
            return DelegationState.AHEAD
        return DelegationState.OVER if day > self.ends_on else DelegationState.LIVE

    def revoke(self, by: Officer, reason: str) -> None:
        """Mark as revoked now, in memory."""
        self.revoked_at, self.revoked_by, self.revoke_reason = timezone.now(), by, reason
