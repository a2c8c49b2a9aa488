"""One line of the catalog's table (CSV, Excel): reading it with reasons for refusal, and writing it. No Django ORM."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .status import BasisScope, KeyArea, LeniencyKind, LoadState, PenaltyStructure

#: column of the file → (Chinese header, field of ItemVersion or "" where the column is read in its own way)
COLUMNS = {
    "item_no": ("事项编号", ""),
    "batch": ("批次", ""),
    "domain": ("领域", ""),
    "source_list": ("清单来源", ""),
    "violation": ("违法行为", "violation"),
    "violated_law": ("违反的法规", "violated_law"),
    "violated_article": ("违反条款", "violated_article"),
    "penalty_law": ("处罚依据法规", "penalty_law"),
    "penalty_article": ("处罚条款", "penalty_article"),
    "penalty_summary": ("处罚概要", "penalty_summary"),
    "penalty_structure": ("处罚结构", "penalty_structure"),
    "leniency_kind": ("从宽类型", "leniency_kind"),
    "legal_basis_scope": ("适用范围", "legal_basis_scope"),
    "leniency_basis": ("从宽依据", "leniency_basis"),
    "conditions": ("适用条件", ""),
    "exclusions": ("排除情形", ""),
    "supervision_measure": ("配套监管措施", "supervision_measure"),
    "correction_days_max_suggested": ("最长改正期限（工作日）", "correction_days_max"),
    "remote_recheck": ("可以免到场复查", "remote_recheck"),
    "key_area": ("重点领域", "key_area"),
    "default_state": ("使用状态", "load_state"),
    "effective_from": ("施行日期", "effective_from"),
    "effective_to": ("截止日期", "effective_to"),
    "evidence": ("参考清单", "evidence"),
    "verified": ("条文已核对", "verified"),
    "verified_file": ("核对所用文本", "verified_text"),
    "checked_text_in_force": ("按现行文本核对", "text_in_force_checked"),
    "related_basis": ("相关条款", "related_basis"),
    "note": ("备注", "note"),
    "keywords": ("日常用语", "keywords"),
}
BY_HEADER = {header: column for column, (header, _) in COLUMNS.items()}
HEADER_OF_FIELD = {name: header for header, name in COLUMNS.values() if name}
NEEDED = ("item_no", "batch", "domain", "violation", "leniency_kind", "default_state")
NUMBER = re.compile(r"^[A-Za-z]{1,4}\d{1,4}$")
BASIS = re.compile(r"^《?(?P<title>[^《》]+?)》?(?P<label>第[零〇一二三四五六七八九十百千]+条.*)$")
_CHOICES = {
    "penalty_structure": PenaltyStructure,
    "leniency_kind": LeniencyKind,
    "legal_basis_scope": BasisScope,
    "key_area": KeyArea,
    "load_state": LoadState,
}
_WORDS = {"legal_basis_scope": {"一": "1", "二": "2", "三": "3", "四": "4"}}
_YES_NO = {"yes": True, "no": False, "是": True, "否": False}
_LENGTHS = {
    "violation": 200,
    "violated_law": 120,
    "violated_article": 200,
    "penalty_law": 120,
    "penalty_article": 200,
    "penalty_summary": 200,
    "leniency_basis": 400,
    "supervision_measure": 200,
    "verified_text": 200,
    "evidence": 100,
    "related_basis": 400,
    "note": 600,
    "keywords": 400,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class RowRefused(Exception):
    """A line that cannot be taken; ``reasons`` are Chinese sentences that say what to mend."""

    def __init__(self, reasons: list[str]):
        super().__init__("；".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class CitedArticle:
    """An article named in a line: role, full title of the statute, label of the article, version date if given."""

    role: str
    title: str
    label: str
    version_date: date | None = None


@dataclass
class CatalogRow:
    """A line read without faults. ``values`` are fields of ItemVersion; ``tokens`` are (token, wording, role).

    ``given``: the columns the file has; what it does not have stays as it is on an item that exists. ``texts``: free text
    by its name («适用条件») that people judge, kept in the note.
    """

    number: str
    batch: str
    domain: str
    values: dict
    source_list: str = ""
    given: frozenset[str] = frozenset(COLUMNS)
    texts: dict[str, str] = field(default_factory=dict)
    tokens: list[tuple[str, str, str]] = field(default_factory=list)
    citations: list[CitedArticle] = field(default_factory=list)


def split_cell(text: str) -> list[str]:
    """The parts of a cell separated by ``;`` (full or half width)."""
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]


def by_column(row: Mapping) -> dict[str, str]:
    """The line under column names, whether its headers are Chinese or column names; missing cells are empty."""
    plain = {}
    for header, value in row.items():
        column = BY_HEADER.get(str(header).strip(), str(header).strip())
        if column in COLUMNS:
            plain[column] = _text(value)
    return {column: plain.get(column, "") for column in COLUMNS}


def given_columns(row: Mapping) -> frozenset[str]:
    """Our columns among the headers of a line."""
    named = (str(header).strip() for header in row)
    return frozenset(column for name in named if (column := BY_HEADER.get(name, name)) in COLUMNS)


def read_row(row: Mapping, *, known: bool = False, texts: Mapping[str, str] | None = None) -> CatalogRow:
    """Read a line. Raises :class:`RowRefused` with every reason, not only the first.

    ``known``: the item exists, so columns the file does not have need not be filled.
    """
    cells, given = by_column(row), given_columns(row)
    needed = [column for column in NEEDED if column in given or not known]
    reasons = [f"“{COLUMNS[c][0]}”没有填写" for c in needed if not cells[c]]
    if cells["item_no"] and not NUMBER.match(cells["item_no"]):
        reasons.append(f"事项编号“{cells['item_no']}”应为字母加数字，如 R3")
    wanted = {column: COLUMNS[column] for column in COLUMNS if column in given and COLUMNS[column][1]}
    values = {name: _value(name, header, cells[c], reasons) for c, (header, name) in wanted.items()}
    begin, end = values.get("effective_from"), values.get("effective_to")
    if begin and end and end < begin:
        reasons.append("截止日期早于施行日期")
    if (
        values.get("load_state") == LoadState.ENABLED
        and not values.get("verified")
        and not (known and "verified" not in given)
    ):
        reasons.append("条文未核对的事项不能以“可用”导入，请改为“须法制审核”或“停用”")
    tokens = _tokens(cells["conditions"], "condition") + _tokens(cells["exclusions"], "exclusion")
    seen = [token for token, _, _ in tokens]
    reasons += [f"条件词“{token}”写了两次" for token in sorted({t for t in seen if seen.count(t) > 1})]
    citations = _citations(cells, reasons)
    if reasons:
        raise RowRefused(reasons)
    return CatalogRow(
        number=cells["item_no"],
        batch=cells["batch"],
        domain=cells["domain"],
        values=values,
        source_list=cells["source_list"],
        given=given,
        texts=dict(texts or {}),
        tokens=tokens,
        citations=citations,
    )


def write_cell(value) -> str:
    """A value as it stands in a file; text that a spreadsheet would take for a formula gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _value(name: str, header: str, text: str, reasons: list[str]):
    if name in _CHOICES:
        return _choice(name, header, text, reasons)
    if name in ("effective_from", "effective_to"):
        return _day(header, text, reasons)
    if name in ("verified", "text_in_force_checked", "remote_recheck"):
        if text and text.lower() not in _YES_NO:
            reasons.append(f"“{header}”应填“是”或“否”，现为“{text}”")
        answer = _YES_NO.get(text.lower())
        return answer if name == "text_in_force_checked" else bool(answer)
    if name == "correction_days_max":
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= 365):
            reasons.append(f"“{header}”应为 1 至 365 的整数，现为“{text}”")
            return None
        return int(text) if text else None
    if len(text) > _LENGTHS[name]:
        reasons.append(f"“{header}”超过 {_LENGTHS[name]} 个字")
    return text


