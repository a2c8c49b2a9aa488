"""Tolerant reading of facts: codes or Chinese names, «是/否», ISO dates; null, "" and "unknown" mean unknown (None)."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

UNKNOWN_WORDS = frozenset({"", "unknown", "null", "未知", "不明", "不详", "?", "？"})
_TRUE = frozenset({"true", "yes", "y", "1", "是", "有", "符合", "成立"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "无", "没有", "不符合", "不成立"})


class FactError(ValueError):
    """A fact that cannot be read: ``field`` names it, the message is Chinese and shown to the person."""

    def __init__(self, field: str, message: str):
        super().__init__(f"字段“{field}”{message}")
        self.field = field


def _word(value) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip()


def is_unknown(value) -> bool:
    """Whether ``value`` stands for «not known»."""
    return value is None or (isinstance(value, str) and _word(value).lower() in UNKNOWN_WORDS)


def as_text(field: str, value) -> str:
    """Trimmed text; None gives an empty one."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | str):
        return str(value).strip()
    raise FactError(field, "须为文字")


def as_bool(field: str, value) -> bool | None:
    """True, False or None (unknown)."""
    if is_unknown(value):
        return None
    if isinstance(value, bool):
        return value
    word = _word(value).lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise FactError(field, f"只能填 是/否/未知，收到“{value}”")


def as_code(field: str, value, names: Mapping[str, str]) -> str | None:
    """A code of ``names``, given as the code or as its Chinese name."""
    if is_unknown(value):
        return None
    word = _word(value)
    if word in names:
        return word
    for code, name in names.items():
        if word == _word(name):
            return code
    raise FactError(field, f"不认识“{value}”，可填：{'、'.join(f'{c}（{n}）' for c, n in names.items())}")


def as_date(field: str, value) -> date | None:
    """An ISO date (``2026-11-22``), also ``2026年11月22日`` or a date object."""
    if is_unknown(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    word = _word(value).replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-")
    try:
        year, month, day = (int(part) for part in word.split("-"))
        return date(year, month, day)
    except ValueError:
        raise FactError(field, f"不是有效日期，收到“{value}”，请写成 2026-11-22") from None


def as_number(field: str, value) -> Decimal | None:
    """A finite number that is not negative."""
    if is_unknown(value):
        return None
    if not isinstance(value, bool):
        try:
            number = Decimal(_word(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and number >= 0:
            return number
    raise FactError(field, f"须为不小于0的数字，收到“{value}”")


def as_list(field: str, value) -> list:
    """A list; text is split at semicolons and 、."""
    if is_unknown(value):
        return []
    if isinstance(value, str):
        pieces = value.replace("；", ";").replace("、", ";").split(";") if "|" not in value else value.split(";")
        return [piece.strip() for piece in pieces if piece.strip()]
    if isinstance(value, list | tuple):
        return list(value)
    raise FactError(field, "须为列表")
