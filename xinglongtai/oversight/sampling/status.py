"""States and closed lists of 案卷评查, and what may follow what."""

from django.db import models


class DrawKind(models.TextChoices):
    """How the files of a drawing were found."""

    RANDOM = "random", "随机抽取"
    WEIGHTED = "weighted", "按风险加权抽取"
    DIRECTED = "directed", "专项指定"


class SizeUnit(models.TextChoices):
    """How the size of a drawing was asked for."""

    COUNT = "count", "件"
    SHARE = "share", "%"


class DrawState(models.TextChoices):
    """A drawing stands or was cancelled with a reason; it is never deleted."""

    LIVE = "live", "有效"
    CANCELLED = "cancelled", "已撤销"


class ReviewState(models.TextChoices):
    """How far the review of one file is."""

    WAITING = "waiting", "待评查"
    DRAFT = "draft", "评查中"
    SUBMITTED = "submitted", "已提交"


class Grade(models.TextChoices):
    """What a file was found to be."""

    GOOD = "good", "优秀"
    FAIR = "fair", "合格"
    POOR = "poor", "不合格"


class StandardState(models.TextChoices):
    """Life of a version of the scoring sheet. One version of a bureau is in force."""

    DRAFT = "draft", "草稿"
    IN_FORCE = "in_force", "现行"
    REPLACED = "replaced", "已被代替"


class Part(models.TextChoices):
    """Groups of the scoring sheet, in its order."""

    SUBJECT = "subject", "主体"
    FACTS = "facts", "事实和证据"
    PROCEDURE = "procedure", "程序"
    LAW = "law", "法律适用"
    PAPERS = "papers", "文书"
    EXECUTION = "execution", "执行和归档"


class Judged(models.TextChoices):
    """What the system says of a line it can judge. «Not known» leaves the line to the reviewer."""

    HELD = "held", "符合"
    NOT_HELD = "not_held", "不符合"
    UNKNOWN = "unknown", "系统不能判断"


class FindingState(models.TextChoices):
    """Where a finding stands between reviewer and handler."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "待确认"
    ACCEPTED = "accepted", "已了结"


class StepKind(models.TextChoices):
    """What was done with a finding."""

    MENDED = "mended", "已整改"
    NOT_MENDED = "not_mended", "说明理由"
    ACCEPTED = "accepted", "认可"
    RETURNED = "returned", "退回"


class SuspicionState(models.TextChoices):
    """What became of a suspicion. It is never an accusation."""

    OPEN = "open", "疑点，待核实"
    EXPLAINED = "explained", "有合理解释"
    TO_REVIEW = "to_review", "已转评查"
    HANDED_ON = "handed_on", "已转纪检线索"


GRADE_TONE = {Grade.GOOD: "good", Grade.FAIR: "info", Grade.POOR: "warn"}
REVIEW_TONE = {ReviewState.WAITING: "neutral", ReviewState.DRAFT: "info", ReviewState.SUBMITTED: "good"}
FINDING_TONE = {FindingState.OPEN: "warn", FindingState.ANSWERED: "info", FindingState.ACCEPTED: "good"}
SUSPICION_TONE = {
    SuspicionState.OPEN: "warn",
    SuspicionState.EXPLAINED: "neutral",
    SuspicionState.TO_REVIEW: "info",
    SuspicionState.HANDED_ON: "info",
}
JUDGED_TONE = {Judged.HELD: "good", Judged.NOT_HELD: "warn", Judged.UNKNOWN: "neutral"}

#: Who may follow whom. A finding goes between handler and reviewer until it is accepted.
FINDING_NEXT = {
    FindingState.OPEN: frozenset({FindingState.ANSWERED}),
    FindingState.ANSWERED: frozenset({FindingState.OPEN, FindingState.ACCEPTED}),
    FindingState.ACCEPTED: frozenset(),
}
