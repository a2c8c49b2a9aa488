"""The rights of oversight, and the rows of its rooms."""

from django.db import models

from .evaluation.models import EvaluationReport, ItemEvaluation

__all__ = ["EvaluationReport", "ItemEvaluation", "Oversight"]


class Oversight(models.Model):
    """Carrier of the supervisors' permissions; has no table."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("supervise", "可以督办和查看逾期审查"),
            ("export_overdue", "可以导出逾期审查"),
            ("view_evaluation", "可以查看实施评估"),
            ("decide_evaluation", "可以决定和定稿实施评估"),
        ]
        verbose_name = "督导"
        verbose_name_plural = "督导"
