"""Oversight owns no rows; this names its rights."""

from django.db import models


class Oversight(models.Model):
    """Carrier of the supervisors' permissions; has no table."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("supervise", "可以督办和查看逾期审查"),
            ("export_overdue", "可以导出逾期审查"),
        ]
        verbose_name = "督导"
        verbose_name_plural = "督导"
