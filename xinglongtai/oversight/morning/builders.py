"""Sections of the morning page about cases, approvals, 督办, files, people and the calendar."""

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import F, Prefetch, QuerySet

from cases.models import Case, Violation
from cases.status import CaseStatus
from pledges import approvals
from pledges.models import Urge
from xinglongtai.core import parameters
from xinglongtai.core.models import Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import allowed
from xinglongtai.core.workdays import WorkCalendar, add_working_days, unknown_year_warning

from ..filters import units_of
from . import files, waiting
from .looking import Look
from .models import FileCheck
from .sections import Line, Section
from .year_end import read_month_day, years_to_enter


def approval(look: Look) -> Section | None:
    """What waits for this person's decision; for others who see it, what has been waiting too long."""
    if approvals.approves(look.actor, look.on):
        rows = [waiting.line_of(item) for item in approvals.queue(look.actor, look.on)]
        url = address("pledges:approval_list")
        return look.of_lines("approval", "待我审批", "line", "warn", rows, url=url)
    days = look.parameter("oversight.approval_days")
    rows = waiting.too_long(look.actor, look.on, days, look.calendar)
    note = "可以提醒审批人"
    return look.of_lines("approval", f"待审批超过{days}个工作日", "line", "warn", rows, note=note)


def unanswered(look: Look) -> Section | None:
    """督办 past their answer date; those reported to the leaders first."""
    violations = Prefetch("pledge__case__violations", Violation.objects.only("case", "description"))
    rows = (
        Urge.objects.visible_to(look.actor)
        .late(on=look.on)
        .select_related("pledge__case__party", "pledge__case__unit", "pledge__case__handler__unit", "by__unit")
        .prefetch_related(violations)
        .order_by(F("escalated_on").asc(nulls_last=True), "answer_by", "pk")
    )
    url = f"{address('oversight:overdue')}?urged=late"
    return look.section("urge", "督办超过答复期限", "urge", "danger", rows, url=url, note="办案人还没有答复")


def near_clocks(actor: Officer, on: date, calendar: WorkCalendar) -> QuerySet:
    """Unfiled cases whose verification clock ends within the parameter's working days, or has ended already."""
    days = parameters.value(actor.bureau, "oversight.clock_days")
    limit = add_working_days(on, days, calendar).due_on
    return Case.objects.visible_to(actor).clock_running().filter(clock_due_on__lte=limit)


def _cases(rows: QuerySet) -> QuerySet:
    violations = Prefetch("violations", Violation.objects.only("case", "description"))
    return rows.with_people().select_related("handler__unit").prefetch_related(violations)


def clock(look: Look) -> Section | None:
    """The verification clock ends soon or has ended."""
    rows = _cases(near_clocks(look.actor, look.on, look.calendar)).order_by("clock_due_on", "pk")
    days = look.parameter("oversight.clock_days")
    note = f"{days}个工作日内须立案、不予立案或批准延长"
    return look.section("clock", "核查期限将到或已过", "case", "warn", rows, note=note)


def broken(look: Look) -> Section | None:
    """Broken pledges whose packet is ready and for which nothing has been proposed."""
    rows = _cases(Case.objects.visible_to(look.actor).filter(status=CaseStatus.BREACHED)).order_by("pk")
    note = "转立案材料已备好，待提出处理意见"
    url = f"{address('cases:list')}?status={CaseStatus.BREACHED}"
    return look.section("packet", "失诺待处理", "case", "warn", rows, note=note, url=url)


def disagreeing(look: Look) -> Section | None:
    """Open cases whose papers do not agree in a way that blocks, as the last check of the night found them."""
    people = ("case__party", "case__unit", "case__handler__unit")
    rows = FileCheck.objects.filter(hard__gt=0, case__in=Case.objects.visible_to(look.actor).open())
    rows = rows.select_related(*people).order_by("case__clock_due_on", "pk")
    section = look.section("file", "案卷内容不一致", "check", "warn", rows)
    if section is None:
        return None
    left, gone = files.freshened(section.rows, look.on), len(section.rows)
    gone -= len(left)
    if section.count == gone:
        return None
    note = f"{files.checked_words(section.rows, look.on)}，会挡住签发或办结"
    return replace(section, rows=left, count=section.count - gone, note=note)


def certificates(look: Look) -> Section | None:
    """执法证 that end within the parameter's calendar days, or have ended."""
    days = look.parameter("oversight.certificate_days")
    rows = Officer.objects.filter(
        unit__in=units_of(look.actor), is_active=True, certificate_to__lte=look.on + timedelta(days=days)
    ).select_related("unit")
    note = "过期后不能检查和签发，请系统管理员更新证件"
    title = f"执法证{days}天内到期"
    return look.section("certificate", title, "officer", "warn", rows.order_by("certificate_to", "pk"), note=note)


def calendars(look: Look) -> Section | None:
    """Years whose 放假安排 should be there and is not (parameter: from which day on the next year's)."""
    begin = read_month_day(look.parameter("oversight.calendar_from"))
    url = address("admin:core_calendarday_changelist") if allowed(look.actor, "core.add_calendarday") else ""
    rows = [
        Line(f"{year}年工作日历", unknown_year_warning(year), url, ref=f"{year}年工作日历")
        for year in years_to_enter(look.on, look.calendar, begin)
    ]
    return look.of_lines("calendar", "工作日历不完整", "line", "warn", rows, note="请系统管理员录入")
