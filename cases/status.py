"""States of a case, what may follow what, and the words people see."""

from django.db import models


class CaseStatus(models.TextChoices):
    """Where a case stands. Only the verbs in ``cases.services`` change it."""

    DRAFT = "draft", "登记中"
    REVIEW = "review", "待法制审核"
    ASSESSED = "assessed", "已核查待处理"
    READY = "ready", "待签承诺"
    PLEDGED = "pledged", "承诺履行中"
    CORRECTED = "corrected", "整改到位"
    BREACHED = "breached", "失诺待处理"
    DECIDING = "deciding", "处理待批"
    FILED = "filed", "已立案"
    CLOSED = "closed", "已结案"
    REFERRED = "referred", "已移送"
    CANCELLED = "cancelled", "已撤销"


_S = CaseStatus
TRANSITIONS: dict[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.REVIEW, _S.ASSESSED, _S.READY, _S.CANCELLED}),
    _S.REVIEW: frozenset({_S.DRAFT, _S.READY, _S.ASSESSED}),
    _S.ASSESSED: frozenset({_S.DRAFT, _S.CORRECTED, _S.DECIDING}),
    _S.READY: frozenset({_S.DRAFT, _S.PLEDGED, _S.CORRECTED, _S.DECIDING}),
    _S.PLEDGED: frozenset({_S.READY, _S.CORRECTED, _S.BREACHED, _S.DECIDING}),
    _S.CORRECTED: frozenset({_S.DECIDING}),
    _S.BREACHED: frozenset({_S.DECIDING}),
    _S.DECIDING: frozenset(
        {_S.ASSESSED, _S.READY, _S.PLEDGED, _S.CORRECTED, _S.BREACHED, _S.FILED, _S.CLOSED, _S.REFERRED}
    ),
    _S.FILED: frozenset({_S.DECIDING}),
    _S.CLOSED: frozenset(),
    _S.REFERRED: frozenset(),
    _S.CANCELLED: frozenset(),
}
#: Facts (party, violations, sheet) may be edited only here.
EDITABLE = frozenset({_S.DRAFT})
#: Nothing more happens to the case.
FINAL = frozenset({_S.CLOSED, _S.REFERRED, _S.CANCELLED})
#: The 15-day verification clock of 程序规定 18 is running.
CLOCK_RUNNING = frozenset(set(_S) - FINAL - {_S.FILED})

#: The five stages shown on top of the case page, and the stage a status belongs to (1-based).
STAGES = ["登记", "核查", "承诺", "复查", "处理"]
STAGE_OF = {
    _S.DRAFT: 1,
    _S.REVIEW: 2,
    _S.ASSESSED: 5,
    _S.READY: 3,
    _S.PLEDGED: 4,
    _S.CORRECTED: 5,
    _S.BREACHED: 5,
    _S.DECIDING: 5,
    _S.FILED: 5,
    _S.CLOSED: 5,
    _S.REFERRED: 5,
    _S.CANCELLED: 1,
}
#: Chip tone by status (see docs/design-system.md).
TONE = {
    _S.DRAFT: "neutral",
    _S.REVIEW: "info",
    _S.ASSESSED: "warn",
    _S.READY: "info",
    _S.PLEDGED: "info",
    _S.CORRECTED: "good",
    _S.BREACHED: "danger",
    _S.DECIDING: "warn",
    _S.FILED: "warn",
    _S.CLOSED: "good",
    _S.REFERRED: "neutral",
    _S.CANCELLED: "neutral",
}


class Source(models.TextChoices):
    """Where the clue came from (policy 一)."""

    DAILY = "daily", "日常监督检查"
    RANDOM = "random", "双随机抽查"
    COMPLAINT = "complaint", "投诉举报"
    REFERRAL = "referral", "部门移送"
    ASSIGNED = "assigned", "上级交办"


class PartyKind(models.TextChoices):
    """Kinds of party; the codes are those of ``catalog.eligibility.vocabulary.PARTY_KINDS``."""

    COMPANY = "company", "公司"
    INDIVIDUAL = "individual_business", "个体工商户"
    PERSON = "natural_person", "自然人"
    SOLE = "sole_proprietorship", "个人独资企业"
    PARTNERSHIP = "partnership", "合伙企业"
    COOPERATIVE = "cooperative", "农民专业合作社"
    BRANCH = "branch", "分支机构"
    ENTERPRISE = "other_enterprise", "其他企业"
    INSTITUTION = "institution", "事业单位"
    ORGANIZATION = "social_organization", "社会组织"


class Outcome(models.TextChoices):
    """What a case may end in (DOMAIN §2)."""

    NO_CASE = "no_case", "不予立案"
    NO_PENALTY = "no_penalty", "不予行政处罚"
    EXEMPT = "exempt", "免予处罚"
    LIGHTER = "lighter", "从轻处罚"
    MITIGATED = "mitigated", "减轻处罚"
    PENALTY = "penalty", "依法给予处罚"
    ESCALATE = "escalate", "转立案处理"
    REFER_POLICE = "refer_police", "移送公安机关"
    REFER_OTHER = "refer_other", "移送其他部门"
    NOT_ESTABLISHED = "not_established", "违法事实不成立"


