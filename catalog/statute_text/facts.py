"""What a file says about its law: title, kind, dates. Proposals only; the person who imports confirms them."""

import re
from dataclasses import dataclass, field
from datetime import date

from .numbers import NUMERALS, to_number
from .parsing import LawText

_ISO = re.compile(r"(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?")
_N = rf"[{NUMERALS}\d]"
_DAY = re.compile(rf"({_N}{{4}})年({_N}{{1,3}})月({_N}{{1,3}})日")
_FROM = re.compile(rf"自({_N}{{4}})年({_N}{{1,3}})月({_N}{{1,3}})日起(?:施行|生效)")
_HEAD_FROM = re.compile(rf"({_N}{{4}})年({_N}{{1,3}})月({_N}{{1,3}})日[\s\u3000]*(?:起)?施行")
_AT_ONCE = re.compile(r"自(?:公布|发布|印发)之日起(?:施行|生效|执行)")


@dataclass
class TextFacts:
    """Facts of one version. ``kind`` is a word of the law («法律», «行政法规»…) or empty; ``doubts`` say what to check."""

    title: str = ""
    short_title: str = ""
    kind: str = ""
    version_date: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    note: str = ""
    doubts: list[str] = field(default_factory=list)


def guess_facts(name: str, text: LawText) -> TextFacts:
    """Facts from the file's name («短名(2021-08-20).md»), the lines before 第一条 and the closing article."""
    facts = TextFacts(title=text.title, kind=_kind(text))
    stem = re.sub(r"\.[A-Za-z]+$", "", name)
    stated = _ISO.search(stem)
    facts.short_title = re.sub(r"[（(_\s-]*$", "", stem[: stated.start()] if stated else stem)[:60]
    preface = " ".join(text.preface)
    days = [day for match in _DAY.finditer(_HEAD_FROM.sub("", preface)) if (day := _day(*match.groups()))]
    facts.version_date = (stated and _day(*stated.groups())) or max(days, default=None)
    if facts.version_date is None:
        facts.doubts.append("文件名和正文里都没有公布（修改）日期，请填写。")
    _effective(facts, text, preface)
    return facts


def _effective(facts: TextFacts, text: LawText, preface: str) -> None:
    closing = "\n".join(piece.text for piece in text.articles[-2:])
    match = _FROM.search(closing) or _FROM.search(preface) or _HEAD_FROM.search(preface)
    day = _day(*match.groups()) if match else None
    if day is None and _AT_ONCE.search(closing):
        if len(set(_DAY.findall(preface))) > 1:
            facts.doubts.append("正文写自公布之日起施行，但文本经过修改；本次修改的施行日请查修改决定后填写。")
            return
        day = facts.version_date
    if day and facts.version_date and day < facts.version_date:
        facts.doubts.append(
            f"文内写的施行日 {day} 早于公布（修改）日期，是首次施行日；本次修改的施行日请查修改决定后填写。"
        )
        day = None
    elif day is None:
        facts.doubts.append("正文里没有认出施行日期，请填写。")
    facts.effective_from = day


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(to_number(year), to_number(month), to_number(day))
    except ValueError:
        return None


def _kind(text: LawText) -> str:
    head, title = " ".join(text.preface), text.title
    if title.endswith(("指南", "意见", "通知", "目录", "清单", "基准")):
        return "规范性文件"
    if "全国人民代表大会" in head or (title.startswith("中华人民共和国") and title.endswith("法")):
        return "法律"
    if "国务院令" in head or "国务院第" in head:
        return "行政法规"
    if re.search(r"(?:总局|部|署|委员会|办公室)令", head):
        return "部门规章"
    if "人民代表大会" in head:
        return "地方性法规"
    if "国务院" in head or (title.startswith("中华人民共和国") and title.endswith(("条例", "实施细则"))):
        return "行政法规"
    if re.search(r"人民政府令", head):
        return "地方政府规章"
    return ""
