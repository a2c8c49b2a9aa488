"""How dates, people, numbers and identifiers are written for Chinese readers.

Pure functions, no queries of their own, so pages, exports and letters write the same thing.
``None`` and blank always give an empty string, so a template never shows «None».
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from .privacy.masking import mask_id, mask_name, mask_numbers, mask_phone

__all__ = [
    "cn_date",
    "cn_date_short",
    "cn_datetime",
    "distance",
    "mask_id",
    "mask_name",
    "mask_numbers",
    "mask_phone",
    "money",
    "person",
]

SOON_DAYS = 3  # 三天内到期 is a heading of the work list (工作台)


def _local(value):
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def cn_date(value) -> str:
    """«2026年11月22日»; an aware datetime is taken in the bureau's time zone."""
    value = _local(value)
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else ""


def cn_date_short(value) -> str:
    """«11月22日»: for lists where the year is plain from the heading."""
    value = _local(value)
    return f"{value.month}月{value.day}日" if isinstance(value, date) else ""


def cn_datetime(value) -> str:
    """«2026年11月22日 14:05»; a plain date is written without a time."""
    value = _local(value)
    if isinstance(value, datetime):
        return f"{cn_date(value)} {value:%H:%M}"
    return cn_date(value)


def money(value) -> str:
    """Yuan with thousands separators: «1,234.50元», whole yuan without decimals «500元»."""
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not amount.is_finite():
        return str(value)
    return f"{amount:,.0f}元" if amount == amount.to_integral_value() else f"{amount:,.2f}元"


def person(value) -> str:
    """A person is a name with unit, «张三（演示所）»; takes an Officer or a User."""
    if not value:
        return ""
    officer = getattr(value, "officer", None) if hasattr(value, "get_username") else value
    if officer is None:
        return value.get_full_name() or value.get_username()
    name = getattr(officer, "name", "") or str(officer)
    unit = getattr(officer, "unit", None)
    unit_name = (getattr(unit, "short_name", "") or getattr(unit, "name", "")) if unit else ""
    return f"{name}（{unit_name}）" if unit_name else name


def acting_person(who, principal=None) -> str:
    """Who acted, for themselves or as a deputy: «张三（演示所）代李四（演示局）»."""
    return f"{person(who)}代{person(principal)}" if who and principal else person(who)


def distance(due: date, on: date) -> tuple[str, str]:
    """How far `due` is from `on` in calendar days, as (words, tone).

    Due today is not overdue. Tones: danger when overdue, warn within SOON_DAYS, else neutral.
    """
    days = (due - on).days
    if days < 0:
        return f"逾期{-days}天", "danger"
    if days == 0:
        return "今天到期", "warn"
    return f"还有{days}天", "warn" if days <= SOON_DAYS else "neutral"
