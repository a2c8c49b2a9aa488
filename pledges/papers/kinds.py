"""Kinds of papers. Plain enumeration: models, verbs and pages import it, it imports nothing of them."""

from django.db import models


class PaperKind(models.TextChoices):
    """The papers of a case besides 柔性执法告知承诺书, which has a model of its own."""

    SCENE = "scene_record", "现场笔录"
    ORDER = "correction_order", "责令改正通知书"
    ADDRESS = "service_address", "送达地址确认书"
    SERVICE = "proof_of_service", "送达回证"
    RECHECK = "recheck_record", "复查记录"
    NO_CASE = "no_case_approval", "不予立案审批表"
    FILING = "filing_approval", "立案审批表"
    NO_PENALTY = "no_penalty_decision", "不予行政处罚决定书"
    CLOSING = "closing_approval", "结案审批表"
    REFERRAL = "referral_letter", "案件移送函"
