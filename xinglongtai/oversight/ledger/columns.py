"""The columns of the ledger (DOMAIN §8): what a line says, from what was read of it. Pure, so page, file and merge sheet agree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from xinglongtai.core.display import cn_date, mask_id, mask_phone

#: The 26 columns in the order of DOMAIN §8.
HEADER = (
    "承诺书编号",
    "当事人名称",
    "统一社会信用代码/证件号",
    "主体类型",
    "地址",
    "联系人及电话",
    "检查日期",
    "检查来源",
    "承办人及执法证号(2)",
    "违法行为",
    "违反条款",
    "处罚条款",
    "清单事项及版本",
    "首违核查结果及时间",
    "责令改正文号",
    "承诺方式",
    "改正期限",
    "延期",
    "送达方式及时间",
    "整改材料提交日",
    "复查日期及结果",
    "处理结果",
    "决定文号",
    "公示状态",
    "归档日",
    "备注",
)
OFF_LIST = "清单外"


@dataclass(slots=True)
class Violated:
    """One violation of the case with the law it breaks; ``item`` is «R3 第1版» or 清单外."""

    description: str
    broken: str
    punished: str
    item: str
    laws: tuple[str, ...] = ()


@dataclass(slots=True)
class Promised:
    """The pledge of a line and its letter."""

    pk: int
    number: str
    mode: str
    mode_label: str
    status: str
    status_label: str
    issued_on: date
    due_on: date
    order_number: str
    submitted_on: date | None
    served: str
    extension: str
    recheck: str
    remark: str


@dataclass(slots=True)
class Line:
    """One line of the ledger: a pledge with its case, or a case without one (``promise`` is None)."""

    case_id: int
    party: str
    code: str
    id_number: str
    kind: str
    kind_label: str
    address: str
    contact: str
    phone: str
    inspected_on: date
    source: str
    officers: list[tuple[str, str]]
    unit: str
    status: str
    status_label: str
    outcome: str
    decision_number: str
    remark: str
    bureau: str
    violations: list[Violated] = field(default_factory=list)
    checked: str = ""
    order_number: str = ""
    corrected: str = ""
    published: str = ""
    filed_away_on: date | None = None
    promise: Promised | None = None

    @property
    def violation_text(self) -> str:
        """All violations in one cell."""
        return _once(v.description for v in self.violations)

    @property
    def number(self) -> str:
        """The letter's number; "" without a pledge."""
        return self.promise.number if self.promise else ""

    @property
    def result(self) -> str:
        """What the case ended in, or where it stands."""
        return self.outcome or f"在办（{self.status_label}）"

    def identity(self, full: bool) -> str:
        """信用代码 or registration number as they are; a person's ID number masked unless ``full``."""
        return self.code or (self.id_number if full else mask_id(self.id_number))

    def telephone(self, full: bool) -> str:
        """The phone number, masked unless ``full``."""
        return self.phone if full else mask_phone(self.phone)


def cells(line: Line, full: bool) -> list:
    """The line under :data:`HEADER`: days as days, numbers of persons and phones masked unless ``full``."""
    promise = line.promise
    return [
        line.number,
        line.party,
        line.identity(full),
        line.kind_label,
        line.address,
        " ".join(filter(None, (line.contact, line.telephone(full)))),
        line.inspected_on,
        line.source,
        "、".join(f"{name}（{number}）" if number else name for name, number in line.officers),
        line.violation_text,
        _once(v.broken for v in line.violations),
        _once(v.punished for v in line.violations),
        _once(v.item for v in line.violations),
        line.checked,
        (promise.order_number if promise else "") or line.order_number,
        promise.mode_label if promise else "",
        promise.due_on if promise else None,
        promise.extension if promise else "",
        promise.served if promise else "",
        promise.submitted_on if promise else None,
        (promise.recheck if promise else "") or line.corrected,
        line.result,
        line.decision_number,
        line.published,
        line.filed_away_on,
        "；".join(filter(None, (promise.remark if promise else "", line.remark))),
    ]


