"""Pages of a year's evaluation: the report, a decision on an item, freezing and withdrawing, the files."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Item
from xinglongtai.core import audit, documents
from xinglongtai.core.acts import attempt
from xinglongtai.core.display import person
from xinglongtai.core.errors import DomainError, NotVisible
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import pages, paper, selectors, services, table
from .forms import DecideForm
from .measures import MEASURES
from .models import ItemEvaluation
from .status import TONE
from .suggestions import suggest
from .views import VIEW
from .yearly import item_counts, stored_report, year_report

PER_PAGE = 40
#: Events shown on a year's page.
EVENTS = 30
DECIDE = (services.RIGHT, "决定和定稿实施评估")


def _year(request, year):
    """The actor and the year's report; NotVisible for a year that cannot be evaluated."""
    actor = require_right(request, *VIEW)
    if not services.FIRST_YEAR <= year <= today().year:
        raise NotVisible("没有这个年度的评估。")
    return actor, year_report(actor.bureau, year, today())


@require_GET
def report(request, year):
    """年度评估: suggestions with their reasons, decisions, the files, freezing."""
    _, made = _year(request, year)
    first = max(services.FIRST_YEAR, today().year - 4)
    rows = [(row, TONE[row.suggested.kind]) for row in made.seen]
    context = {
        "report": made,
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "years": range(today().year, first - 1, -1),
        "rule": made.limits.words(),
        "measures": MEASURES,
        "version": made.stored.version if made.stored else "",
        "events": _events(made.stored) if made.stored else [],
    }
    return render(request, "oversight/evaluation_report.html", context)


def _events(stored) -> list[dict]:
    """Who decided, changed, froze and withdrew, newest first."""
    return [
        {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
        for event in audit.timeline(stored.thread, EVENTS)
    ]


@require_GET
def report_pdf(request, year):
    """The issued paper of a frozen year, or a preview of an open one."""
    _, made = _year(request, year)
    if made.frozen:
        content = documents.read_bytes(made.stored.document)
    else:
        words = paper.build(made, demo=settings.DEMO_MODE)
        content = documents.preview_pdf(kind=paper.KIND, version=paper.TEMPLATE_VERSION, snapshot=words)
    headers = {
        "Content-Disposition": f'inline; filename="evaluation-{year}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_GET
def report_xlsx(request, year):
    """The same rows as a spreadsheet, with suggestions and decisions."""
    _, made = _year(request, year)
    header, lines = table.sheet(made.rows, [*table.COLUMNS, *table.DECISION_COLUMNS])
    state = f"已定稿 {made.stored.document.number_text}" if made.frozen else "未定稿"
    note = f"{year}年度实施评估（{state}），数据截至 {made.on:%Y-%m-%d}；不足 {made.limits.small_sample} 件的不写比率"
    return xlsx_response(f"{year}年度实施评估.xlsx", header, lines, note=note)


def decide(request, year, pk):
    """Decide on one item, with its figures and the rule's suggestion beside the form."""
    actor = require_right(request, *DECIDE)
    item = visible_or_404(Item.objects.for_bureau(actor.bureau), pk)
    if not services.FIRST_YEAR <= year <= today().year:
        raise NotVisible("没有这个年度的评估。")
    kept = ItemEvaluation.objects.filter(report__bureau=actor.bureau, report__year=year, item=item).first()
    start = {"version": kept.version if kept else 0}
    if kept:
        start |= {"decision": kept.decision, "reason": kept.reason}
    form = DecideForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        verb = services.evaluation_decide
        if attempt(form, verb, item=item, year=year, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, f"已记录对 {item.number} 的决定。定稿前可以更改。")
            return redirect("oversight:evaluation_report", year)
        if form.is_stale:
            form.renew(start["version"])
    return _decide_page(request, actor, item, year, form, kept)


def _decide_page(request, actor, item, year, form, kept):
    counts, limits = item_counts(actor.bureau, item.pk, year, today()), selectors.thresholds(actor.bureau)
    stored = stored_report(actor.bureau, year)
    said = suggest(counts, limits)
    context = {
        "form": form,
        "item": item,
        "newest": item.versions.standing().order_by("-version_no").first(),
        "year": year,
        "kept": kept,
        "frozen": bool(stored and stored.frozen),
        "said": said,
        "tone": TONE[said.kind],
        "lines": pages.lines(counts, counts, limits.small_sample),
        "small": limits.small_sample,
    }
    return render(request, "oversight/evaluation_decide.html", context, status=422 if form.is_bound else 200)


def _act(request, year, verb, done: str, **values):
    """Call a verb on the year's report; what it refuses is told on the report's page."""
    actor = require_right(request, *DECIDE)
    version = whole_number(request.POST.get("version"))
    try:
        verb(year=year, actor=actor, on=today(), version=version, **values)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("oversight:evaluation_report", year)


@require_POST
def freeze(request, year):
    """定稿."""
    return _act(request, year, services.evaluation_freeze, f"{year}年度报告已定稿，数据和决定不再改变。")


@require_POST
def withdraw(request, year):
    """Withdraw a frozen report with a reason."""
    reason = request.POST.get("reason", "")
    return _act(request, year, services.evaluation_withdraw, "报告已撤回，可以修改决定后重新定稿。", reason=reason)
