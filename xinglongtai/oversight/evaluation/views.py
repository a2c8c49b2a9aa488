"""Pages of the evaluation: all items, one item, the cases behind a figure."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Violation
from catalog.models import Item, ItemVersion
from xinglongtai.core.errors import NotVisible
from xinglongtai.core.lists import listing
from xinglongtai.core.models import Unit
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import pages, selectors, table
from .forms import ItemsFilter, PeriodFilter
from .measures import MEASURES, SET_TITLES, total
from .models import ItemEvaluation
from .periods import before, days_text, parts

VIEW = ("oversight.view_evaluation", "查看实施评估")
PER_PAGE = 20


def _items(request):
    """The filter, the rows it asks for, and the totals of this and of the earlier period."""
    actor = require_right(request, *VIEW)
    form = ItemsFilter(request.GET, actor=actor, on=today())
    limits = selectors.thresholds(actor.bureau)
    versions = selectors.listed_versions(actor.bureau)
    counts = table.by_item(selectors.tally(form.scope()), versions)
    labels, in_force = table.labels_of(versions, form.period)
    told = [label for pk, label in labels.items() if pk in in_force or pk in counts]
    rows = [row for row in table.rows(told, counts, limits) if form.fits(row, limits.small_sample)]
    return form, limits, form.ordered(rows), counts


@from_replica
@require_GET
def items(request):
    """实施评估: every item with its figures, filters in the address, export of exactly these rows."""
    form, limits, rows, counts = _items(request)
    earlier = before(form.period, form.on)
    then = total(selectors.tally(form.scope(earlier)).values())
    context = {
        "form": form,
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "count": len(rows),
        "heading": days_text(*form.scope().days()),
        "stats": pages.stats(total(counts.values()), then, limits.small_sample),
        "earlier": days_text(earlier.start, earlier.end),
        "shown": [measure for measure in MEASURES if measure.key in table.SHOWN],
        "measures": MEASURES,
        "query": form.query,
        "chosen": None,
        "small": limits.small_sample,
    }
    return render(request, "oversight/evaluation.html", context)


@require_GET
def export(request):
    """The rows of the page as a spreadsheet."""
    form, limits, rows, _ = _items(request)
    header, lines = table.sheet(rows)
    note = f"实施评估 {days_text(*form.scope().days())}；{form.sentence or '未设条件'}；共 {len(rows)} 项；"
    note += f"不足 {limits.small_sample} 件的不写比率"
    return xlsx_response(f"实施评估{form.on:%Y%m%d}.xlsx", header, lines, note=note)


@require_GET
def item(request, pk):
    """One item: every measure with its definition, by version, by unit, by month; what was decided in which year."""
    actor = require_right(request, *VIEW)
    entry = visible_or_404(Item.objects.for_bureau(actor.bureau), pk)
    versions = list(entry.versions.standing().order_by("-version_no"))
    form = PeriodFilter(request.GET, actor=actor, on=today())
    limits = selectors.thresholds(actor.bureau)
    chosen = whole_number(request.GET.get("version"))
    version = next((row for row in versions if row.pk == chosen), None)
    only = {"item_id": entry.pk, "version_id": version.pk if version else None}
    scope = form.scope(**only)
    by_version = selectors.tally(scope)
    sections = parts(scope.period.until(form.on))
    units = {unit.pk: str(unit) for unit in Unit.objects.filter(bureau=actor.bureau)}
    counts = total(by_version.values())
    earlier = before(scope.period, form.on)
    then = total(selectors.tally(form.scope(earlier, **only)).values())
    context = {
        "item": entry,
        "versions": versions,
        "version": version,
        "chosen": only["version_id"],
        "form": form,
        "query": form.query,
        "heading": days_text(*scope.days()),
        "earlier": days_text(earlier.start, earlier.end),
        "used": counts["used"],
        "lines": pages.lines(counts, then, limits.small_sample),
        "watched": selectors.still_watched(scope).count(),
        "small": limits.small_sample,
        "by_version": pages.version_rows(by_version, versions, limits.small_sample),
        "by_unit": pages.named_rows(selectors.tally(scope, selectors.BY_UNIT), units, limits.small_sample),
        "by_part": pages.part_rows(selectors.tally(scope, sections), sections, limits.small_sample),
        "decisions": ItemEvaluation.objects.filter(item=entry).select_related("report").order_by("-report__year"),
        "year": scope.period.start.year,
    }
    return render(request, "oversight/evaluation_item.html", context)


@require_GET
def version(request, pk):
    """From a version's page in the back office to what became of it."""
    actor = require_right(request, *VIEW)
    row = visible_or_404(ItemVersion.objects.for_bureau(actor.bureau).standing(), pk)
    return redirect(f"{reverse('oversight:evaluation_item', args=[row.item_id])}?version={row.pk}")


@from_replica
@require_GET
def cases(request):
    """The cases behind a figure, within what the person may see."""
    actor = require_right(request, *VIEW)
    key = request.GET.get("set", "")
    if key not in SET_TITLES:
        raise NotVisible("没有这个指标，请从实施评估页面打开。")
    form = PeriodFilter(request.GET, actor=actor, on=today())
    only = {"item_id": whole_number(request.GET.get("item")), "version_id": whole_number(request.GET.get("version"))}
    entry = Item.objects.for_bureau(actor.bureau).filter(pk=only["item_id"]).first()
    rows = selectors.cases_behind(actor, form.scope(**only), key).with_people()
    violations = Prefetch("violations", Violation.objects.select_related("item_version__item"))
    page = listing(form, rows.prefetch_related(violations), request.GET.get("page"))
    back = reverse("oversight:evaluation_item", args=[entry.pk]) if entry else reverse("oversight:evaluation")
    context = {
        "list": page,
        "title": SET_TITLES[key],
        "again": key.startswith("again"),
        "item": entry,
        "heading": days_text(*form.scope().days()),
        "back_url": f"{back}?{form.query.urlencode()}",
        "sentence": form.sentence,
    }
    return render(request, "oversight/evaluation_cases.html", context)
