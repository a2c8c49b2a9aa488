"""The rights of oversight, and the rows of its rooms."""

from django.db import models

from .bridge.models import *  # noqa: F403
from .evaluation.models import EvaluationReport, ItemEvaluation
from .ledger.models import *  # noqa: F403
from .morning.models import *  # noqa: F403
from .publication.models import *  # noqa: F403
from .retention.models import *  # noqa: F403
from .sameness.models import *  # noqa: F403
from .sampling.models import *  # noqa: F403
from .statistics.models import *  # noqa: F403
from .statistics.sums.models import *  # noqa: F403
from .trust.models import *  # noqa: F403

__all__ = ["EvaluationReport", "ItemEvaluation", "Oversight"]


class Oversight(models.Model):
    """Carrier of the supervisors' permissions; has no table."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("view_brief", "可以查看晨报"),
            ("view_overdue", "可以查看逾期审查"),
            ("supervise", "可以督办"),
            ("export_overdue", "可以导出逾期审查"),
            ("view_evaluation", "可以查看实施评估"),
            ("decide_evaluation", "可以决定和定稿实施评估"),
            ("view_sampling", "可以查看案卷评查"),
            ("draw_sample", "可以抽取评查案卷"),
            ("score_case", "可以评查打分"),
            ("edit_scoring", "可以编辑评查标准"),
            ("view_suspicion", "可以查看疑点线索"),
            ("view_sameness", "可以查看同案同罚比对"),
            ("decide_sameness", "可以对同案同罚比对作出意见"),
            ("view_statistics", "可以查看统计"),
            ("freeze_statistics", "可以定稿统计"),
            ("edit_handling_modes", "可以编辑处理方式归类"),
            ("view_ledger", "可以查看和导出台账"),
            ("import_ledger", "可以导入历史台账"),
            ("view_publication", "可以查看公示报送"),
            ("publish_outcome", "可以办理公示报送"),
            ("view_trust", "可以查看守信情况"),
            ("correct_trust", "可以更正守信记录"),
            ("propose_trust_list", "可以提出守信失信名单"),
            ("decide_trust_list", "可以决定守信失信名单"),
            ("manage_tokens", "可以管理接口凭证和推送"),
            ("approve_token", "可以批准接口凭证"),
            ("edit_packs", "可以编辑抄录字段包"),
            ("view_retention", "可以查看个人信息保管期限"),
            ("hold_case", "可以设置和解除保留"),
        ]
        verbose_name = "督导"
        verbose_name_plural = "督导"
