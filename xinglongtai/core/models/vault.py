"""What the database knows of the keys that closed something in it: their public marks, never the keys."""

from django.db import models
from django.utils import timezone


class KeyRecord(models.Model):
    """A key of :mod:`xinglongtai.core.keys` by name and public mark, so that a wrong folder of keys is noticed.

    ``retired_at``: nothing was closed by it any more, and it was moved aside.
    """

    purpose = models.CharField("用途", max_length=20)
    key_id = models.CharField("密钥名", max_length=12)
    mark = models.CharField("公开标记", max_length=16)
    first_used_at = models.DateTimeField("启用时间", default=timezone.now)
    retired_at = models.DateTimeField("移出时间", null=True, blank=True)

    class Meta:
        verbose_name = "密钥登记"
        verbose_name_plural = "密钥登记"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["purpose", "key_id"], name="keyrecord_once")]

    def __str__(self):
        return f"{self.purpose}/{self.key_id}"
