"""The vocabulary: which different words mean the same on an inspection, and which words say nothing.

The words stand in three text files beside this one; a line that begins with ``#`` is a remark.
"""

from pathlib import Path

#: Endings of words for shops and places, which say little: 卤味店, 水产摊.
PLACES = ("店", "厂", "摊", "馆", "铺", "院", "间", "机构", "公司", "超市", "市场", "门店")


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


def grave() -> frozenset[str]:
    """Words of grave acts and of other authorities' business, which a list of minor ones does not cover."""
    return frozenset(word for words in _lines("grave") for word in words)
