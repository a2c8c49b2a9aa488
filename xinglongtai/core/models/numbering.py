"""One counter per series and year. Only :mod:`xinglongtai.core.numbering` moves it."""

from django.core.exceptions import ValidationError
from django.db import models

from .people import Bureau


class NumberSeries(models.Model):
    """Numbers of one kind of paper of one bureau in one year. ``last`` is the last number taken, 0 before the first."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="number_series", verbose_name="机关")
    kind = models.CharField("文书种类", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    pattern = models.CharField("编号格式", max_length=80, help_text="如 {prefix}柔承〔{year}〕{n}号")
    last = models.PositiveIntegerField("已用到", default=0, editable=False)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
        ordering = ["bureau", "kind", "-year"]
        constraints = [models.UniqueConstraint(fields=["bureau", "kind", "year"], name="number_series_once")]

    def __str__(self):
        return f"{self.kind} {self.year}：{self.last}"

    def clean(self):
        from ..numbering import check_pattern

        try:
            check_pattern(self.pattern)
        except ValueError as error:
            raise ValidationError({"pattern": str(error)}) from None
