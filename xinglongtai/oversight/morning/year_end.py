"""From which day on the next year's holidays are asked for. Pure; the day is a parameter."""

from datetime import date

from xinglongtai.core.workdays import WorkCalendar

USUAL_FROM = "11-01"


def read_month_day(text: str) -> tuple[int, int]:
    """«11-01» as (month, day). ``ValueError`` (Chinese) for anything else."""
    try:
        month, day = (int(part) for part in text.strip().split("-"))
        date(2024, month, day)
    except ValueError:
        raise ValueError("请写成月-日，如 11-01。") from None
    return month, day


def years_to_enter(on: date, calendar: WorkCalendar, begin: tuple[int, int]) -> list[int]:
    """Years whose arrangement should be there on ``on`` and is not: this one, and from ``begin`` on the next."""
    expected = [on.year] + ([on.year + 1] if (on.month, on.day) >= begin else [])
    return [year for year in expected if not calendar.knows(year)]