class DecisionState(models.TextChoices):
    """State of something that waits for somebody else's decision."""

    PENDING = "pending", "待审批"
    ENDORSED = "endorsed", "已初审"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


#: States in which somebody else's decision is awaited.
WAITING = frozenset({DecisionState.PENDING, DecisionState.ENDORSED})


class ApprovalKind(models.TextChoices):
    """What waits for a decision of a head or leader, as the inbox and 授权代理 tell it apart."""

    OUTCOME = "outcome", "处理意见"
    FILING = "filing", "转立案"
    REFERRAL = "referral", "移送"
    CLOCK = "clock", "延长核查期限"
    EXTENSION = "extension", "承诺延期"
    FIRST_STEP = "first_step", "初审"


def approval_kind(outcome: str) -> ApprovalKind:
    """The kind of a proposed outcome."""
    if outcome == Outcome.ESCALATE:
        return ApprovalKind.FILING
    return ApprovalKind.REFERRAL if outcome in {Outcome.REFER_POLICE, Outcome.REFER_OTHER} else ApprovalKind.OUTCOME


class ReviewReason(models.TextChoices):
    """Why legal staff must decide before a pledge may be offered."""

    KEY_AREA = "key_area", "重点领域事项"
    OFF_LIST = "off_list", "清单外"
    OVERRIDE = "override", "与核查结论不同的意见"
    LAW_CHANGE = "law_change", "新旧法适用"
    OTHER = "other", "核查结论需要法制审核"


class CheckSource(models.TextChoices):
    """Where the first-offence check looked."""

    OWN = "own", "本系统承诺与案件"
    IMPORTED = "imported", "导入的历史记录"
    GSXT = "gsxt", "国家企业信用信息公示系统"
    CASE_SYSTEM = "case_system", "执法办案系统"


class CheckResult(models.TextChoices):
    """What one source said. «未能核实» is a lawful answer and forces a person's decision."""

    NONE = "none", "未发现同类违法"
    FOUND = "found", "发现同类违法"
    UNVERIFIED = "unverified", "未能核实"


class ItemMatch(models.TextChoices):
    """How the item of an imported record was found."""

    NUMBER = "number", "按事项编号"
    WORDS = "words", "表述一致"
    LIKELY = "likely", "表述相近，须人工判断"


class EvidenceKind(models.TextChoices):
    """What a file shows."""

    PHOTO = "photo", "现场照片"
    CORRECTED = "corrected_photo", "整改后照片"
    SCREENSHOT = "screenshot", "查询截图"
    SIGNED = "signed_scan", "签字扫描件"
    DOCUMENT = "document", "书面材料"
    RECORDING = "recording", "录音录像"
    SIGNATURE = "signature", "手写签名图像"
    AUTHORITY = "authority", "授权委托书"
    SERVICE_PROOF = "service_proof", "送达凭证"
    IDENTITY = "identity_scan", "证件复印件"


#: Files of the place, which the web server may send and which therefore lie as they came. All others lie closed.
OPEN_EVIDENCE = frozenset({EvidenceKind.PHOTO, EvidenceKind.CORRECTED, EvidenceKind.RECORDING})
#: Files that may show identity papers or a person's hand: opened only with the right to identities, each time an event.
PERSONAL_EVIDENCE = frozenset(
    {EvidenceKind.SIGNED, EvidenceKind.SIGNATURE, EvidenceKind.AUTHORITY, EvidenceKind.IDENTITY}
)


class EvidenceOrigin(models.TextChoices):
    """By which way a file came."""

    OFFICER = "officer", "执法人员上传"
    OFFLINE = "offline", "执法人员离线采集"
    PAD = "pad", "签名板"
    PARTY = "party", "当事人网上提交"


class MeasureKind(models.TextChoices):
    """柔性措施 of policy 四(一)(二)."""

    GUIDANCE = "guidance", "事前辅导"
    RISK_NOTICE = "risk_notice", "执法风险提示"
    ADVICE = "advice", "监管劝戒"
    WARNING = "warning", "轻微违法警示"
    PROBLEM_TALK = "problem_talk", "突出问题约谈"
    CRITICISM = "criticism", "批评教育"
    PERSUASION = "persuasion", "劝导示范"
    WARNING_TALK = "warning_talk", "警示约谈"


class ReviewVerdict(models.TextChoices):
    """The verdicts of a sheet (DOMAIN §3), in plain words."""

    ELIGIBLE = "eligible", "可以适用承诺"
    NEEDS_LEGAL_REVIEW = "needs_legal_review", "须先经法制审核"
    NOT_ELIGIBLE = "not_eligible", "不能适用承诺"
    ORDINARY_PROCEDURE = "ordinary_procedure", "须按普通程序立案"
    NO_PLEDGE_NEEDED = "no_pledge_needed", "无须承诺，可依法办结"
    TRANSFER_TO_POLICE = "transfer_to_police", "移送公安机关"


def may_become(old: str, new: str) -> bool:
    """Whether a case in ``old`` may go to ``new``."""
    return new in TRANSITIONS[CaseStatus(old)]
