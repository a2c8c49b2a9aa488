"""Rows of statistics (统计): what is sorted into which mode of 721 from which day on, and frozen figures."""

from django.db import models

from cases.models.constraints import one_of
from xinglongtai.core import roles
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.roles import Role

from .status import FrozenState, Mode, SpanKind, Way

__all__ = ["FrozenStatistics", "HandlingMode"]


class HandlingMode(models.Model):
    """From ``since`` on, ``way`` counts as ``mode``. Rows are only added: of two with the same day the later one holds."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="handling_modes", verbose_name="机关")
    way = models.CharField("处理方式", max_length=20, choices=Way)
    mode = models.CharField("归入", max_length=20, choices=Mode)
    since = models.DateField("自何日起")
    reason = models.CharField("理由", max_length=300)
    set_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="办理人")
    set_on = models.DateField("办理日期")

    class Meta:
        verbose_name = "处理方式归类"
        verbose_name_plural = "处理方式归类"
        ordering = ["-pk"]
        constraints = [
            one_of("way", Way, "handlingmode_way_known"),
            one_of("mode", Mode, "handlingmode_mode_known"),
        ]

    def __str__(self):
        return f"{self.get_way_display()}：{self.get_mode_display()}"

    @property
    def thread(self) -> str:
        """Key of the timeline of all changes of the bureau."""
        return f"handling:{self.bureau_id}"


def sees_whole(officer) -> bool:
    """Whether a person sees every case of the bureau."""
    return bool(officer and officer.is_active and roles.held(officer) & {Role.LEGAL, Role.LEADER, Role.SUPERVISOR})


class FrozenQuerySet(models.QuerySet):
    """Frozen figures as rows."""

    def visible_to(self, officer):
        """Figures of the whole bureau are for those who see the whole bureau: then every number equals its list."""
        return self.filter(bureau_id=officer.unit.bureau_id) if sees_whole(officer) else self.none()

    def standing(self):
        return self.filter(state=FrozenState.STANDING)


class FrozenStatistics(models.Model):
    """A month's or year's figures of the whole bureau as they stood when they were frozen (定稿).

    ``content`` says everything in words and numbers, ``lists`` keeps the keys of every list (see :mod:`.packing`), ``sha256`` is over
    both. A withdrawn row stays.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="frozen_statistics", verbose_name="机关")
    kind = models.CharField("类别", max_length=10, choices=SpanKind)
    start = models.DateField("起始日")
    end = models.DateField("截止日")
    state = models.CharField("状态", max_length=10, choices=FrozenState, default=FrozenState.STANDING)
    content = models.JSONField("数字、口径和归类")
    lists = models.BinaryField("清单")
    sha256 = models.CharField("SHA-256", max_length=64)
    frozen_on = models.DateField("定稿日期")
    frozen_at = models.DateTimeField("定稿时间", auto_now_add=True)
    frozen_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="定稿人")
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdraw_reason = models.CharField("撤回理由", max_length=300, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = "统计定稿"
        verbose_name_plural = "统计定稿"
        ordering = ["-start", "kind", "-pk"]
        constraints = [
            one_of("kind", SpanKind, "frozen_statistics_kind_known"),
            one_of("state", FrozenState, "frozen_statistics_state_known"),
            models.UniqueConstraint(
                fields=["bureau", "kind", "start"],
                condition=models.Q(state=FrozenState.STANDING),
                name="frozen_statistics_one_standing",
            ),
            models.CheckConstraint(
                condition=models.Q(state=FrozenState.STANDING, withdrawn_on__isnull=True, withdraw_reason="")
                | (
                    models.Q(state=FrozenState.WITHDRAWN, withdrawn_on__isnull=False, withdrawn_by__isnull=False)
                    & ~models.Q(withdraw_reason="")
                ),
                name="frozen_statistics_withdrawn_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.label}统计"

    @property
    def label(self) -> str:
        """«2026年10月», «2026年»."""
        return f"{self.start.year}年{self.start.month}月" if self.kind == SpanKind.MONTH else f"{self.start.year}年"

    @property
    def thread(self) -> str:
        """Key of the timeline of this span: freezing, withdrawing, freezing anew."""
        return f"statistics:{self.bureau_id}:{self.kind}:{self.start:%Y-%m}"

    @property
    def stands(self) -> bool:
        return self.state == FrozenState.STANDING
