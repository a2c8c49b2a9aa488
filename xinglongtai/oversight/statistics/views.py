"""Pages of statistics: the numbers, the list behind one of them, the sorting into modes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xinglongtai.core import audit, parameters
from xinglongtai.core.acts import attempt
from xinglongtai.core.display import person
from xinglongtai.core.errors import NotVisible
from xinglongtai.core.lists import PER_PAGE
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import require_right, today

from ..evaluation.periods import days_text
from . import lines, page, selectors, services
from .bases import SETS
from .forms import ListFilter, ModeForm, StatisticsFilter
from .measures import BY_KEY, MEASURES, Group
from .models import HandlingMode
from .status import MODES, Mode, Way
from .sums.reading import Look
from .sums.turns import one_look

VIEW = ("oversight.view_statistics", "查看统计")
EDIT = (services.EDIT_MODES, "编辑处理方式归类")
EVENTS = 30


@from_replica
@require_GET
def statistics(request):
    """统计: every measure with its comparison and the way to its list, a table by unit, time, domain, item or source."""
    actor = require_right(request, *VIEW)
    form = StatisticsFilter(request.GET, actor=actor, on=today())
    small = parameters.value(actor.bureau, "statistics.small_sample")
    with one_look():
        told = page.Overview(form, small)
        wanted, rows = told.table()
        sources = told.by_source()
    relief, modes = told.lines(Group.RELIEF), told.lines(Group.MODES)
    axes, groups = told.tabs()
    axis = dict(form.fields["by"].choices)[told.by]
    narrow = bool(told.scope.domain or told.scope.item or told.scope.source)
    context = {
        "form": form,
        "heading": days_text(told.period.start, told.period.until(form.on).end),
        "running": form.on < told.period.end,
        "today": form.on,
        "count": told.totals[0]["cases"],
        "small": small,
        "work": told.lines(Group.WORK),
        "relief": relief,
        "relief_chart": page.chart_of_lines("减免案件", relief, unit="件", table="relief"),
        "modes": modes,
        "modes_chart": page.chart_of_lines("各类处理", modes[:3], unit="件次", table="modes"),
        "ways": told.ways(),
        "narrow": narrow,
        "sources": sources,
        "source_measures": [BY_KEY["cases"]],
        "source_chart": page.chart_of("各来源的检查案件", sources, over_time=False, table="sources"),
        "axes": axes,
        "groups": groups,
        "axis": axis,
        "by": told.by,
        "direct": told.direct,
        "wanted": wanted,
        "rows": rows,
        "chart": page.chart_of(
            f"各{axis}的检查案件" if told.by != "time" else "各时期的检查案件",
            rows,
            over_time=told.by == "time",
            table="by-axis-table",
        )
        if told.show == Group.WORK
        else None,
        "measures": MEASURES,
        "again_days": told.scope.window,
    }
    return render(request, "oversight/statistics.html", context)


def asked(request):
    """The filter of a list, its measure and set, and the rows behind the number."""
    actor = require_right(request, *VIEW)
    form = ListFilter(request.GET, actor=actor, on=today())
    given = form.given()
    if request.GET.get("measure", "cases") not in BY_KEY:
        raise NotVisible("没有这个指标，请从统计页面打开。")
    measure = BY_KEY[given["measure"] or "cases"]
    name = measure.part(given["part"] or "top")
    if not name:
        raise NotVisible("这个指标没有分母，请从统计页面打开。")
    way = given["way"] if SETS[name].mode else ""
    scope = form.scope()
    days = Look(scope).days_of(SETS[name], form.period, way)
    return form, measure, SETS[name], lines.Behind(scope.parts(name, form.period, way), days), way


@from_replica
@require_GET
def behind(request):
    """The list behind one number: its definition on top, filters, exactly the rows that were counted."""
    with one_look():
        form, measure, wanted, rows, way = asked(request)
        listed = rows.page(request.GET.get("page"), PER_PAGE)
    back = reverse("oversight:statistics")
    context = {
        "form": form,
        "measure": measure,
        "title": wanted.title + (f"：{Way(way).label}" if way else ""),
        "wanted": wanted,
        "page_obj": listed,
        "count": rows.count(),
        "took": measure.kind == "days",
        "again": measure.key == "again" and form.given()["part"] != "bottom",
        "heading": days_text(form.period.start, form.period.until(form.on).end),
        "back_url": f"{back}?{form.query.urlencode()}",
        "clear_url": f"?measure={measure.key}&part={form.given()['part'] or 'top'}",
    }
    return render(request, "oversight/statistics_list.html", context)


@require_GET
def export(request):
    """The rows of the list as a spreadsheet, the definition in its first row."""
    form, measure, wanted, rows, _ = asked(request)
    count = rows.count()
    services.list_export_record(actor=form.actor, measure=wanted.title, count=count, filters=form.sentence)
    days = days_text(form.period.start, form.period.until(form.on).end)
    note = f"{wanted.title}，{days}；{form.sentence or '未设条件'}；共 {count} {wanted.word}。{measure.name}：{measure.definition}"
    sheet = (line.cells() for line in rows)
    return xlsx_response(f"统计清单{form.on:%Y%m%d}.xlsx", lines.HEADER, sheet, note=note)


@require_GET
def modes(request):
    """处理方式归类: what counts as 服务, 管理, 执法 today, and every change."""
    actor = require_right(request, *VIEW)
    handling, on = selectors.handling_of(actor.bureau), today()
    changes = HandlingMode.objects.filter(bureau=actor.bureau).select_related("set_by__unit")
    context = {
        "groups": [
            (Mode(mode).label, [Way(way).label for way in handling.ways(mode, on)]) for mode in (*MODES, "none")
        ],
        "changes": changes,
        "today": on,
        "events": [
            {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
            for event in audit.timeline(f"handling:{actor.bureau.pk}", EVENTS)
        ],
    }
    return render(request, "oversight/statistics_modes.html", context)


def mode_set(request):
    """Change the sorting of one way from a day on."""
    actor = require_right(request, *EDIT)
    form = ModeForm(request.POST or None, initial={"since": today(), "way": request.GET.get("way", "")})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("way", "mode", "since", "reason")}
        if attempt(form, services.handling_mode_set, actor=actor, on=today(), **values):
            messages.success(request, "已更改归类。已经定稿的数字不受影响。")
            return redirect("oversight:statistics_modes")
    return render(request, "oversight/statistics_mode_set.html", {"form": form}, status=422 if form.is_bound else 200)
