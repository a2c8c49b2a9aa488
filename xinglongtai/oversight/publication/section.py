"""The morning's lines about the clock of publication: one a case."""

from collections import defaultdict
from datetime import date

from xinglongtai.core import parameters
from xinglongtai.core.models import Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import allowed
from xinglongtai.core.workdays import WorkCalendar

from ..morning.sections import Line, Section
from . import clock, selectors
from .models import Publication

MOST_LINES = 15


def near(actor: Officer, on: date, calendar: WorkCalendar):
    """Rows that wait and whose clock ends within the parameter's working days, or has ended."""
    limits = selectors.limits_of(actor.bureau)
    days = parameters.value(actor.bureau, "publication.warn_days")
    until = clock.soon_cutoffs(on, days, limits, calendar)
    return Publication.objects.visible_to(actor).clocked().with_day().decided_until(until)


def build(actor: Officer, on: date, calendar: WorkCalendar) -> Section | None:
    """«公示期限将到或已过» for those who see publication; None when nothing is near."""
    if not allowed(actor, "oversight.view_publication"):
        return None
    rows = near(actor, on, calendar)
    cases = list(rows.order_by("day", "case_id").values_list("case_id", flat=True).distinct()[: MOST_LINES + 1])
    if not cases:
        return None
    count = len(cases) if len(cases) <= MOST_LINES else rows.order_by().values("case_id").distinct().count()
    days = parameters.value(actor.bureau, "publication.warn_days")
    return Section(
        key="publication",
        title="公示期限将到或已过",
        kind="line",
        tone="warn",
        rows=_lines(actor, rows.filter(case_id__in=cases[:MOST_LINES]), on, calendar),
        count=count,
        note=f"处罚决定{days}个工作日内须报送，请法制人员办理",
        url=f"{address('oversight:publication')}?clock=soon",
    )


def _lines(actor: Officer, rows, on: date, calendar: WorkCalendar) -> list[Line]:
    limits = selectors.limits_of(actor.bureau)
    found = defaultdict(list)
    for row in rows.with_case().order_by("day", "case_id", "-target"):
        found[row.case].append(selectors.entry(row, on, limits, calendar))
    return [
        Line(
            title=case.party.name,
            words="；".join(f"{one.row.get_target_display()}{one.left_words}" for one in entries),
            url=address("oversight:publication_case", case.pk),
        )
        for case, entries in found.items()
    ]
