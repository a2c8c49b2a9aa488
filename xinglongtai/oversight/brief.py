"""The supervisor's morning page (晨报): what needs somebody today, in a fixed number of queries. Quiet when there is nothing."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Prefetch, QuerySet

from cases.models import Case, Violation
from cases.status import CLOCK_RUNNING
from pledges.models import Pledge
from xinglongtai.core import parameters
from xinglongtai.core.calendar import load_around, missing_years
from xinglongtai.core.models import Officer
from xinglongtai.core.workdays import WEEKDAY_NAMES, WorkCalendar, add_working_days, unknown_year_warning

from .filters import units_of
from .morning.sections import Section, added

#: A section shows at most this many lines; the rest is behind its link.
MOST_LINES = 15
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Brief:
    """The page: ``overdue`` is the total, ``sections`` are those that are not empty, ``warnings`` concern everybody."""

    on: date
    overdue: int
    urged_open: int
    sections: list[Section] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        return not (self.overdue or self.sections or self.warnings)


def previous_working_day(on: date, calendar: WorkCalendar) -> date:
    """The last working day before ``on``."""
    day = on - ONE_DAY
    while not calendar.is_working(day):
        day -= ONE_DAY
    return day


def since_words(last: date, on: date) -> str:
    """«昨天以来», or after days off «11月20日(星期五)以来»."""
    if last == on - ONE_DAY:
        return "昨天以来"
    return f"上一工作日 {last.month}月{last.day}日（{WEEKDAY_NAMES[last.weekday()]}）以来"


def _of_pledges(key: str, title: str, tone: str, rows: QuerySet, *, note: str = "", chip: str = "") -> Section | None:
    violations = Prefetch("case__violations", Violation.objects.only("case", "description"))
    shown = list(rows.with_people().prefetch_related(violations).order_by("due_on", "pk")[: MOST_LINES + 1])
    return _section(key, title, "pledge", tone, shown, rows, note, chip)


def _section(key, title, kind, tone, shown, rows, note, chip) -> Section | None:
    if not shown:
        return None
    count = len(shown) if len(shown) <= MOST_LINES else rows.count()
    return Section(key, title, kind, tone, shown[:MOST_LINES], count, note, chip)


def _pledge_sections(actor: Officer, on: date, calendar: WorkCalendar) -> list[Section | None]:
    seen = Pledge.objects.visible_to(actor)
    last = previous_working_day(on, calendar)
    soon = parameters.value(actor.bureau, "pledge.soon_days")
    days = parameters.value(actor.bureau, "pledge.unsigned_days")
    unsigned = seen.unsigned().filter(issued_on__lte=on - timedelta(days=days))
    clash = seen.open().filter(
        due_on__gt=F("case__clock_due_on"), case__status__in=CLOCK_RUNNING, case__filed_on__isnull=True
    )
    since = since_words(last, on)
    return [
        _of_pledges(
            "new", "新逾期", "danger", seen.overdue(on=on).filter(due_on__gte=last), note=f"{since}期限届满，未送交材料"
        ),
        _of_pledges("today", "今天到期", "warn", seen.due_today(on=on), note="今天送交仍在期限内"),
        _of_pledges("soon", f"{soon}天内到期", "warn", seen.due_soon(on=on, days=soon), note="可以先提醒办案人"),
        _of_pledges("recheck", "材料已交，待复查", "warn", seen.awaiting_recheck(), chip="待复查"),
        _of_pledges("unsigned", f"签发满{days}天仍未签字", "warn", unsigned, chip="待签字"),
        _of_pledges(
            "clash",
            "承诺期限晚于核查期限",
            "warn",
            clash,
            note="未立案的，期满前须批准延长核查期限或先立案，否则不能不予立案",
            chip="期限冲突",
        ),
    ]


def near_clocks(actor: Officer, on: date, calendar: WorkCalendar) -> QuerySet:
    """Unfiled cases whose verification clock ends within the parameter's working days, or has ended already."""
    days = parameters.value(actor.bureau, "oversight.clock_days")
    limit = add_working_days(on, days, calendar).due_on
    return Case.objects.visible_to(actor).filter(
        status__in=CLOCK_RUNNING, filed_on__isnull=True, clock_due_on__lte=limit
    )


def _clock_section(actor: Officer, on: date, calendar: WorkCalendar) -> Section | None:
    rows = near_clocks(actor, on, calendar)
    violations = Prefetch("violations", Violation.objects.only("case", "description"))
    shown = list(rows.with_people().prefetch_related(violations).order_by("clock_due_on", "pk")[: MOST_LINES + 1])
    days = parameters.value(actor.bureau, "oversight.clock_days")
    note = f"{days}个工作日内须立案、不予立案或批准延长"
    return _section("clock", "核查期限将到或已过", "case", "warn", shown, rows, note, "")


def _certificate_section(actor: Officer, on: date) -> Section | None:
    days = parameters.value(actor.bureau, "oversight.certificate_days")
    rows = Officer.objects.filter(
        unit__in=units_of(actor), is_active=True, certificate_to__lte=on + timedelta(days=days)
    ).select_related("unit")
    shown = list(rows.order_by("certificate_to", "pk")[: MOST_LINES + 1])
    note = "过期后不能检查和签发，请系统管理员更新证件"
    return _section("certificate", f"执法证{days}天内到期", "officer", "warn", shown, rows, note, "")


def build(actor: Officer, on: date) -> Brief:
    """What ``actor`` should look at on ``on``, within what they see."""
    calendar = load_around(on)
    overdue = Pledge.objects.visible_to(actor).overdue(on=on)
    sections = [
        *_pledge_sections(actor, on, calendar),
        _clock_section(actor, on, calendar),
        _certificate_section(actor, on),
        *added(actor, on, calendar),
    ]
    return Brief(
        on=on,
        overdue=overdue.count(),
        urged_open=overdue.filter(urges__isnull=False, urges__answered_on__isnull=True).distinct().count(),
        sections=[section for section in sections if section],
        warnings=[unknown_year_warning(year) for year in missing_years(on, calendar)],
    )
