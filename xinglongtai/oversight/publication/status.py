"""Words of publication: targets, states, kinds of penalty. Closed lists."""

from django.db import models

from cases.status import Outcome


class Target(models.TextChoices):
    """Where something is published."""

    GSXT = "gsxt", "国家企业信用信息公示系统"
    CREDIT = "credit", "信用中国"


class State(models.TextChoices):
    """Where the publication of one case in one system stands."""

    PENDING = "pending", "待报送"
    SKIPPED = "skipped", "不公示"
    SENT = "sent", "已报送"
    WITHDRAWN = "withdrawn", "已撤回公示"


TONE = {State.PENDING: "warn", State.SKIPPED: "neutral", State.SENT: "good", State.WITHDRAWN: "neutral"}
TRANSITIONS: dict[str, frozenset[str]] = {
    State.PENDING: frozenset({State.SKIPPED, State.SENT}),
    State.SKIPPED: frozenset({State.PENDING}),
    State.SENT: frozenset({State.PENDING, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.PENDING}),
}


class Why(models.TextChoices):
    """Who or what brought a row to its state."""

    CLOSED = "closed", "结案自动列入"
    PERSON = "person", "当事人是自然人"
    WARNING = "warning", "仅受到警告"
    DECIDED = "decided", "法制人员决定"
    RETURNED = "returned", "接收系统退回"
    CORRECTION = "correction", "更正公示"
    PACK = "pack", "报送包报送"


class PenaltyKind(models.TextChoices):
    """Kinds of penalty of 行政处罚法 9 that a market regulator decides on (行政拘留 is the police's)."""

    WARNING = "warning", "警告"
    CRITICISM = "criticism", "通报批评"
    FINE = "fine", "罚款"
    GAINS = "gains", "没收违法所得"
    GOODS = "goods", "没收非法财物"
    SUSPEND = "suspend", "暂扣许可证件"
    DOWNGRADE = "downgrade", "降低资质等级"
    REVOKE = "revoke", "吊销许可证件"
    RESTRICT = "restrict", "限制开展生产经营活动"
    STOP = "stop", "责令停产停业"
    CLOSE = "close", "责令关闭"
    BAR = "bar", "限制从业"
    OTHER = "other", "法律、行政法规规定的其他行政处罚"


#: Penalties that name an amount of money.
MONEY_KINDS = frozenset({PenaltyKind.FINE, PenaltyKind.GAINS})


class PackState(models.TextChoices):
    """A pack is made, sent, or void; it never changes its rows."""

    MADE = "made", "已制作，待报送"
    SENT = "sent", "已报送"
    VOID = "void", "已作废"


PACK_TONE = {PackState.MADE: "warn", PackState.SENT: "good", PackState.VOID: "neutral"}


class RowState(models.TextChoices):
    """What became of one line of a pack."""

    IN = "in", "在包内"
    SENT = "sent", "已报送"
    RETURNED = "returned", "被退回"
    DROPPED = "dropped", "随包作废"


ROW_TONE = {RowState.IN: "info", RowState.SENT: "good", RowState.RETURNED: "danger", RowState.DROPPED: "neutral"}

#: Only these are penalties (DOMAIN §7); all come after filing, so by the ordinary procedure (公示规定 2 I).
PENALTIES = (Outcome.PENALTY, Outcome.LIGHTER, Outcome.MITIGATED)
#: Never published unless legal staff decide so for the one case; never as a penalty.
LENIENT = (Outcome.NO_CASE, Outcome.NO_PENALTY, Outcome.EXEMPT)

ONLY_WARNING = "仅受到警告行政处罚的不予公示（市场监督管理行政处罚信息公示规定第二条第二款）。"
NATURAL_PERSON = (
    "当事人是自然人。现有依据只写明市场主体的处罚信息记于市场主体名下（公示规定第二条第三款），"
    "自然人怎样公示待核实，默认不公示。"
)
NOT_FOR_PERSONS = (
    "自然人的处罚信息怎样公示，现有依据没有写明（待核实），本系统不报送。上级另有要求的，请按要求在公示系统中直接办理。"
)
