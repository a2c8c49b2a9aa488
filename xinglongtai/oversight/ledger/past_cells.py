"""Cells of sheets of the past: days, identity numbers, and whether a promise was kept. Pure; every doubt is said."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from cases import identity
from xinglongtai.core.display import mask_id
from xinglongtai.core.errors import DomainError
from xinglongtai.core.grids.cells import day, nothing, plain, tidy

#: Records before this day are slips of the pen; the windows are two years.
EARLIEST = date(1990, 1, 1)
_MONTH = re.compile(r"^(\d{4})[年./\-](\d{1,2})月?$")
_SPOKEN_MONTH = re.compile(r"^([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月$")
_DIGITS = {sign: str(n) for n, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_BORN = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_LABEL = re.compile(r"^[^\dA-Za-z*]*[:：]")
_UNKNOWN = {"不详", "未知", "未提供", "不清楚", "未登记", "无证照", "无照", "没有"}


@dataclass
class Said:
    """What a cell says: ``values`` by field of a record, ``reasons`` against the line, ``notes`` for the reader."""

    values: dict = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_day(value, on: date, label: str) -> tuple[date | None, list[str], list[str]]:
    """(day, reasons, notes). A month without a day counts as its last day: so it stays longest in the window, and a note says so."""
    text = tidy(value)
    if nothing(text):
        return None, [], []
    found, notes = _day(value), []
    if found is None and (month := _month(plain(text))):
        found = month if month <= on else on if (month.year, month.month) == (on.year, on.month) else month
        notes.append(f"“{label}”只写了年月（{text}），按 {found:%Y-%m-%d} 记")
    if found is None:
        return None, [f"“{label}”“{text[:30]}”不是能识别的日期，请写成 2024-05-06"], []
    if found > on:
        return None, [f"“{label}”{found:%Y-%m-%d} 晚于今天，请核对"], []
    if found < EARLIEST:
        return None, [f"“{label}”{found:%Y-%m-%d} 早于 {EARLIEST.year} 年，请核对"], []
    return found, [], notes


def _day(value) -> date | None:
    try:
        return date.fromisoformat(day(value))
    except ValueError:
        return None


def _month(text: str) -> date | None:
    if spoken := _SPOKEN_MONTH.match(text):
        year, month = int("".join(_DIGITS[sign] for sign in spoken[1])), _count(spoken[2])
    elif match := _MONTH.match(text):
        year, month = int(match[1]), int(match[2])
    else:
        return None
    if not (1 <= month <= 12 and year):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _count(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    return (int(_DIGITS.get(tens, "1")) * 10 if ten else 0) + int(_DIGITS.get(ones, "0"))


def read_identity(value) -> Said:
    """信用代码, old registration number and 身份证号 told apart by their shape and their check digits."""
    said = Said()
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**15:
        said.reasons.append("证件号在表格里存成了数字，末几位已经丢失，请设为文本格式后重新填写")
        return said
    text = tidy(value)
    if nothing(text) or text in _UNKNOWN:
        return said
    for piece in filter(None, (_LABEL.sub("", part).strip() for part in re.split(r"[;；、/,，\n]+", text))):
        _take_number(said, piece)
    return said


def _take_number(said: Said, piece: str) -> None:
    if "*" in piece or "＊" in piece:
        said.notes.append("证件号已遮盖，只能按名称提示")
        return
    number = identity.clean(piece)
    if nothing(number) or number in _UNKNOWN:
        return
    if len(number) == 9 or re.fullmatch(r"[0-9A-Z]{8}-?[0-9X]", number):
        said.notes.append("组织机构代码不能用来识别当事人，未采用")
        return
    name, check = _shape(number)
    if not name:
        said.reasons.append(
            f"证件号“{piece[:4]}…”有 {len(number)} 位，不是信用代码（18位）、旧注册号（15位）或身份证号（18位）"
        )
        return
    try:
        checked = check(number)
    except DomainError as fault:
        said.reasons.append(fault.message)
        return
    if said.values.setdefault(name, checked) != checked:
        said.reasons.append("一行里有两个不同的证件号，请只留当事人的")


def _shape(number: str):
    if len(number) == 15 and number.isdigit():
        return "registration_no", identity.check_registration_no
    if len(number) != 18:
        return "", None
    # A code of a firm (9…) is never a person's number; other digits with a date of birth inside are, even where a digit is wrong.
    if number[0] != "9" and number[:-1].isdigit() and _BORN.match(number[6:14]):
        return "id_number", identity.check_id_number
    return "uscc", identity.check_uscc


_PENDING = re.compile(r"未到期|尚未到期|履行中|整改中|改正中|办理中|待复查|待整改|正在|部分")
_BROKEN = re.compile(
    r"(未|没有|没|拒不|拒绝|不)(能|按期|按时|及时|完全|全部|如期)*(履行|整改|改正|纠正)|(整改|改正|纠正)(不|未)(到位|彻底|合格)|"
    r"仍不符合|不合格|不符合要求|失诺|违约|违反承诺|逾期未"
)
_FIXED = re.compile(
    r"(履行|整改|改正|纠正)(完毕|完成|到位|合格)|(已|已经|全部|按期|按时|及时|当场|立即|均已|完成)(履行|整改|改正|纠正)|"
    r"复查合格|^合格$|^到位$|符合要求"
)


def read_kept(text: str) -> tuple[bool | None, str]:
    """(kept, note): True = put right, False = broken, None = not told. Words that say neither are noted, never guessed."""
    word = plain(text)
    if nothing(word):
        return None, ""
    if word in ("是", "√", "已", "Y", "y"):
        return True, ""
    if word in ("否", "×", "未", "N", "n"):
        return False, ""
    if _PENDING.search(word):
        return None, f"履行情况“{text[:30]}”还没有结果，按结果不明记"
    if _BROKEN.search(word):
        return False, ""
    if _FIXED.search(word):
        return True, ""
    return None, f"看不出“{text[:30]}”是否已整改，按结果不明记"


_NUMBER_IN_TEXT = re.compile(r"[0-9A-Za-z]{9,}")


def masked_sample(text: str) -> str:
    """A cell for the page of columns: enough to know what the column holds, long numbers masked."""
    return _NUMBER_IN_TEXT.sub(lambda found: mask_id(found[0]), text[:80])
