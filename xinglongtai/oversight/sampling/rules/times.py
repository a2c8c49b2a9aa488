"""Rules on moments: hours, bulk, and things done within minutes."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from .facts import Detail, Hit, Issued, Limits, Span, grouped


def odd_hours(letters: Iterable[Issued], limits: Limits) -> Iterator[Hit]:
    """Letters issued early or late in the day, by officer and day. ``letters`` come ordered by officer and moment."""
    odd = (row for row in letters if row.at.hour < limits.early_hour or row.at.hour >= limits.late_hour)
    days: dict[tuple, list[Issued]] = {}
    for row in odd:
        days.setdefault((row.officer, row.at.date()), []).append(row)
    for (officer, day), rows in days.items():
        yield Hit(
            key=f"{officer}:{day:%Y-%m-%d}",
            summary=f"{day:%Y-%m-%d}在{limits.early_hour}时以前或{limits.late_hour}时以后签发承诺书{len(rows)}份",
            details=tuple(Detail(f"{row.at:%H:%M}签发{row.number}", row.case) for row in rows),
            officers=frozenset({officer}),
        )


def in_bulk(letters: Iterable[Issued], limits: Limits) -> Iterator[Hit]:
    """One officer issued at least N letters within so many minutes: the longest such run of a day. ``letters`` as above."""
    span = timedelta(minutes=limits.bulk_minutes)
    for officer, rows in grouped(letters, "officer"):
        longest: dict = {}
        first = 0
        for last, row in enumerate(rows):
            while row.at - rows[first].at > span:
                first += 1
            day, count = rows[first].at.date(), last - first + 1
            if count >= limits.bulk_letters and count > len(longest.get(day, ())):
                longest[day] = rows[first : last + 1]
        for day, run in longest.items():
            yield Hit(
                key=f"{officer}:{day:%Y-%m-%d}",
                summary=f"{day:%Y-%m-%d} {limits.bulk_minutes}分钟内签发承诺书{len(run)}份",
                details=tuple(Detail(f"{one.at:%H:%M:%S}签发{one.number}", one.case) for one in run),
                officers=frozenset({officer}),
            )


def rechecked_at_once(spans: Iterable[Span], limits: Limits) -> Iterator[Hit]:
    """A promise to correct by a day: 整改到位 found on the spot and entered within minutes of the letter's issue."""
    for row in spans:
        if row.minutes < limits.recheck_minutes:
            yield Hit(
                key=f"case:{row.case}",
                summary=f"限期改正的承诺，签发后{row.minutes}分钟即登记复查整改到位",
                details=(Detail(f"{row.began_at:%Y-%m-%d %H:%M}签发，{row.ended_at:%H:%M}登记复查到位", row.case),),
            )


def closed_at_once(spans: Iterable[Span], limits: Limits) -> Iterator[Hit]:
    """A case closed within minutes of its registration. 补录 and cases written without network are left out before."""
    for row in spans:
        if row.minutes < limits.close_minutes:
            yield Hit(
                key=f"case:{row.case}",
                summary=f"登记后{row.minutes}分钟即结案",
                details=(Detail(f"{row.began_at:%Y-%m-%d %H:%M}登记，{row.ended_at:%H:%M}结案", row.case),),
            )
