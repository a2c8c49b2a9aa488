"""Values that a bureau may change without a programmer; the declared default holds where no row exists."""

from django.db import models

from .people import Bureau


class Parameter(models.Model):
    """One bureau's own value for a key declared with :func:`xinglongtai.core.parameters.define`."""

    bureau = models.ForeignKey(Bureau, on_delete=models.CASCADE, related_name="parameters", verbose_name="机关")
    key = models.CharField("参数", max_length=80)
    value = models.CharField("值", max_length=500)
    source = models.CharField("依据", max_length=300, blank=True, help_text="文件名称和文号")

    class Meta:
        verbose_name = "参数"
        verbose_name_plural = "参数"
        ordering = ["bureau", "key"]
        permissions = [("examine_installation", "可以查看系统体检")]
        constraints = [models.UniqueConstraint(fields=["bureau", "key"], name="parameter_unique_key")]

    def __str__(self):
        return f"{self.key} = {self.value}"

    def clean(self):
        from xinglongtai.core.parameters import check_value

        check_value(self.key, self.value)
