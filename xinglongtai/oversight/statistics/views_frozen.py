"""Pages of frozen figures: all of them, one with today's recount beside it, the list behind a number, what came and went."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core import audit
from xinglongtai.core.display import person
from xinglongtai.core.errors import DomainError, NotVisible
from xinglongtai.core.lists import PER_PAGE
from xinglongtai.core.models import Event
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from ..evaluation.periods import month_of
from . import freezing, lines, page, services
from .bases import BASES, SETS
from .frozen_page import frozen_lines, frozen_tables
from .measures import BY_KEY, Kind
from .models import FrozenStatistics, sees_whole
from .views import VIEW

FREEZE = (services.FREEZE, "定稿统计")
#: Rows that came or went shown with what was done since; more are told by number only.
SHOWN = 100
EVENTS_OF_A_ROW = 6


def _row(request, pk) -> FrozenStatistics:
    actor = require_right(request, *VIEW)
    rows = FrozenStatistics.objects.visible_to(actor).select_related("bureau", "frozen_by__unit", "withdrawn_by__unit")
    return visible_or_404(rows, pk)


@require_GET
def index(request):
    """统计定稿: what was frozen, and the form that freezes."""
    actor = require_right(request, *VIEW)
    rows = FrozenStatistics.objects.visible_to(actor).defer("content", "lists").select_related("frozen_by__unit")
    on = today()
    last = month_of(on.year - (on.month == 1), (on.month - 2) % 12 + 1)
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "years": range(on.year, on.year - 5, -1),
        "months": range(1, 13),
        "last": last.start,
        "whole": sees_whole(actor),
    }
    return render(request, "oversight/statistics_frozen_list.html", context)


@require_POST
def freeze(request):
    """定稿 of a month or a year."""
    actor = require_right(request, *FREEZE)
    year, month = whole_number(request.POST.get("year")) or 0, whole_number(request.POST.get("month")) or None
    kind = "month" if month else "year"
    try:
        row = services.statistics_freeze(kind=kind, year=year, month=month, actor=actor, on=today())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("oversight:statistics_frozen")
    messages.success(request, f"{row.label}统计已定稿，以后案件变化也不会改变这些数字。")
    return redirect("oversight:statistics_frozen_one", row.pk)


@require_GET
def one(request, pk):
    """The frozen numbers, and beside each what would be counted today."""
    row = _row(request, pk)
    thawed = freezing.Thawed(row)
    changed = freezing.differences(thawed, today())
    context = {
        "row": row,
        "thawed": thawed,
        "groups": frozen_lines(thawed, changed),
        "tables": frozen_tables(thawed),
        "differs": sum(1 for one in changed.values() if one.number),
        "today": today(),
        "events": [
            {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
            for event in audit.timeline(row.thread, 20)
        ],
    }
    return render(request, "oversight/statistics_frozen.html", context)


def _asked(request, pk):
    row = _row(request, pk)
    measure = BY_KEY.get(request.GET.get("measure", "cases"))
    name = measure.part(request.GET.get("part") or "top") if measure else ""
    if not name:
        raise NotVisible("没有这个指标，请从定稿页面打开。")
    return row, freezing.Thawed(row), measure, SETS[name]


@require_GET
def behind(request, pk):
    """The rows that were counted when the figures were frozen, as they stand today."""
    row, thawed, measure, wanted = _asked(request, pk)
    unit, source = whole_number(request.GET.get("unit")), request.GET.get("source", "")
    keys = thawed.keys(wanted.key, unit, source)
    listed = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    name, words = thawed.definitions[measure.key]
    context = {
        "row": row,
        "measure": measure,
        "name": name,
        "words": words,
        "wanted": wanted,
        "took": measure.kind == Kind.DAYS,
        "page_obj": listed,
        "lines": lines.lines(listed.object_list, _days(wanted)),
        "unit": next((label for pk, label, _ in thawed.units if pk == unit), ""),
        "source": page.source_label(source),
    }
    return render(request, "oversight/statistics_frozen_behind.html", context)


def _days(wanted) -> dict[str, str]:
    return {BASES[name].population.key: BASES[name].day for name in wanted.bases}


@require_GET
def differences(request, pk):
    """What came and went since, each with what was done after the freezing."""
    row, thawed, measure, wanted = _asked(request, pk)
    found = freezing.differences(thawed, today(), only=[wanted.key])[wanted.key]
    sides = []
    for title, keys in (("现在多出的", found.came), ("现在没有的", found.went)):
        told = lines.lines(keys[:SHOWN], _days(wanted))
        sides.append((title, len(keys), list(zip(told, _later(told, row), strict=True))))
    context = {"row": row, "measure": measure, "wanted": wanted, "found": found, "sides": sides, "shown": SHOWN}
    return render(request, "oversight/statistics_differences.html", context)


def _later(told: list[lines.Line], row: FrozenStatistics) -> list[list[dict]]:
    """For each line what was recorded of it after the freezing, the oldest first."""
    asked = Event.objects.filter(thread__in={line.thread for line in told}, at__gt=row.frozen_at)
    by_thread: dict[str, list[Event]] = {}
    for event in asked.select_related("actor__unit").order_by("at", "pk"):
        by_thread.setdefault(event.thread, []).append(event)
    return [
        [
            {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
            for event in by_thread.get(line.thread, [])
            if not line.own or event.target_id == line.own
        ][:EVENTS_OF_A_ROW]
        for line in told
    ]


@require_POST
def withdraw(request, pk):
    """Withdraw frozen figures with a reason."""
    actor = require_right(request, *FREEZE)
    row = _row(request, pk)
    try:
        services.statistics_withdraw(
            frozen=row,
            actor=actor,
            on=today(),
            reason=request.POST.get("reason", ""),
            version=whole_number(request.POST.get("version")),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已撤回{row.label}统计定稿。原来的数字仍可查看，可以重新定稿。")
    return redirect("oversight:statistics_frozen_one", row.pk)
