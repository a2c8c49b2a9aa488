"""What a restore leaves behind: that it was, and the numbers whose papers it lost. Written by :mod:`xinglongtai.core.continuity`."""

from django.db import models

from .people import Bureau


class Restoration(models.Model):
    """An older database was put back. ``backup``: the name of the backup; ``report``: what was proved, as told."""

    backup = models.CharField("备份", max_length=60)
    backup_made_at = models.DateTimeField("备份时间")
    restored_at = models.DateTimeField("恢复时间")
    who = models.CharField("恢复人", max_length=60)
    reason = models.CharField("恢复原因", max_length=300)
    code = models.CharField("程序版本", max_length=60)
    report = models.JSONField("核对结果", default=list)

    class Meta:
        verbose_name = "恢复记录"
        verbose_name_plural = "恢复记录"
        ordering = ["-pk"]

    def __str__(self):
        return f"恢复备份 {self.backup}"


class LostNumber(models.Model):
    """A number that was printed and whose paper is no longer in the database. ``given_at`` is empty where nothing tells when."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="lost_numbers", verbose_name="机关")
    kind = models.CharField("文书种类", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    n = models.PositiveIntegerField("序号")
    text = models.CharField("编号", max_length=100)
    given_at = models.DateTimeField("给出时间", null=True, blank=True)
    cause = models.CharField("空缺原因", max_length=300)
    who = models.CharField("恢复人", max_length=60, blank=True)
    restoration = models.ForeignKey(
        Restoration, on_delete=models.PROTECT, null=True, blank=True, related_name="numbers", verbose_name="恢复记录"
    )
    found_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "编号空缺"
        verbose_name_plural = "编号空缺"
        ordering = ["-year", "kind", "-n"]
        constraints = [models.UniqueConstraint(fields=["bureau", "kind", "year", "n"], name="lost_number_once")]

    def __str__(self):
        return self.text
