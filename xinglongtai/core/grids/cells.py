"""Cells as people type them → clean text, days, yes or no. Knows nothing of what a table is about."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from .book import as_text

#: Full-width digits, Latin letters and the usual signs inside numbers; Chinese punctuation stays as it is.
_HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_BLANKS = {0x3000: " ", 0xA0: " ", 0x200B: None, 0xFEFF: None, 0x200C: None, 0x200D: None, 0xAD: None}
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f《》“”‘’…—]"
_NUMERALS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_NOTHING = {"", "无", "-", "—", "——", "/", "／", "暂无", "空", "长期", "长期有效", "至今", "未定", "无。"}
_DAY = re.compile(r"^(\d{4})\s*[年./\-、]\s*(\d{1,2})\s*[月./\-、]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(:\d{2})?)?$")
_PACKED = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SPOKEN = re.compile(
    r"^([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$"
)
#: Serial days of spreadsheets for 1990 to 2099; day 0 is 1899-12-30.
_SERIAL, _EPOCH = range(32_874, 73_051), date(1899, 12, 30)
_YES, _NO = (
    {"是", "√", "✓", "✔", "有", "已核对", "y", "yes", "1"},
    {"否", "×", "✗", "x", "n", "no", "0", "未核对", "没有"},
)


def tidy(value) -> str:
    """A cell as clean text: full-width letters and digits made narrow, odd blanks and line ends out."""
    text = as_text(value).translate(_BLANKS).translate(_HALF)
    text = re.sub(r"[ \t]+", " ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
    return re.sub(r"\n\s*\n+", "\n", text).strip()


def one_line(text: str) -> str:
    """Line ends out: nothing between Chinese characters, a blank elsewhere."""
    text = re.sub(rf"(?<={_CJK})\s*\n\s*|\s*\n\s*(?={_CJK})", "", text)
    return re.sub(rf"(?<={_CJK}) (?={_CJK})", "", re.sub(r"\s*\n\s*", " ", text))


def sentences(text: str) -> str:
    """Several lines as one, parted by «；» where the writer set no stop."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "".join(line if line[-1] in "，。；、：,;:" else f"{line}；" for line in lines).rstrip("；;")


def parts(text: str) -> str:
    """A list in a cell (one a line, or parted by 、 or ；) as «a;b;c»."""
    return ";".join(part.strip() for part in re.split(r"[\n;；]+", text) if part.strip())


def plain(text: str) -> str:
    """For numbers, days and choices: every full-width sign made narrow, no blanks at all."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def nothing(text: str) -> bool:
    """Whether people write this for «nothing here»."""
    return text in _NOTHING


def day(value) -> str:
    """A day as ISO text: real dates, 2026年3月1日, 2026.3.1, 20260301, 二〇二六年三月一日 and serial numbers.

    Text that is no day comes back as it is, for the reader of the line to refuse.
    """
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = unicodedata.normalize("NFKC", as_text(value)).strip()
    if nothing(text):
        return ""
    if text.isascii() and text.isdigit() and int(text) in _SERIAL:
        return (_EPOCH + timedelta(days=int(text))).isoformat()
    if spoken := _SPOKEN.match(text):
        year = "".join(_NUMERALS[sign] for sign in spoken[1])
        return _iso(int(year), _count(spoken[2]), _count(spoken[3])) or text
    match = _DAY.match(text) or _PACKED.match(text)
    return (_iso(int(match[1]), int(match[2]), int(match[3])) or text) if match else text


def _iso(year: int, month: int, number: int) -> str:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return ""


def _count(words: str) -> int:
    """十二 → 12, 二十 → 20, 三 → 3."""
    tens, ten, ones = words.rpartition("十")
    value = (int(_NUMERALS.get(tens, "1")) * 10) if ten else 0
    return value + (int(_NUMERALS[ones]) if ones in _NUMERALS else 0)


def yes_no(text: str) -> str:
    """√, 有, Y … as 是 or 否; anything else as it is."""
    word = plain(text).lower()
    return "是" if word in _YES else "否" if word in _NO else "" if nothing(word) else text