def _once(texts) -> str:
    return "；".join(dict.fromkeys(filter(None, texts)))


#: Names a bureau's Word template may take a value from: those of the ledger without brackets, and what only a letter needs.
_OF_LEDGER = {text.replace("(2)", "").replace("/", "或"): place for place, text in enumerate(HEADER)}
_OF_LETTER = {
    "机关名称": lambda line, full: line.bureau,
    "我或我单位": lambda line, full: "我" if line.kind in ("individual_business", "natural_person") else "我单位",
    "立即纠正框": lambda line, full: _box(line, "immediate"),
    "限期纠正框": lambda line, full: _box(line, "by_date"),
    "期限月": lambda line, full: _due(line, "month"),
    "期限日": lambda line, full: _due(line, "day"),
    "宣传教育的法律": lambda line, full: "、".join(dict.fromkeys(law for v in line.violations for law in v.laws)),
    "签发日期": lambda line, full: cn_date(line.promise.issued_on) if line.promise else "",
    "联系人": lambda line, full: line.contact,
    "联系电话": lambda line, full: line.telephone(full),
    "承办人一": lambda line, full: _officer(line, 0, 0),
    "执法证号一": lambda line, full: _officer(line, 0, 1),
    "承办人二": lambda line, full: _officer(line, 1, 0),
    "执法证号二": lambda line, full: _officer(line, 1, 1),
    "承办单位": lambda line, full: line.unit,
}
MERGE_SOURCES = (*_OF_LEDGER, *_OF_LETTER)
#: What the sheet holds where the bureau set nothing else: the fields of 附件1 under names Word takes as merge fields.
MERGE_DEFAULT = (
    "编号=承诺书编号；机关名称=机关名称；执法人员一=承办人一；执法人员二=承办人二；检查日期=检查日期；违法行为=违法行为；"
    "宣传的法律=宣传教育的法律；我或我单位=我或我单位；立即纠正=立即纠正框；限期纠正=限期纠正框；期限月=期限月；期限日=期限日；"
    "改正期限=改正期限；当事人=当事人名称；证件号=统一社会信用代码或证件号；地址=地址；联系电话=联系电话；签发日期=签发日期；"
    "执法证号一=执法证号一；执法证号二=执法证号二；责令改正文号=责令改正文号"
)


def merge_fields(text: str) -> list[tuple[str, str]]:
    """(field of the Word template, source) of «模板域名=来源；…». Raises ``ValueError`` (Chinese) for what cannot be used."""
    pairs = []
    for part in filter(None, (piece.strip() for piece in text.replace("\n", "；").replace(";", "；").split("；"))):
        name, sign, source = (piece.strip() for piece in part.replace("＝", "=").partition("="))
        if not sign or not name:
            raise ValueError(f"“{part[:30]}”应写成“模板域名=来源”。")
        if source not in MERGE_SOURCES:
            raise ValueError(f"没有名为“{source}”的来源。可用：{'、'.join(MERGE_SOURCES)}。")
        if name in dict(pairs):
            raise ValueError(f"模板域名“{name}”写了两次。")
        pairs.append((name, source))
    if not pairs:
        raise ValueError("至少要有一个模板域。")
    return pairs


def merge_cells(line: Line, fields: Sequence[tuple[str, str]], full: bool) -> list[str]:
    """The line as texts for a letter: days as 2026年11月22日."""
    row = cells(line, full)
    return [
        _words(row[_OF_LEDGER[source]]) if source in _OF_LEDGER else _OF_LETTER[source](line, full)
        for _, source in fields
    ]


def _words(value) -> str:
    return cn_date(value) if isinstance(value, date) else value or ""


def _box(line: Line, mode: str) -> str:
    return "☑" if line.promise and line.promise.mode == mode else "□"


def _due(line: Line, part: str) -> str:
    by_date = line.promise and line.promise.mode == "by_date"
    return str(getattr(line.promise.due_on, part)) if by_date else ""


def _officer(line: Line, place: int, part: int) -> str:
    return line.officers[place][part] if place < len(line.officers) else ""
