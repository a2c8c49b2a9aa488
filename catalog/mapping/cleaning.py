"""Cells as people type them → the texts :func:`catalog.rows.read_row` understands. What is not about the list: ``core.grids.cells``."""

import re

from xinglongtai.core.grids.cells import day, nothing, one_line, parts, plain, sentences, tidy, yes_no

__all__ = ["day", "days", "leniency", "nothing", "one_line", "parts", "plain", "sentences", "tidy", "yes_no"]
_LENIENCY = {
    "轻微不罚": ("轻微不罚", "轻微免罚", "轻微不予处罚", "轻微违法不罚", "轻微违法不予处罚", "违法行为轻微不予处罚"),
    "首违不罚": ("首违不罚", "首违免罚", "首次不罚", "初次违法不罚", "首次违法不罚", "首违可不罚", "初次违法不予处罚", "首违可以不予处罚"),
    "无主观过错": ("无主观过错", "无主观过错不罚", "没有主观过错", "无主观过错不予处罚"),
    "免予处罚": ("免予处罚", "免于处罚", "免予行政处罚", "免于行政处罚"),
    "从轻减轻": ("从轻减轻", "从轻", "减轻", "从轻处罚", "减轻处罚", "从轻或减轻", "从轻或者减轻处罚", "减轻行政处罚", "从轻行政处罚"),
}  # fmt: skip
_LENIENCY_OF = {word: label for label, words in _LENIENCY.items() for word in words}
_DAYS = re.compile(r"^(\d{1,3})(个)?(工作日|日历日|自然日|日|天)?(内|以内|之内)?$")


def leniency(text: str) -> str:
    """The kind of leniency under our name; what is not clearly one of them stays as it is and is refused later."""
    word = re.sub(r"[（(].*?[）)]|[。；;，]", "", plain(text))
    return _LENIENCY_OF.get(word, text)


def days(text: str) -> tuple[str, str]:
    """(number, note): «15个工作日» → 15; plain days are taken as written, with a note to look at them."""
    word = plain(text).removesuffix("。")
    if nothing(word):
        return "", ""
    match = _DAYS.match(word)
    if not match:
        return text, ""
    if match[3] in (None, "工作日"):
        return match[1], ""
    return match[1], f"改正期限原文是“{text}”，不是工作日，请核对后改成工作日"
