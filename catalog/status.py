"""Enumerations of the catalog and the allowed changes of a version's state."""

from django.db import models


class VersionState(models.TextChoices):
    """State of one version of an item. Only drafts can be edited; what waits for the second person is locked too."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "待审"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已失效"


TRANSITIONS = {
    VersionState.DRAFT: {VersionState.PENDING},
    VersionState.PENDING: {VersionState.DRAFT, VersionState.PUBLISHED},
    VersionState.PUBLISHED: {VersionState.RETIRED},
    VersionState.RETIRED: set(),
}

NEXT_STEP = {
    VersionState.DRAFT: "核对条款、预演后提交审核，由另一名法制人员审核发布",
    VersionState.PENDING: "等待另一名法制人员审核：通过即发布，不通过则退回修改",
    VersionState.PUBLISHED: "需要修改时建立新版本；不再适用时办理失效",
    VersionState.RETIRED: "如需恢复，请建立新版本",
}


#: Nobody has decided on these yet; they hold for no day.
OPEN_STATES = (VersionState.DRAFT, VersionState.PENDING)


def may_change(old: str, new: str) -> bool:
    """Whether a version may go from state ``old`` to state ``new``."""
    return new in TRANSITIONS[VersionState(old)]


class LoadState(models.TextChoices):
    """How far the bureau's legal staff allow an item to be used."""

    ENABLED = "enabled", "可用"
    REVIEW = "needs_legal_review", "须法制审核"
    DISABLED = "disabled", "停用"


#: From the freest to the strictest; an import may only move to the right.
STRICTNESS = [LoadState.ENABLED, LoadState.REVIEW, LoadState.DISABLED]


def stricter(one: str, other: str) -> str:
    """The stricter of two load states."""
    return max(LoadState(one), LoadState(other), key=STRICTNESS.index)


class StatuteKind(models.TextChoices):
    """Rank of a legal text."""

    LAW = "law", "法律"
    REGULATION = "regulation", "行政法规"
    LOCAL = "local", "地方性法规"
    RULE = "rule", "部门规章"
    LOCAL_RULE = "local_rule", "地方政府规章"
    GUIDE = "guide", "规范性文件"


class CitationRole(models.TextChoices):
    """What a cited article does for the item."""

    VIOLATED = "violated", "违反条款"
    PENALTY = "penalty", "处罚条款"
    LENIENCY = "leniency", "从宽依据"
    RELATED = "related", "相关条款"


class PenaltyStructure(models.TextChoices):
    """How the penalty clause is built; it decides whether timely correction alone ends liability."""

    PROGRESSIVE = "progressive", "责令改正前置（拒不改正才罚）"
    WARNING = "warning", "警告"
    DISCRETIONARY = "discretionary", "可以罚款"
    DIRECT = "direct", "应当罚款"
    NONE = "none", "无罚款"


class LeniencyKind(models.TextChoices):
    """The route of leniency an item takes by default (行政处罚法 33; never merged)."""

    MINOR = "minor", "轻微不罚"
    FIRST = "first_offence", "首违不罚"
    NO_FAULT = "no_fault", "无主观过错"
    EXEMPT = "exempt", "免予处罚"
    MITIGATE = "mitigate", "从轻减轻"


class BasisScope(models.TextChoices):
    """The policy's four bases (告知承诺制 二)."""

    STATUTE = "1", "一、法律法规规章"
    DISCRETION = "2", "二、总局省局裁量基准"
    NATIONAL_LIST = "3", "三、总局省局免罚清单"
    LOCAL_LIST = "4", "四、省市政府柔性执法清单"


class KeyArea(models.TextChoices):
    """Key areas of the policy (告知承诺制 四(三)); only a listed item passes there, after legal review."""

    FOOD = "food", "食品"
    DRUG = "drug", "药品"
    EQUIPMENT = "special_equipment", "特种设备"
    QUALITY = "product_quality", "产品质量"
    COMPETITION = "fair_competition", "公平竞争"


class TokenRole(models.TextChoices):
    """Whether a token must hold or must not hold."""

    CONDITION = "condition", "适用条件"
    EXCLUSION = "exclusion", "排除情形"


class ValueType(models.TextChoices):
    """What kind of fact answers a token."""

    BOOL = "bool", "是/否"
    CHOICE = "choice", "选项"
    COMPARE = "compare", "数值比较"


class Judge(models.TextChoices):
    """Who answers a token."""

    SYSTEM = "system", "系统"
    OFFICER = "officer", "执法人员"


class SourceLevel(models.TextChoices):
    """Who made the list an item was taken from (告知承诺制 二)."""

    NATIONAL = "national", "总局"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区"


class ArticleLevel(models.TextChoices):
    """Level of a piece of a legal text (立法法 65)."""

    ARTICLE = "article", "条"
    PARAGRAPH = "paragraph", "款"
    SUBPARAGRAPH = "subparagraph", "项"
    POINT = "point", "目"
    SECTION = "section", "段"


class CitationState(models.TextChoices):
    """What a look at the registered law says about a cited provision on a day."""

    FOUND = "found", "有条文"
    MISSING = "missing", "没有该条"
    NOT_IN_FORCE = "not_in_force", "法规当日未施行或已失效"
    NO_VERSION = "no_version", "未指定版本"
    NO_TEXT = "no_text", "未载入文本"


#: States that are faults of the citation; the others are remarks.
CITATION_FAULTS = (CitationState.MISSING, CitationState.NOT_IN_FORCE)


class TextOutcome(models.TextChoices):
    """What importing a legal text does to the registered law."""

    NEW_STATUTE = "new_statute", "登记新法规"
    NEW_VERSION = "new_version", "登记新版本"
    LOADED = "loaded", "载入文本"
    REPLACED = "replaced", "更正文本"
    SAME = "same", "文本相同，不变"


class ChangeKind(models.TextChoices):
    """What happens to a statute (立改废)."""

    NEW_TEXT = "new_text", "修改"
    ENDS = "ends", "废止或到期"


class ChangeDecision(models.TextChoices):
    """What the legal staff decided on an item touched by a change of the law."""

    UNTOUCHED = "untouched", "未处理"
    UNAFFECTED = "unaffected", "不受影响，继续适用"
    REPLACED = "replaced", "已由新版本接替"
    ENDED = "ended", "已办理失效"


class TaskStanding(models.TextChoices):
    """Where an undecided task of the law watch stands on a day."""

    AHEAD = "ahead", "到期未处理即暂停"
    SUSPENDED = "suspended", "已暂停适用"
    EXPIRES = "expires", "事项自身到期，须决定是否接续"
    KNOWING = "knowing", "变动后发布，未暂停，待复核"


class WatchAct(models.TextChoices):
    """What the legal staff can do with an item touched by a change of the law."""

    UNAFFECTED = "unaffected", "不受影响，继续适用"
    REDRAFT = "redraft", "建立新版本"
    END = "end", "办理失效"


class CandidateState(models.TextChoices):
    """What became of a candidate for the next batch."""

    OPEN = "open", "待研究"
    ADOPTED = "adopted", "已纳入"
    DECLINED = "declined", "不纳入"


class RunState(models.TextChoices):
    """What became of an import of a sheet."""

    PREVIEW = "preview", "待确认"
    IMPORTED = "imported", "已导入"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class LineKind(models.TextChoices):
    """What a line of a sheet means for the catalog."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    SAME = "same", "未变"
    REFUSED = "refused", "拒绝"