def _choice(name: str, header: str, text: str, reasons: list[str]) -> str:
    choices = _CHOICES[name]
    text = _WORDS.get(name, {}).get(text, text)
    by_label = {label: value for value, label in choices.choices}
    value = by_label.get(text, text)
    if value and value not in choices.values:
        reasons.append(f"“{header}”只能是：{'、'.join(choices.labels)}；现为“{text}”")
    if not value and name == "legal_basis_scope":
        return BasisScope.STATUTE.value
    return value


def _day(header: str, text: str, reasons: list[str]) -> date | None:
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a date has no zone)
        except ValueError:
            continue
    reasons.append(f"“{header}”不是日期：“{text}”，请写成 2026-11-22")
    return None


def _tokens(cell: str, role: str) -> list[tuple[str, str, str]]:
    pairs = [part.partition("|") for part in split_cell(cell)]
    return [(token.strip(), text.strip(), role) for token, _, text in pairs]


def _citations(cells: dict, reasons: list[str]) -> list[CitedArticle]:
    found = []
    for role in ("violated", "penalty"):
        law, articles = cells[f"{role}_law"], split_cell(cells[f"{role}_article"])
        if bool(law) != bool(articles):
            reasons.append(f"“{COLUMNS[f'{role}_law'][0]}”和“{COLUMNS[f'{role}_article'][0]}”要么都填，要么都空")
        found += [CitedArticle(role, law, label) for label in articles if law]
    for role, column in (("leniency", "leniency_basis"), ("related", "related_basis")):
        for part in split_cell(cells[column]):
            if match := BASIS.match(part):
                found.append(CitedArticle(role, match["title"], match["label"]))
    return list(dict.fromkeys(found))
