"""What a column of a bureau's own sheet of past pledges and penalties can be, and the headings such sheets bear."""

from dataclasses import dataclass

from xinglongtai.core.grids import Grid
from xinglongtai.core.grids.headings import Heading, Vocabulary, samples


@dataclass(frozen=True)
class Target:
    """One thing a column can be. ``words``: headings, the surest first. ``joins``: several columns may go into it."""

    key: str
    label: str
    words: tuple[str, ...]
    joins: bool = False


def _target(key: str, label: str, words: str, joins: bool = False) -> Target:
    return Target(key, label, tuple(words.split()), joins)


TARGETS = (
    _target(
        "party_name",
        "当事人名称",
        "当事人名称 当事人 当事人姓名 单位名称 被处罚人 被处罚人名称 被处罚单位 被处罚人姓名 行政相对人名称 行政相对人 相对人名称 "
        "企业名称 市场主体名称 市场主体 主体名称 经营主体 经营者名称 商户名称 店铺名称 被检查单位 受检单位 承诺人 单位 名称 姓名 字号",
    ),
    _target(
        "identity",
        "证件号（信用代码、旧注册号、身份证号自动识别）",
        "统一社会信用代码/证件号 统一社会信用代码 社会信用代码 信用代码 证照号码 证件号码 证件号 证照号 营业执照号 营业执照注册号 "
        "注册号 工商注册号 旧注册号 身份证号 身份证号码 居民身份证号 公民身份号码 身份证 税号",
        joins=True,
    ),
    _target("address", "地址", "地址 住所 经营场所 经营地址 单位地址 住址 注册地址 住所地 经营场所地址 检查地点"),
    _target(
        "violation",
        "违法行为",
        "违法行为 案由 违法事实 主要违法事实 违法行为类型 违法事项 违法情形 违法行为名称 轻微违法行为 违法违规行为 存在问题 "
        "发现的问题 案件名称",
    ),
    _target(
        "item",
        "清单事项（编号或名称）",
        "清单事项及版本 清单事项 清单编号 清单事项编号 事项编号 事项名称 对应事项 清单序号",
    ),
    _target(
        "act_on",
        "违法（检查、发现）日期",
        "违法日期 违法行为发生日期 违法时间 违法行为发生时间 检查日期 检查时间 发现日期 发现时间 案发日期 案发时间 立案日期 立案时间 "
        "日期 时间",
    ),
    _target(
        "decided_on",
        "决定（签订）日期，没有违法日期时使用",
        "处罚决定日期 行政处罚决定日期 处罚决定书日期 作出处罚决定日期 决定日期 处罚日期 处罚时间 处理日期 办结日期 结案日期 结案时间 "
        "签订日期 签发日期 承诺日期 签署日期 承诺时间",
    ),
    _target(
        "pledge_number",
        "承诺书编号",
        "承诺书编号 承诺书文号 承诺书号 告知承诺书编号 告知承诺书文号 承诺编号 承诺书",
    ),
    _target(
        "document_number",
        "决定书文号",
        "处罚决定书文号 行政处罚决定书文号 处罚决定书编号 决定书文号 决定文号 处罚文号 处罚决定文号 文书号 文书文号 文书编号 文号 案号 "
        "案件编号 立案号 决定书号",
    ),
    _target(
        "outcome",
        "处理结果",
        "处理结果 处罚结果 处罚内容 行政处罚内容 处罚决定 处理决定 处罚种类 处罚类型 处理方式 处理情况 办理结果 处罚决定内容 罚款金额",
    ),
    _target(
        "kept",
        "履行（整改）情况",
        "履行情况 承诺履行情况 是否履行 是否履行承诺 整改情况 整改结果 是否整改 是否整改到位 是否改正 改正情况 复查日期及结果 "
        "复查结果 复查情况 履行结果",
    ),
    _target("broken", "是否失诺（是／否）", "未履行承诺 是否失诺 失诺 是否违约 是否违反承诺"),
    _target("note", "备注", "备注 说明 备注说明 其他说明", joins=True),
)
BY_KEY = {target.key: target for target in TARGETS}
#: Headings of columns that are left out on purpose.
NOTHING = frozenset(
    (
        "拒绝原因 序号 序列 行号 no no. 顺序号 主体类型 联系人及电话 联系电话 电话 联系人 检查来源 案件来源 承办人及执法证号(2) "
        "承办人及执法证号 承办人 办案人员 承办机构 办案单位 承办单位 违反条款 处罚条款 首违核查结果及时间 责令改正文号 承诺方式 改正期限 "
        "延期 送达方式及时间 送达方式 整改材料提交日 公示状态 归档日 处罚依据 法律依据 违反规定 法定代表人 负责人 经营者"
    ).split()
)
_VOCABULARY = Vocabulary({word: target.key for target in TARGETS for word in target.words}, NOTHING)
known_key = _VOCABULARY.key


def guess(grid: Grid, heading: Heading) -> dict[int, str]:
    """Column → target key, "" for those to leave out. Where two headings mean the same, the surer word keeps it."""
    wanted: dict[int, str] = {}
    for column, text in enumerate(heading.texts):
        keys = [known_key(part) for part in reversed(text.split("/"))] + [known_key(text)]
        key = next((key for key in reversed(keys) if key), "")
        wanted[column] = key or ("" if "" in keys else _by_samples(samples(grid, heading, column, 12)))
    holder: dict[str, int] = {}
    for column, key in wanted.items():
        if key and not BY_KEY[key].joins:
            other = holder.setdefault(key, column)
            if other != column:
                loser = column if _rank(key, heading.texts[other]) <= _rank(key, heading.texts[column]) else other
                wanted[loser] = ""
                holder[key] = column if loser == other else other
    return wanted


def _rank(key: str, text: str) -> int:
    """How sure a heading is: its place among the words, then how much longer it is than a word of ours."""
    words = BY_KEY[key].words
    return words.index(text) if text in words else len(words) + len(text)


def _by_samples(found: list[str]) -> str:
    """A column without a telling heading that is full of identity numbers is one; nothing rather than a wild guess."""
    numbers = sum(len(text) in (15, 18) and text.isascii() and text.isalnum() for text in found)
    return "identity" if found and numbers * 4 >= len(found) * 3 else ""


def mapping_faults(columns: dict[int, str]) -> list[str]:
    """What a mapping still lacks or says twice, in Chinese; empty when it can be used."""
    keys = [key for key in columns.values() if key]
    faults = [
        f"有几列都对应到“{BY_KEY[key].label}”，只能选一列"
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1 and not BY_KEY[key].joins
    ]
    faults += [f"没有选定哪一列是“{BY_KEY[key].label}”" for key in ("party_name", "violation") if key not in keys]
    if not {"act_on", "decided_on"} & set(keys):
        faults.append("没有选定哪一列是日期（违法日期或决定日期），窗口期无法计算")
    return faults
