"""Sections of the morning page whose lines are pledges. The words are those of ``pledges.querysets``."""

from datetime import date, timedelta

from django.db.models import F, Prefetch

from cases.models import Violation
from cases.status import CLOCK_RUNNING
from pledges.models import Pledge
from xinglongtai.core.navigation import address
from xinglongtai.core.workdays import WEEKDAY_NAMES, WorkCalendar

from .looking import Look
from .sections import Section

ONE_DAY = timedelta(days=1)


def previous_working_day(on: date, calendar: WorkCalendar) -> date:
    """The last working day before ``on``."""
    day = on - ONE_DAY
    while not calendar.is_working(day):
        day -= ONE_DAY
    return day


def since_words(last: date, on: date) -> str:
    """«昨天以来», or after days off «上一工作日 11月20日（星期五）以来»."""
    if last == on - ONE_DAY:
        return "昨天以来"
    return f"上一工作日 {last.month}月{last.day}日（{WEEKDAY_NAMES[last.weekday()]}）以来"


def _seen(look: Look):
    return Pledge.objects.visible_to(look.actor)


def _section(look: Look, key: str, title: str, tone: str, rows, list_url: str, **words) -> Section | None:
    violations = Prefetch("case__violations", Violation.objects.only("case", "description"))
    rows = rows.with_people().select_related("case__handler__unit").prefetch_related(violations)
    return look.section(key, title, "pledge", tone, rows.order_by("due_on", "pk"), url=list_url, **words)


def _pledges(due: str) -> str:
    return f"{address('pledges:list')}?due={due}"


def newly_overdue(look: Look) -> Section | None:
    """The deadline passed since the last working day."""
    last = previous_working_day(look.on, look.calendar)
    rows = _seen(look).overdue(on=look.on).filter(due_on__gte=last)
    note = f"{since_words(last, look.on)}期限届满，未送交材料"
    return _section(
        look, "new", "新逾期", "danger", rows, f"{address('oversight:overdue')}?all=1&sort=recent", note=note
    )


def lapsed(look: Look) -> Section | None:
    """What was promised in answer to a 督办 has passed since the last working day, and nothing came."""
    last = previous_working_day(look.on, look.calendar)
    rows = _seen(look).overdue(on=look.on).filter(answered_until__gte=last)
    url = f"{address('oversight:overdue')}?urged=answered"
    return _section(look, "lapsed", "承诺办结日期已过", "danger", rows, url, note="答复督办时承诺的日期已过，仍未办结")


def due_today(look: Look) -> Section | None:
    """The deadline is today: not overdue yet."""
    rows = _seen(look).due_today(on=look.on)
    return _section(look, "today", "今天到期", "warn", rows, _pledges("today"), note="今天送交仍在期限内")


def due_soon(look: Look) -> Section | None:
    """The deadline is near (parameter, calendar days)."""
    days = look.parameter("pledge.soon_days")
    rows = _seen(look).due_soon(on=look.on, days=days)
    return _section(look, "soon", f"{days}天内到期", "warn", rows, _pledges("soon"), note="可以先提醒办案人")


def unsigned(look: Look) -> Section | None:
    """Issued so many days ago (parameter, calendar days) and not signed."""
    days = look.parameter("pledge.unsigned_days")
    rows = _seen(look).unsigned().filter(issued_on__lte=look.on - timedelta(days=days))
    return _section(look, "unsigned", f"签发满{days}天仍未签字", "warn", rows, _pledges("unsigned"), chip="待签字")


def recheck(look: Look) -> Section | None:
    """Materials are in and wait for two officers."""
    rows = _seen(look).awaiting_recheck()
    return _section(look, "recheck", "材料已交，待复查", "warn", rows, _pledges("recheck"), chip="待复查")


def clash(look: Look) -> Section | None:
    """The pledge is due after the verification clock: as things stand it cannot end in 不予立案 (程序规定 18)."""
    late = {"due_on__gt": F("case__clock_due_on"), "case__status__in": CLOCK_RUNNING, "case__filed_on__isnull": True}
    note = "未立案的，期满前须批准延长核查期限或先立案，否则不能不予立案"
    rows = _seen(look).open().filter(**late)
    return _section(look, "clash", "承诺期限晚于核查期限", "warn", rows, "", note=note, chip="期限冲突")
