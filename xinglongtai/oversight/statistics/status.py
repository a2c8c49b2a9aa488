"""Closed lists of statistics: the three modes of 721, the ways of handling that are sorted into them, states of frozen figures."""

from django.db import models


class Mode(models.TextChoices):
    """The three modes of the 721 method (policy 一), and what is sorted into none of them."""

    SERVICE = "service", "服务"
    MANAGEMENT = "management", "管理"
    ENFORCEMENT = "enforcement", "执法"
    NONE = "none", "不归类"


#: The three modes whose shares are told.
MODES = (Mode.SERVICE, Mode.MANAGEMENT, Mode.ENFORCEMENT)


class Way(models.TextChoices):
    """How something was handled. The first eight are the kinds of soft measures; of a case it is the furthest it went."""

    GUIDANCE = "guidance", "事前辅导"
    RISK_NOTICE = "risk_notice", "执法风险提示"
    ADVICE = "advice", "监管劝戒"
    WARNING = "warning", "轻微违法警示"
    PROBLEM_TALK = "problem_talk", "突出问题约谈"
    CRITICISM = "criticism", "批评教育"
    PERSUASION = "persuasion", "劝导示范"
    WARNING_TALK = "warning_talk", "警示约谈"
    ON_SPOT = "on_spot", "当场纠正"
    PLEDGE = "pledge", "承诺跟踪"
    ORDER = "order", "责令改正"
    FILED = "filed", "已立案，尚未决定"
    LENIENT = "lenient", "立案后不予处罚、免予处罚"
    LIGHTER = "lighter", "从轻、减轻处罚"
    PENALTY = "penalty", "立案处罚"
    REFERRED = "referred", "移送"
    NOT_ESTABLISHED = "not_established", "违法事实不成立"
    OTHER = "other", "核查中，或没有采取上述方式"


#: Leniency is never counted as a penalty: these can never be sorted into 执法.
LENIENT_WAYS = frozenset({Way.LENIENT, Way.LIGHTER})
#: Before legal staff changes anything: what the design's §7 names (指导、提醒、当场纠正; 责令改正、约谈、承诺跟踪; 立案处罚). What it does
#: not name is sorted into no mode.
FIRST_MODES: dict[str, str] = {
    Way.GUIDANCE: Mode.SERVICE,
    Way.RISK_NOTICE: Mode.SERVICE,
    Way.ADVICE: Mode.SERVICE,
    Way.WARNING: Mode.SERVICE,
    Way.PERSUASION: Mode.SERVICE,
    Way.ON_SPOT: Mode.SERVICE,
    Way.PROBLEM_TALK: Mode.MANAGEMENT,
    Way.WARNING_TALK: Mode.MANAGEMENT,
    Way.PLEDGE: Mode.MANAGEMENT,
    Way.ORDER: Mode.MANAGEMENT,
    Way.PENALTY: Mode.ENFORCEMENT,
}


class SpanKind(models.TextChoices):
    """What can be frozen."""

    MONTH = "month", "月度"
    YEAR = "year", "年度"


class FrozenState(models.TextChoices):
    """Whether frozen figures still stand."""

    STANDING = "standing", "已定稿"
    WITHDRAWN = "withdrawn", "已撤回"
