"""Approvals as lines of the morning page: mine, and for those who do not decide what has been waiting too long."""

from datetime import date, timedelta

from cases.models import Case, ClockExtension, Disposition
from cases.status import DecisionState
from pledges.approvals import Waiting
from pledges.models import Extension, Pledge
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.navigation import address
from xinglongtai.core.workdays import WorkCalendar

from .sections import Line

_OPEN = (DecisionState.PENDING, DecisionState.ENDORSED)
_PEOPLE = ("case__party", "case__unit", "case__handler__unit")


def line_of(item: Waiting) -> Line:
    """Something that waits for the person who looks."""
    words = f"{item.what} · {cn_date(item.since)} {item.by}提出"
    return Line(
        item.case.party.name,
        words,
        item.url,
        item.step.action if item.step else "打开",
        f"案件 {item.case.pk}",
        item.due_on,
    )


def _line(case: Case, what: str, since: date, by) -> Line:
    words = f"{what} · {cn_date(since)} {person(by)}提出"
    return Line(case.party.name, words, address("cases:detail", case.pk), ref=f"案件 {case.pk}", chip="待审批")


def _working_days_ago(on: date, days: int, calendar: WorkCalendar) -> date:
    """The day so many working days before ``on``."""
    day = on
    while days > 0:
        day -= timedelta(days=1)
        days -= calendar.is_working(day)
    return day


def too_long(actor, on: date, days: int, calendar: WorkCalendar) -> list[Line]:
    """What ``actor`` sees and nobody has decided for more than so many working days, the oldest first. Three queries."""
    limit, seen = _working_days_ago(on, days, calendar), Case.objects.visible_to(actor)
    asked = {"state__in": _OPEN, "requested_on__lt": limit}
    proposals = Disposition.objects.filter(case__in=seen, state__in=_OPEN, proposed_on__lt=limit)
    clocks = ClockExtension.objects.filter(case__in=seen, **asked)
    extensions = Extension.objects.filter(pledge__in=Pledge.objects.visible_to(actor), **asked)
    found = [
        (row.proposed_on, row.pk, row.case, row.get_outcome_display(), row.proposed_by)
        for row in proposals.select_related(*_PEOPLE, "proposed_by__unit")
    ]
    found += [
        (row.requested_on, row.pk, row.case, "延长核查期限", row.requested_by)
        for row in clocks.select_related(*_PEOPLE, "requested_by__unit")
    ]
    deeper = [f"pledge__{name}" for name in _PEOPLE]
    found += [
        (row.requested_on, row.pk, row.pledge.case, f"承诺延期到{cn_date(row.new_due_on)}", row.requested_by)
        for row in extensions.select_related(*deeper, "requested_by__unit")
    ]
    found.sort(key=lambda entry: (entry[0], entry[3], entry[1]))
    return [_line(case, what, since, by) for since, _, case, what, by in found]
