"""Field packs of 抄录助手: the lines of another system's form, and what a person has copied already."""

from django.db import models

from cases.models import Case
from cases.models.constraints import one_of
from xinglongtai.core.models import Bureau, Officer

from ..status import DateStyle, LineKind, PackState


class FieldPack(models.Model):
    """The form of another system, as its lines stand there. ``checked_on``: somebody compared it with the real form."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="field_packs", verbose_name="机关")
    system = models.CharField("系统", max_length=60, help_text="如 执法办案系统")
    form = models.CharField("表单", max_length=60, help_text="如 立案登记")
    note = models.CharField("填写说明", max_length=300, blank=True)
    date_style = models.CharField("日期写法", max_length=10, choices=DateStyle, default=DateStyle.DASHED)
    state = models.CharField("状态", max_length=5, choices=PackState, default=PackState.ON)
    checked_on = models.DateField("核对日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人"
    )
    updated_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="最后修改人")
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "抄录字段包"
        verbose_name_plural = "抄录字段包"
        ordering = ["system", "form", "pk"]
        constraints = [
            one_of("date_style", DateStyle, "fieldpack_date_style_known"),
            one_of("state", PackState, "fieldpack_state_known"),
            models.UniqueConstraint(fields=["bureau", "system", "form"], name="fieldpack_once"),
        ]

    def __str__(self):
        return f"{self.system} · {self.form}"

    @property
    def thread(self) -> str:
        """Key of the pack's timeline."""
        return f"pack:{self.pk}"

    @property
    def on(self) -> bool:
        return self.state == PackState.ON


class FieldLine(models.Model):
    """One line of the other form, in its order. ``source`` is a key of :mod:`..fields`, or "" for fixed words and blanks."""

    pack = models.ForeignKey(FieldPack, on_delete=models.CASCADE, related_name="lines", verbose_name="字段包")
    position = models.PositiveSmallIntegerField("顺序")
    label = models.CharField("对方字段名", max_length=60)
    kind = models.CharField("内容来自", max_length=5, choices=LineKind, default=LineKind.FIELD)
    source = models.CharField("本系统字段", max_length=40, blank=True)
    text = models.CharField("固定文字", max_length=200, blank=True)

    class Meta:
        verbose_name = "抄录字段"
        verbose_name_plural = "抄录字段"
        ordering = ["pack", "position", "pk"]
        constraints = [
            one_of("kind", LineKind, "fieldline_kind_known"),
            models.CheckConstraint(
                condition=(models.Q(kind="field") & ~models.Q(source=""))
                | (models.Q(kind="fixed", source="") & ~models.Q(text=""))
                | models.Q(kind="blank", source="", text=""),
                name="fieldline_has_its_source",
            ),
        ]

    def __str__(self):
        return self.label


class CopyTick(models.Model):
    """A person has copied this line of this case."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", verbose_name="执法人员")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="copy_ticks", verbose_name="案件")
    line = models.ForeignKey(FieldLine, on_delete=models.CASCADE, related_name="ticks", verbose_name="抄录字段")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "抄录进度"
        verbose_name_plural = "抄录进度"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["officer", "case", "line"], name="copytick_once")]

    def __str__(self):
        return f"抄录进度 {self.pk}"
