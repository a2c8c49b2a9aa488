"""Enter the known holidays and make-up days. Rows typed by hand stay as they are; running it again changes nothing."""

from chinese_calendar import constants
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from xinglongtai.core.models import CalendarDay

FIRST_DEFAULT_YEAR = 2024
_NAMES = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def parse_years(text: str) -> list[int]:
    """«2024-2026», «2026» or «2024,2026» as years; ``ValueError`` otherwise."""
    years: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        years.update(range(int(first), int(last or first) + 1))
    return sorted(years)


def known_days(year: int) -> dict:
    """``{day: (kind, name)}`` of one year; empty where the package does not know it."""
    kind = CalendarDay.Kind
    days = {day: (kind.HOLIDAY, _NAMES[name]) for day, name in constants.holidays.items() if day.year == year}
    days |= {day: (kind.MAKE_UP, _NAMES[name]) for day, name in constants.workdays.items() if day.year == year}
    return days


@transaction.atomic
def load_year(year: int) -> tuple[int, int, int]:
    """Bring the year's package rows up to date. Returns how many were (written, removed, kept because typed by hand)."""
    wanted = known_days(year)
    rows = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
    removed = kept = 0
    written = []
    for day, (kind, name) in wanted.items():
        row = rows.get(day)
        if row is not None and row.source == CalendarDay.Source.MANUAL:
            kept += 1
        elif row is None or (row.kind, row.name) != (kind, name):
            written.append(CalendarDay(day=day, kind=kind, name=name, source=CalendarDay.Source.PACKAGE))
    CalendarDay.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["day"], update_fields=["kind", "name", "source"]
    )
    for day, row in rows.items():
        if day not in wanted and row.source == CalendarDay.Source.PACKAGE:
            row.delete()
            removed += 1
    return len(written), removed, kept


class Command(BaseCommand):
    help = "录入已公布的放假和调休安排（可重复运行，不改动手工录入的日期）"

    def add_arguments(self, parser):
        parser.add_argument("--years", help="如 2024-2026；默认为 2024 年起全部已知年份")

    def handle(self, *args, years, **options):
        latest = max(day.year for day in constants.holidays)
        try:
            wanted = parse_years(years) if years else range(FIRST_DEFAULT_YEAR, latest + 1)
        except ValueError:
            raise CommandError("年份格式不对，请写成 2024-2026。") from None
        unknown = [year for year in wanted if not known_days(year)]
        for year in wanted:
            if year not in unknown:
                written, removed, kept = load_year(year)
                self.stdout.write(f"{year}年：写入 {written} 天，删除 {removed} 天，保留手工录入 {kept} 天")
        if unknown:
            raise CommandError(
                f"{'、'.join(map(str, unknown))}年放假安排尚不可用，公布后请在后台“节假日和调休”中手工录入。"
            )
