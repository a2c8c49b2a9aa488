"""Texts, numbers, dates and bodies that no form of ours sends."""

import random
from urllib.parse import quote

#: What must never come back as markup.
MARK = "<x-fuzz>"
_LONG = 1_000_000
TEXTS = [
    "",
    " \t\u3000",
    "a\x00b",
    "\x00",
    "\ud800",
    "甲\udfff乙",
    "\u202e反转\u202c",
    "\u200b\u200d\ufeff",
    "a\r\nSet-Cookie: x=1",
    "\x1b[31m\x07\x08\x0b",
    "é" * 300,
    "𠀀" * 400,
    "长" * 5000,
    f"{MARK}甲",
    f"\"'>{MARK}",
    f"</textarea></script></title>{MARK}",
    f"javascript:alert('{MARK}')",
    "{{ 7|add:1 }}{% load static %}{{ request.user.password }}",
    "${7*7}#{7*7}%s%(x)s{0.__class__}",
    "' OR 1=1 --",
    "'); DROP TABLE cases_case; --",
    "%_\\%' ESCAPE",
    "=cmd|'/c calc'!A0",
    "@SUM(1+1)*-2+3",
    "../../../../etc/passwd",
    "C:\\x\\..\\y\x7f",
    "//evil.example/x",
    "http://evil.example/",
    "[]",
    '{"a": {"b": [1, null]}}',
    "null",
    "undefined",
    "²",
    "１２",
    "on",
    "true",
    "?",
]
NUMBERS = [
    "0",
    "-1",
    "-9223372036854775809",
    "9223372036854775808",
    "9" * 20,
    "9" * 400,
    "9" * 5000,
    "1e309",
    "NaN",
    "Infinity",
    "1.5",
    "-0",
    "0x10",
    "1_000",
]
DATES = [
    "0000-00-00",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-13-01",
    "-2026-01-01",
    "2026-1-1",
    "2026-11-26T25:61",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "0001-01",
    "9999-12",
    "2026-00",
    "2026-W99",
    "99:99",
]
#: Names in place of keys: ids of Django's own look-ups, orders, pages and formats.
NAMES = [
    "page",
    "q",
    "sort",
    "o",
    "next",
    "id",
    "version",
    "pk__in",
    "__proto__",
    "csrfmiddlewaretoken",
    "status",
    "format",
    "_popup",
    "_to_field",
    "e",
    "p",
    "all",
    "case__party__id_number__startswith",
    "year",
    "month",
    "from",
    "to",
]


def text(dice: random.Random) -> str:
    """One hostile value; a very long one seldom, because it costs as much as a hundred others."""
    throw = dice.random()
    if throw < 0.004:
        return dice.choice(["甲", "a", MARK, "9", "\u202e", "="]) * (_LONG // 8)
    if throw < 0.6:
        return dice.choice(TEXTS)
    return dice.choice(NUMBERS if throw < 0.8 else DATES)


def spoilt(dice: random.Random, pairs: list[tuple[str, str]], *, most: int = 3) -> list[tuple[str, str]]:
    """The pairs of a form with one or a few things wrong; now and then as they were, so that some reach further."""
    pairs = list(pairs)
    for _ in range(dice.choice([0, *range(1, most + 1), 1])):
        at = dice.randrange(len(pairs)) if pairs else None
        act = dice.choice(["value"] * 6 + ["drop", "twice", "array", "new", "all"])
        if at is None or act == "new":
            pairs.append((dice.choice([*NAMES, text(dice)[:200]]), text(dice)))
        elif act == "value":
            pairs[at] = pairs[at][0], text(dice)
        elif act == "drop":
            del pairs[at]
        elif act == "twice":
            pairs.append((pairs[at][0], text(dice)))
        elif act == "array":
            pairs[at] = pairs[at][0] + dice.choice(["[]", "[0]", "-0-x", "__in", "\x00"]), pairs[at][1]
        else:
            pairs = [(name, text(dice) if dice.random() < 0.5 else value) for name, value in pairs]
    return pairs


def encoded(dice: random.Random, pairs: list[tuple[str, str]]) -> str:
    """``application/x-www-form-urlencoded``, sometimes in another encoding than promised. Halves of characters stay halves."""
    encoding = "gb18030" if dice.random() < 0.05 else "utf-8"

    def quoted(value: str) -> str:
        try:
            return quote(value.encode(encoding), safe="")
        except UnicodeEncodeError:
            return quote(value.encode("utf-8", "surrogatepass"), safe="")

    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)
