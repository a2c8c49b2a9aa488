"""Queries that name an article: «第四十八条», «登记管理条例48条»."""

import re

_DIGITS = "零一二三四五六七八九"
_ARTICLE = re.compile(r"第?\s*(?P<number>[零〇一二三四五六七八九十百]+|\d{1,3})\s*条(?!例|件|码|形)")
_LAW = re.compile(r"(法|条例|规定|办法|细则|登记)$")
_NUMBER = re.compile(r"第([零〇一二三四五六七八九十百]+)条")


def to_chinese(number: int) -> str:
    """48 → 四十八, 105 → 一百零五 (1–999)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def asked_article(query: str) -> tuple[str, str] | None:
    """(words before and after, «第四十八条») when a query names an article, else None."""
    match = _ARTICLE.search(query)
    if not match:
        return None
    number = match["number"]
    label = f"第{to_chinese(int(number)) if number.isdigit() else number.replace('〇', '零')}条"
    rest = query[: match.start()] + query[match.end() :]
    return re.sub(r"[《》\s]|第.+?[款项]", "", rest), label


def is_all(hint: str) -> bool:
    """Whether the words around an article name its law at most, so that nothing else is asked for."""
    return not hint or bool(_LAW.search(hint))


def head(label: str) -> str:
    """The 条 of a label: ``第四十八条第一款`` → ``第四十八条``; labels without one stay as they are."""
    match = _NUMBER.match(label)
    return match[0] if match else label


def fits_law(hint: str, title: str) -> float:
    """How well the words around the article name a law: 1 = its ending, 0.8 = part of it, 0 = another law."""
    short = title.removeprefix("中华人民共和国")
    if not hint or short.endswith(hint) or title == hint:
        return 1.0
    return 0.8 if len(hint) > 1 and hint in short else 0.0
