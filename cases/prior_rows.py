"""One line of a file of prior records: reading it, with every reason for refusal in Chinese."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from catalog.models import Item
from xinglongtai.core.errors import DomainError

from . import identity
from .models import PriorRecord
from .status import ItemMatch

#: Header of the file → field. Those in REQUIRED must be filled.
COLUMNS = {
    "当事人名称": "party_name",
    "统一社会信用代码": "uscc",
    "旧注册号": "registration_no",
    "身份证号": "id_number",
    "清单事项编号": "item",
    "违法行为": "violation",
    "违法日期": "act_on",
    "文号": "document_number",
    "处理结果": "outcome",
    "未履行承诺": "breached",
    "已整改到位": "corrected",
    "承诺书编号": "pledge_number",
    "地址": "address",
    "来源": "source",
}
REQUIRED = ("当事人名称", "违法行为", "违法日期", "来源")
#: Columns that are more than text.
_READ = {"清单事项编号", "违法日期", "未履行承诺", "已整改到位"}
_YES, _NO = {"是", "1", "true", "有"}, {"", "否", "0", "false", "无"}
_CHECKS = {
    "统一社会信用代码": identity.check_uscc,
    "旧注册号": identity.check_registration_no,
    "身份证号": identity.check_id_number,
}


class PriorRefused(DomainError):
    """The line cannot be taken over; ``reasons`` are Chinese, one for each fault."""

    def __init__(self, reasons: list[str]):
        super().__init__("；".join(reasons), reasons=reasons)
        self.reasons = reasons


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def read_day(value) -> date | None:
    """A day from a cell: a real date, «2024-05-06», «2024/5/6», «2024.5.6» or «2024年5月6日». None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    parts = _text(value).removesuffix("日").removesuffix(" 00:00:00")
    for sign in "年月/.":
        parts = parts.replace(sign, "-")
    try:
        year, month, day = map(int, parts.split("-"))
        return date(year, month, day)
    except ValueError:
        return None


def read(row: Mapping, *, bureau, items: Mapping[str, Item], on: date) -> PriorRecord:
    """An unsaved record of ``bureau``. ``items`` maps catalog numbers to items; ``on`` is today.

    Raises :class:`PriorRefused` with all faults of the line.
    """
    given = {header: _text(row.get(header)) for header in COLUMNS}
    reasons = [f"“{header}”没有填" for header in REQUIRED if not given[header]]
    values = {COLUMNS[h]: text for h, text in given.items() if h not in _READ}
    for header, check in _CHECKS.items():
        if given[header]:
            try:
                values[COLUMNS[header]] = check(given[header])
            except DomainError as error:
                reasons.append(f"“{header}”:{error.message}")
    day = read_day(row.get("违法日期"))
    if given["违法日期"] and day is None:
        reasons.append(f"“违法日期”“{given['违法日期']}”不是日期，请写成 2024-05-06")
    elif day and day > on:
        reasons.append("“违法日期”晚于今天")
    number = given["清单事项编号"]
    if number and number.upper() not in items:
        reasons.append(f"清单中没有编号为“{number}”的事项；不清楚的请留空")
    answers = {header: given[header].lower() for header in ("未履行承诺", "已整改到位")}
    reasons += [f"“{header}”请填“是”或“否”" for header, word in answers.items() if word not in _YES | _NO]
    breached, corrected = (word in _YES for word in answers.values())
    if breached and corrected:
        reasons.append("“未履行承诺”和“已整改到位”不能都是“是”")
    for header, text in given.items():
        limit = getattr(PriorRecord._meta.get_field(COLUMNS[header]), "max_length", None)
        if limit and header not in _CHECKS and len(text) > limit:
            reasons.append(f"“{header}”超过 {limit} 个字")
    if reasons:
        raise PriorRefused(reasons)
    item = items.get(number.upper()) if number else None
    match = ItemMatch.NUMBER if item else ""
    values |= {"act_on": day, "item": item, "item_match": match, "breached": breached, "corrected": corrected}
    return PriorRecord(bureau=bureau, **values)


def items_of(bureau) -> dict[str, Item]:
    """The bureau's catalog items by number, for :func:`read`."""
    return {item.number.upper(): item for item in Item.objects.filter(bureau=bureau)}


def same(record: PriorRecord) -> PriorRecord | None:
    """The stored record that says the same, so that a file imported twice adds nothing."""
    return PriorRecord.objects.filter(
        bureau=record.bureau,
        party_name=record.party_name,
        violation=record.violation,
        act_on=record.act_on,
        document_number=record.document_number,
    ).first()
