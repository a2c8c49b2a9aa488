"""States of a pledge, what may follow what, and closed lists of results."""

from django.db import models


class PledgeStatus(models.TextChoices):
    """Where a pledge stands. Only the verbs in ``pledges.services`` change it."""

    ISSUED = "issued", "待签字"
    SIGNED = "signed", "履行中"
    SUBMITTED = "submitted", "待复查"
    FULFILLED = "fulfilled", "已履行"
    BREACHED = "breached", "失诺"
    VOIDED = "voided", "已作废"
    REFUSED = "refused", "拒绝签署"


_P = PledgeStatus
TRANSITIONS: dict[str, frozenset[str]] = {
    _P.ISSUED: frozenset({_P.SIGNED, _P.VOIDED, _P.REFUSED}),
    _P.SIGNED: frozenset({_P.SUBMITTED, _P.FULFILLED, _P.BREACHED, _P.VOIDED}),
    _P.SUBMITTED: frozenset({_P.SIGNED, _P.FULFILLED, _P.BREACHED}),
    _P.FULFILLED: frozenset(),
    _P.BREACHED: frozenset(),
    _P.VOIDED: frozenset(),
    _P.REFUSED: frozenset(),
}
#: The deadline runs and can be missed. An unsigned letter is no promise yet: it has a list of its own.
RUNNING = frozenset({_P.SIGNED})
#: Something is still to be done.
OPEN = frozenset({_P.ISSUED, _P.SIGNED, _P.SUBMITTED})
TONE = {
    _P.ISSUED: "info",
    _P.SIGNED: "info",
    _P.SUBMITTED: "warn",
    _P.FULFILLED: "good",
    _P.BREACHED: "danger",
    _P.VOIDED: "neutral",
    _P.REFUSED: "neutral",
}


class PledgeMode(models.TextChoices):
    """The two boxes of 附件1."""

    IMMEDIATE = "immediate", "立即予以纠正"
    BY_DATE = "by_date", "限期纠正并送交整改材料"


class RecheckResult(models.TextChoices):
    """Closed list of what a recheck may find."""

    CORRECTED = "corrected", "整改到位"
    PARTLY = "partly", "部分到位，延期"
    REFUSED = "refused", "拒不改正"
    OVERDUE = "overdue", "逾期未改"
    FAILED = "failed", "改后仍不符合"
    UNVERIFIABLE = "unverifiable", "无法核查"


#: Results that break the pledge (policy 四(三)).
BREACHING = frozenset({RecheckResult.REFUSED, RecheckResult.OVERDUE, RecheckResult.FAILED})


class Delivery(models.TextChoices):
    """How the letter reached the party."""

    HAND = "hand", "直接送达"
    LEFT = "left", "留置送达"
    ELECTRONIC = "electronic", "电子送达"
    POST = "post", "邮寄送达"
    NOTICE = "notice", "公告送达"


def may_become(old: str, new: str) -> bool:
    """Whether a pledge in ``old`` may go to ``new``."""
    return new in TRANSITIONS[PledgeStatus(old)]


class WishKind(models.TextChoices):
    """What a party may tell on its page besides handing in materials."""

    TIME = "time", "申请延期"
    OBJECTION = "objection", "陈述申辩"
