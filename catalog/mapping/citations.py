"""Articles named in a cell: 《中华人民共和国广告法》第九条第（三）项、第五十七条 → law and labels; who is broken, who punishes.

Nothing is added: a title that the library does not know stays as written and is refused later, and where the text does not say which
article is broken and which punishes, both go to the related ones.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.search.articles import to_chinese

_NUMBER = r"[零〇○一二三四五六七八九十百千两\d]{1,7}"
#: 第（三）项, (3)项, 第三项; in a row of several only the last one carries the word 项.
_POINT = rf"(?:\s*第?\s*(?:[（(]\s*(?P<point>{_NUMBER})\s*[）)]\s*项?|(?P<bare>{_NUMBER})\s*项))?"
_LABEL = re.compile(
    rf"第\s*(?P<article>{_NUMBER})\s*条(?:\s*之\s*(?P<of>{_NUMBER}))?"
    rf"(?:\s*第\s*(?P<paragraph>{_NUMBER})\s*款)?"
    rf"{_POINT}(?:\s*第?\s*(?P<sub>{_NUMBER})\s*目)?"
)
_MORE = re.compile(rf"\s*[、，,和及与或至到]\s*(?:第\s*(?P<paragraph>{_NUMBER})\s*款)?{_POINT}(?!\s*条)")
_RANGE = re.compile(rf"(?:[条款项]|[）)])\s*[至到]\s*第?\s*[（(]?\s*{_NUMBER}\s*[）)]?\s*[条款项]")
_TITLE = re.compile(r"《\s*(?P<title>[^《》]{2,60}?)\s*》")
#: A title without 《》 ends in one of these, right before its article.
_BARE = re.compile(r"(?P<title>[\u4e00-\u9fff（）()]{2,40}?(?:法|条例|规定|办法|细则|规则|决定|意见))(?=\s*第)")
#: Titles hold words like 处罚 that say nothing of what an article does here.
_ANY_TITLE = re.compile(r"《[^《》]*》|行政处罚法|处罚条例|处罚办法")
_SAME = re.compile(r"(?:同法|该法|本法|该条例|该办法|该规定|本条例|本办法|前述法律)$")
_BROKEN = ("违反", "违法条款", "违法依据", "定性", "认定依据", "禁止", "义务条款", "违则")
_PUNISHES = ("处罚", "罚则", "依据", "依照", "按照", "根据", "法律责任", "责任条款", "给予", "予以", "罚款")
_LEADS = ("违反了", "违反", "依据", "依照", "按照", "根据", "及", "和", "与", "处罚", "或者", "构成")


@dataclass(frozen=True)
class Named:
    """One article as named: title of the law ("" = none given), label, and where it stands in the text."""

    title: str
    label: str
    start: int
    end: int


def label_of(match) -> str:
    """The label in our style: Chinese numbers, the 项 in full-width brackets."""
    text = f"第{_chinese(match['article'])}条" + (f"之{_chinese(match['of'])}" if match["of"] else "")
    return text + _below(match["paragraph"], _point(match)) + (f"第{_chinese(match['sub'])}目" if match["sub"] else "")


def _point(match) -> str | None:
    return match["point"] or match["bare"]


def _below(paragraph: str | None, point: str | None) -> str:
    text = f"第{_chinese(paragraph)}款" if paragraph else ""
    return text + (f"第（{_chinese(point)}）项" if point else "")


def _chinese(number: str) -> str:
    number = number.replace("〇", "零").replace("○", "零")
    return to_chinese(int(number)) if number.isdigit() and 0 < int(number) < 1000 else number


def named_articles(text: str, titles: Mapping[str, str]) -> list[Named]:
    """Every article in ``text``. ``titles``: what people call a law (full, short, without 中华人民共和国) → its full title."""
    found: list[Named] = []
    title = ""
    end = 0
    for match in _LABEL.finditer(text):
        if match.start() < end:
            continue
        title = _title_before(text[end : match.start()], titles, title)
        label, stop = label_of(match), match.end()
        found.append(Named(title, label, match.start(), stop))
        article = label.partition("条")[0] + "条" + (f"之{_chinese(match['of'])}" if match["of"] else "")
        while (more := _MORE.match(text, stop)) and (more["paragraph"] or _point(more)):
            paragraph = more["paragraph"] or match["paragraph"]
            stop = more.end()
            found.append(Named(title, article + _below(paragraph, _point(more)), more.start(), stop))
        end = stop
    return found


def _title_before(words: str, titles: Mapping[str, str], last: str) -> str:
    """The law named in the words between two articles; the last one where none is named."""
    if marked := list(_TITLE.finditer(words)):
        return full_title(marked[-1]["title"], titles)
    words = words.strip()
    if _SAME.search(words):
        return last
    if bare := _BARE.search(words[-60:] + "第"):  # a title stands right before its article
        title = bare["title"]
        for lead in _LEADS:
            title = title.removeprefix(lead)
        for begin in range(len(title) - 1):
            if title[begin:] in titles:
                return titles[title[begin:]]
        return title if not last or len(title) > 3 else last
    return last


def full_title(name: str, titles: Mapping[str, str]) -> str:
    """The full title of what people call a law; the name itself where the library does not know it."""
    name = re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）")
    bare = re.sub(r"（\d{4}.*?）$", "", name)
    return titles.get(name) or titles.get(bare) or bare


def has_range(text: str) -> bool:
    """Whether only the ends of a row of articles are named: 第（一）项至第（三）项."""
    return bool(_RANGE.search(text))


def split_roles(text: str, found: list[Named]) -> tuple[list[Named], list[Named], list[Named]]:
    """(broken, punishing, unclear) by the words that stand before each article."""
    broken, punishing, unclear = [], [], []
    role = None
    end = 0
    for article in found:
        before = _ANY_TITLE.sub("", text[end : article.start])
        marks = {mark: before.rfind(mark) for mark in (*_BROKEN, *_PUNISHES)}
        best = max(marks, key=marks.get)
        if marks[best] >= 0:
            role = broken if best in _BROKEN else punishing
        (unclear if role is None else role).append(article)
        end = article.end
    return broken, punishing, unclear


def together(articles: list[Named]) -> tuple[str, str, list[str]]:
    """(law, «label;label», rest): the labels of the first law named; articles of other laws as «law + label»."""
    if not articles:
        return "", "", []
    law = articles[0].title
    labels = dict.fromkeys(a.label for a in articles if a.title == law)
    rest = dict.fromkeys(f"{a.title}{a.label}" for a in articles if a.title != law)
    return law, ";".join(labels), list(rest)


def titles_of(statutes) -> dict[str, str]:
    """What people call a law → full title, for pairs (title, short title)."""
    known = {}
    for title, short in statutes:
        for name in (short, title.removeprefix("中华人民共和国"), title):
            if name:
                known[name] = title
    return known
