"""The vocabulary: which different words mean the same on an inspection, and which words say nothing.

The words stand in four text files beside this one; a line that begins with ``#`` is a remark.
"""

import re
from pathlib import Path

#: Endings of words for shops and places, which say little: 卤味店, 水产摊.
PLACES = ("店", "厂", "摊", "馆", "铺", "院", "间", "机构", "公司", "超市", "市场", "门店")

#: Working without a licence at all («没有食品经营许可证就卖»): graver than not showing it or not printing its number, so
#: neither a word of showing, printing or asking for it in between nor its number or link after it.
_UNLICENSED = re.compile(
    r"(没有|无|未取得|没取得|未经|没办|没办理|未办|未办理)[^没未无把将挂贴摆放公示标印写看见找查验索要留换供货的 ]{0,6}?"
    r"许可证?(?!证|编?号|标|链接|信息|公示)"
)
#: Where a licence is shown or printed: a text that names one speaks of that.
_SHOWN = re.compile("首页|页面|网店|店铺|包装|标签|墙")
UNLICENSED_ACT = "无证经营"

#: Last characters that say what a compound is: 菜价 is a 价, 弹簧秤 a 秤 (but 辞退 is no 退).
HEADS = "价秤"


def _lines(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def meanings() -> dict[str, str]:
    """Word → name of its meaning, the first word of its line. A word that stands in two lines keeps the first."""
    names: dict[str, str] = {}
    for words in _lines("meanings"):
        for word in words:
            names.setdefault(word, words[0])
    return names


def background() -> frozenset[str]:
    """Words of place, people, time and grammar: not counted against an item that does not mention them."""
    return frozenset(word for words in _lines("background") for word in words)


def subjects() -> frozenset[str]:
    """Meanings that only say who or what it is about, or name a bare act: too little for an item on their own."""
    return frozenset(word for words in _lines("subjects") for word in words)


def unlicensed(text: str) -> str:
    """The piece of a text that says that somebody works without a licence, or ""."""
    match = _UNLICENSED.search(text)
    return match[0] if match and not _SHOWN.search(text) else ""


def grave() -> frozenset[str]:
    """Words of grave acts and of other authorities' business, which a list of minor ones does not cover."""
    return frozenset(word for words in _lines("grave") for word in words)
