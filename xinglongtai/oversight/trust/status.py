"""Words of the record of promises, of objections, and of the lists. Closed lists."""

from django.db import models


class Kind(models.TextChoices):
    """What became of one promise. No points and no grades: words only."""

    ON_TIME = "on_time", "按期履行"
    EXTENDED = "extended", "延期后履行"
    LATE = "late", "逾期履行"
    BROKEN = "broken", "失诺"
    REFUSED = "refused", "未签署"
    VOID = "void", "作废"
    OPEN = "open", "未了结"
    OTHER = "other", "其他历史记录"


TONE = {
    Kind.ON_TIME: "good",
    Kind.EXTENDED: "good",
    Kind.LATE: "warn",
    Kind.BROKEN: "danger",
    Kind.REFUSED: "neutral",
    Kind.VOID: "neutral",
    Kind.OPEN: "info",
    Kind.OTHER: "neutral",
}
#: What a promise can have become; everything else says nothing about keeping one's word.
COUNTED = (Kind.ON_TIME, Kind.EXTENDED, Kind.LATE, Kind.BROKEN)
#: What legal staff may put in the place of the computed word: one of those, or that it does not count.
CORRECTIONS = [(kind.value, kind.label) for kind in COUNTED] + [(Kind.VOID.value, "不计入")]


def corrections_of(computed: str) -> list[tuple[str, str]]:
    """What a line that was judged ``computed`` may be corrected to: something better, or not counted; an objection never makes it worse."""
    better = COUNTED[: COUNTED.index(computed)] if computed in COUNTED else ()
    return [choice for choice in CORRECTIONS if choice[0] in {*better, Kind.VOID}]


class Source(models.TextChoices):
    """Where a line comes from."""

    PLEDGE = "pledge", "本系统承诺书"
    PRIOR = "prior", "导入的历史记录"


class ObjectionWay(models.TextChoices):
    """How the party objected."""

    WRITTEN = "written", "书面"
    IN_PERSON = "in_person", "当面"
    PHONE = "phone", "电话"
    ONLINE = "online", "网上"


class ObjectionState(models.TextChoices):
    """Where an objection stands."""

    PENDING = "pending", "待处理"
    ACCEPTED = "accepted", "已更正"
    REJECTED = "rejected", "不予更正"


OBJECTION_TONE = {
    ObjectionState.PENDING: "warn",
    ObjectionState.ACCEPTED: "good",
    ObjectionState.REJECTED: "neutral",
}


class ListKind(models.TextChoices):
    """The two lists of policy 四(六)."""

    INCENTIVE = "incentive", "守信联合激励"
    DISCIPLINE = "discipline", "失信联合惩戒"


class ListState(models.TextChoices):
    """Where an entry stands; that it lapsed is computed from its days."""

    PROPOSED = "proposed", "待决定"
    ENTERED = "entered", "已列入"
    REJECTED = "rejected", "不列入"
    WITHDRAWN = "withdrawn", "已撤回提议"
    ENDED = "ended", "提前移出"


LIST_TONE = {
    ListState.PROPOSED: "warn",
    ListState.ENTERED: "info",
    ListState.REJECTED: "neutral",
    ListState.WITHDRAWN: "neutral",
    ListState.ENDED: "neutral",
}
#: The only words on this in the texts we hold.
POLICY = (
    "兴隆台区市场监管领域柔性执法告知承诺制（试行）四（六）：“充分利用好监管结果，力争实现守信联合激励、失信联合惩戒”"
)
