"""评查标准: versions of the scoring sheet and their lines. What is in force or was used never changes."""

from django.db import models
from django.db.models import Q

from cases.models.constraints import one_of
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Bureau, Officer

from ..status import Part, StandardState


class Standard(models.Model):
    """One version of a bureau's scoring sheet."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="standards", verbose_name="机关")
    version_no = models.PositiveIntegerField("版本")
    state = models.CharField("状态", max_length=10, choices=StandardState, default=StandardState.DRAFT)
    note = models.CharField("修改说明", max_length=500, blank=True)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="起草人")
    made_on = models.DateField("起草日期")
    in_force_from = models.DateField("启用日期", null=True, blank=True)
    in_force_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="启用人"
    )
    replaced_on = models.DateField("停用日期", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "评查标准"
        verbose_name_plural = "评查标准"
        ordering = ["-version_no"]
        constraints = [
            one_of("state", StandardState, "standard_state_known"),
            models.UniqueConstraint(fields=["bureau", "version_no"], name="standard_version_once"),
            models.UniqueConstraint(
                fields=["bureau"], condition=Q(state="in_force"), name="standard_one_in_force_a_bureau"
            ),
            models.UniqueConstraint(fields=["bureau"], condition=Q(state="draft"), name="standard_one_draft_a_bureau"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(in_force_from__isnull=False, in_force_by__isnull=False),
                name="standard_in_force_by_somebody",
            ),
        ]

    def __str__(self):
        return f"评查标准第{self.version_no}版"

    @property
    def is_draft(self) -> bool:
        return self.state == StandardState.DRAFT

    @property
    def thread(self) -> str:
        """Key of the timeline."""
        return f"standard:{self.bureau_id}"


class StandardLine(models.Model):
    """One line: what is looked at, how many points, whether it is 一票否决, and which of the system's checks prefills it."""

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="lines", verbose_name="评查标准")
    part = models.CharField("类别", max_length=12, choices=Part)
    position = models.PositiveIntegerField("次序")
    words = models.CharField("评查内容", max_length=300)
    basis = models.CharField("依据", max_length=200, blank=True)
    points = models.PositiveSmallIntegerField("分值", default=0)
    veto = models.BooleanField("一票否决", default=False)
    check_key = models.CharField("系统预判", max_length=30, blank=True)

    class Meta:
        verbose_name = "评查标准的一行"
        verbose_name_plural = "评查标准的行"
        ordering = ["position", "pk"]
        constraints = [
            one_of("part", Part, "standard_line_part_known"),
            models.CheckConstraint(
                condition=Q(veto=True, points=0) | Q(veto=False, points__gte=1, points__lte=100),
                name="standard_line_points_or_veto",
            ),
        ]

    def __str__(self):
        return self.words

    def save(self, *args, **kwargs):
        self._refuse_unless_draft()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_unless_draft()
        return super().delete(*args, **kwargs)

    def _refuse_unless_draft(self) -> None:
        if not Standard.objects.filter(pk=self.standard_id, state=StandardState.DRAFT).exists():
            raise TransitionRefused("启用过的评查标准不能修改。请先另起新版本。")
