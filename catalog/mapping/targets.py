"""What a column of somebody's sheet can be, and the headings bureaus give it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One thing a column can be. ``key`` is a column of :mod:`catalog.rows` or one of the mixed kinds below.

    ``words``: headings, the surest first; a heading that contains one of them fits too, the longest wins.
    ``joins``: several columns may go into it; their texts are put together.
    """

    key: str
    label: str
    words: tuple[str, ...] = ()
    joins: bool = False


#: Not a column of ours: left out on purpose.
SKIP = ""
#: Columns whose cells hold more than one of our columns, or free text a machine does not judge.
BOTH, VIOLATED, PENALTY = "basis_both", "basis_violated", "basis_penalty"
CONDITIONS_TEXT, EXCLUSIONS_TEXT = "conditions_text", "exclusions_text"


def _target(key: str, label: str, words: str = "", joins: bool = False) -> Target:
    return Target(key, label, tuple(words.split()), joins)


TARGETS = (
    _target(
        "item_no",
        "事项编号",
        "事项编号 事项编码 清单编号 编号 编码 事项代码 代码",
    ),
    _target(
        "batch",
        "批次",
        "批次 公布批次 清单批次 所属批次",
    ),
    _target(
        "domain",
        "领域",
        "领域 执法领域 监管领域 业务领域 所属领域 类别 事项类别 违法类别 所属类别 行业领域 业务条线",
    ),
    _target(
        "violation",
        "违法行为",
        "违法行为 违法事项 事项名称 轻微违法行为 违法行为名称 轻微违法事项 不予处罚事项 免罚事项 "
        "柔性执法事项 违法情形 违法行为表现 违法行为种类 行政处罚事项 处罚事项 具体事项 违法违规行为 "
        "案由 首违不罚事项 事项",
    ),
    _target(
        BOTH,
        "法律依据（违反和处罚写在一格）",
        "法律依据 法定依据 执法依据 设定依据 法律法规依据 依据 法律法规规章依据 实施依据",
    ),
    _target(
        VIOLATED,
        "违反条款（法规和条款写在一格）",
        "违反条款 违反的法律规定 违反的规定 违反依据 违法依据 定性依据 违反的法律条款 认定依据 "
        "禁止性规定 违反法律法规 违则",
    ),
    _target(
        PENALTY,
        "处罚依据（法规和条款写在一格）",
        "处罚依据 处罚条款 行政处罚依据 罚则 处罚的法律依据 法律责任 处罚法律依据 处罚依据条款",
    ),
    _target(
        "violated_law",
        "违反的法规",
        "违反的法规 违反法规 违反的法律法规 违反法律",
    ),
    _target(
        "violated_article",
        "违反条款（只写条款）",
        "违反条款号 违反的条款",
    ),
    _target(
        "penalty_law",
        "处罚依据法规",
        "处罚依据法规 处罚法规 处罚依据法律",
    ),
    _target(
        "penalty_article",
        "处罚条款（只写条款）",
        "处罚条款号 处罚的条款",
    ),
    _target(
        "penalty_summary",
        "处罚概要",
        "处罚概要 处罚内容 处罚种类 处罚幅度 处罚种类及幅度 法定处罚 处罚标准 罚款幅度",
    ),
    _target(
        "penalty_structure",
        "处罚结构",
        "处罚结构",
    ),
    _target(
        "leniency_kind",
        "从宽类型",
        "从宽类型 从宽种类 处理方式 裁量等级 免罚类型 不罚类型 处理决定 处理结果 清单类型 适用类型 从宽方式",
    ),
    _target(
        "legal_basis_scope",
        "适用范围",
        "适用范围 依据类别",
    ),
    _target(
        "leniency_basis",
        "从宽依据",
        "从宽依据 不予处罚依据 免罚依据 免予处罚依据 不罚依据 减轻依据 从轻减轻依据 裁量依据 "
        "不予处罚法律依据 不予行政处罚依据",
    ),
    _target("conditions", "适用条件（条件词）"),
    _target(
        CONDITIONS_TEXT,
        "适用条件（文字，由人判断）",
        "适用条件 适用情形 免罚条件 不予处罚条件 具体条件 条件 免罚情形 不予处罚情形 轻微情形 "
        "适用标准 裁量情节 同时具备的条件 认定标准",
        joins=True,
    ),
    _target("exclusions", "排除情形（条件词）"),
    _target(
        EXCLUSIONS_TEXT,
        "排除情形（文字，由人判断）",
        "排除情形 不适用情形 除外情形 例外情形 不得适用 禁止适用",
        joins=True,
    ),
    _target(
        "supervision_measure",
        "配套监管措施",
        "配套监管措施 监管措施 配套措施 后续监管 事后监管 教育措施 柔性措施 监管方式",
        joins=True,
    ),
    _target(
        "correction_days_max_suggested",
        "最长改正期限（工作日）",
        "最长改正期限（工作日） 改正期限 整改期限 责令改正期限 整改时限 改正时限 承诺期限",
    ),
    _target(
        "remote_recheck",
        "可以免到场复查",
        "可以免到场复查 免到场复查 非现场复查",
    ),
    _target(
        "key_area",
        "重点领域",
        "重点领域",
    ),
    _target(
        "default_state",
        "使用状态",
        "使用状态",
    ),
    _target(
        "source_list",
        "清单来源",
        "清单来源 来源清单 来源文件 制定机关 来源",
    ),
    _target(
        "effective_from",
        "施行日期",
        "施行日期 生效日期 实施日期 起始日期 施行时间 实施时间 执行日期 生效时间",
    ),
    _target(
        "effective_to",
        "截止日期",
        "截止日期 失效日期 有效期至 终止日期 截止时间 有效期",
    ),
    _target(
        "evidence",
        "参考清单",
        "参考清单",
    ),
    _target(
        "verified",
        "条文已核对",
        "条文已核对",
    ),
    _target(
        "verified_file",
        "核对所用文本",
        "核对所用文本",
    ),
    _target(
        "checked_text_in_force",
        "按现行文本核对",
        "按现行文本核对",
    ),
    _target(
        "related_basis",
        "相关条款",
        "相关条款 相关依据 其他依据",
        joins=True,
    ),
    _target(
        "note",
        "备注",
        "备注 说明 备注说明 其他说明",
        joins=True,
    ),
    _target(
        "keywords",
        "日常用语",
        "日常用语 俗称 通俗说法 关键词",
        joins=True,
    ),
)
BY_KEY = {target.key: target for target in TARGETS}
#: Headings of columns that carry nothing of the item.
NOTHING = frozenset(
    (
        "拒绝原因 序号 序列 行号 no no. 顺序号 项目 责任单位 责任科室 实施主体 执法主体 实施机关 "
        "承办机构 联系人 联系电话 行使层级"
    ).split()
)
#: Columns a person may fill with one value for the whole sheet.
FILLS = ("batch", "domain", "leniency_kind", "source_list", "default_state")
