"""What a pledge letter (附件1) says: facts resolved to the words that are printed, frozen with the document. Pure.

The template prints these strings and decides nothing, so a snapshot prints the same for ever.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from xinglongtai.core.workdays import chinese_date

ID_NUMBER = "身份证号"
KIND = "pledge"
TEMPLATE_VERSION = "v1"
IMMEDIATE, BY_DATE = "immediate", "by_date"
CHECKED, UNCHECKED = "☑", "□"
RIGHTS_TOLD = "对上述事实和处理，当事人有权陈述、申辩；是否签署本承诺书由当事人自愿决定，不因不签署而加重处理。"
PRIVACY_NOTICE = "本承诺书及所附复印件中的个人信息仅用于本次监督检查、整改跟踪和案卷归档，依法保密。"
_TAIL = re.compile(r"[\s。；;，,、.]+$")
_ACT = re.compile(r"(的)?(违法)?行为$")
_LAW = re.compile(r"(.+?)((?:第[一二三四五六七八九十百零〇0-9]+条.*)?)$")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class LetterOfficer:
    """An inspecting officer as printed: name and 执法证号."""

    name: str
    certificate_no: str


@dataclass(frozen=True)
class LetterSnapshot:
    """The printed strings of one letter. Every field is text or a flag, JSON-able by :meth:`to_dict`.

    ``due_text`` is «10月15日» as in the form's sentence; ``due_full`` carries the year for the record («2026年10月15日»).
    ``demo`` prints the 「演示」 mark.
    """

    addressee: str
    pronoun: str
    officers_text: str
    inspected_text: str
    violations_text: str
    laws_text: str
    box_immediate: str
    box_by_date: str
    due_text: str
    due_full: str
    party_name: str
    party_code_label: str
    party_code: str
    party_address: str
    party_phone: str
    certificates_text: str
    item_text: str
    correction_order_no: str
    bureau_phone: str
    rights_told: str
    privacy_notice: str
    lookup_url: str = ""
    demo: bool = False

    def to_dict(self) -> dict:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "LetterSnapshot":
        """The snapshot that was frozen; unknown keys are refused (``TypeError``)."""
        return cls(**data)

    def printed_text(self) -> str:
        """Everything typed by people that goes on paper, for the glyph check."""
        return "\n".join(str(getattr(self, f.name)) for f in fields(self) if f.type is str or f.type == "str")


def one_line(text: str) -> str:
    """Spaces and line breaks folded into one space each, ends trimmed."""
    return _SPACE.sub(" ", text).strip()


def without_last_four(phone: str) -> str:
    """A telephone number with its last four digits hidden: they open the party's page.

    >>> without_last_four("13800001234"), without_last_four("0427-1234567"), without_last_four("")
    ('1380000****', '0427-123****', '')
    """
    text, hidden = list(phone), 0
    for place in reversed(range(len(text))):
        if text[place].isdigit() and hidden < 4:
            text[place], hidden = "*", hidden + 1
    return "".join(text)


def violation_words(text: str) -> str:
    """A violation as it fits before the form's «违法行为»: without final stops and without its own «(的)违法行为»."""
    return _ACT.sub("", _TAIL.sub("", one_line(text))) or one_line(text)


def enumerate_violations(violations: Sequence[str]) -> str:
    """One as it is; several as «①…；②…» (up to 20, as Unicode has circled numbers)."""
    words = [violation_words(v) for v in violations]
    if len(words) == 1:
        return words[0]
    return "；".join(f"{chr(0x2460 + n)}{w}" for n, w in enumerate(words))


def law_titles(laws: Sequence[str]) -> str:
    """Titles in 《》 joined by 、, each once, in order. An article after the title («广告法第九条») stays outside the marks."""
    shown = [
        law if law.startswith("《") else "《{}》{}".format(*_LAW.match(law).groups()) for law in map(one_line, laws)
    ]
    return "、".join(dict.fromkeys(shown))


def build(
    *,
    bureau_name: str,
    bureau_phone: str,
    officers: Sequence[LetterOfficer],
    inspected_on: date,
    violations: Sequence[str],
    laws: Sequence[str],
    mode: str,
    due_on: date | None,
    party_name: str,
    party_is_person: bool,
    party_code: str,
    party_code_label: str = "统一社会信用代码",
    party_address: str = "",
    party_phone: str = "",
    item_text: str = "",
    correction_order_no: str = "",
    rights_told: str = RIGHTS_TOLD,
    privacy_notice: str = PRIVACY_NOTICE,
    lookup_url: str = "",
    demo: bool = False,
) -> LetterSnapshot:
    """Resolve the facts into printed words.

    ``party_is_person``: a natural person says «我», every other party «我单位». ``mode`` is :data:`IMMEDIATE` (``due_on`` unused) or
    :data:`BY_DATE`. ``ValueError`` (Chinese) when the form cannot be filled: fewer than two officers (行政处罚法 42), no or over
    twenty violations, no law named, no date for the second mode, an unknown mode, no party name.
    """
    if len(officers) < 2:
        raise ValueError("承诺书须写明两名以上执法人员。")
    if not 1 <= len(violations) <= 20 or not all(map(one_line, violations)):
        raise ValueError("承诺书须写明违法行为（1 至 20 项）。")
    if not laws or not all(map(one_line, laws)):
        raise ValueError("承诺书须写明已宣传教育的法律法规规章。")
    if mode not in (IMMEDIATE, BY_DATE):
        raise ValueError(f"未知的承诺方式：{mode}")
    if mode == BY_DATE and due_on is None:
        raise ValueError("限期改正须写明改正期限。")
    if not one_line(party_name):
        raise ValueError("承诺书须写明当事人名称。")
    by_date = mode == BY_DATE
    return LetterSnapshot(
        addressee=one_line(bureau_name),
        pronoun="我" if party_is_person else "我单位",
        officers_text="、".join(one_line(o.name) for o in officers),
        inspected_text=chinese_date(inspected_on),
        violations_text=enumerate_violations(violations),
        laws_text=law_titles(laws),
        box_immediate=UNCHECKED if by_date else CHECKED,
        box_by_date=CHECKED if by_date else UNCHECKED,
        due_text=f"{due_on.month}月{due_on.day}日" if by_date else "",
        due_full=chinese_date(due_on) if by_date else "",
        party_name=one_line(party_name),
        party_code_label=party_code_label,
        party_code=one_line(party_code),
        party_address=one_line(party_address),
        party_phone=one_line(party_phone),
        certificates_text="、".join(f"{one_line(o.name)}（{one_line(o.certificate_no)}）" for o in officers),
        item_text=one_line(item_text),
        correction_order_no=one_line(correction_order_no),
        bureau_phone=one_line(bureau_phone),
        rights_told=one_line(rights_told),
        privacy_notice=one_line(privacy_notice),
        lookup_url=lookup_url,
        demo=demo,
    )
