"""Pages of the law watch: the list of changes, one change with what it touches, the decision of the legal staff."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from catalog.models import LawChange
from catalog.services import law_change_decide, law_changes_note
from xinglongtai.core import parameters
from xinglongtai.core.acts import attempt
from xinglongtai.core.lists import listing
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import reads
from .forms import ChangeFilter, DecideForm
from .printed import printed_naming

SEE = ("catalog.view_lawchange", "查看法规变动")
DECIDE = ("catalog.decide_lawchange", "处理法规变动")
#: Items with their texts on one page; cases and letters on one page.
ITEMS, LINES = 10, 20


@require_GET
def law_watch(request):
    """法规变动: changes ahead and past ones, with what each touches."""
    actor, on = require_right(request, *SEE), today()
    page = listing(ChangeFilter(request.GET), reads.changes_of(actor), request.GET.get("page"))
    changes = list(page.page_obj)
    reads.add_counts(changes, actor, on)
    context = {
        "list": page,
        "changes": changes,
        "today": on,
        "days": parameters.value(actor.bureau, "catalog.law_watch_days"),
        "may_decide": allowed(actor, DECIDE[0]),
    }
    return render(request, "oversight/law_watch.html", context)


@require_POST
def law_check(request):
    """Look at the statutes now instead of waiting for the night."""
    actor = require_right(request, *DECIDE)
    found = law_changes_note(on=today(), actor=actor)
    if found.changes or found.touched or found.dropped:
        messages.success(
            request, f"新发现变动 {len(found.changes)} 项，新增待处理 {found.touched} 条，撤去 {found.dropped} 条。"
        )
    else:
        messages.info(request, "没有新的变动。")
    return redirect("oversight:law_watch")


@require_GET
def law_change(request, pk):
    """One change: old and new articles beside each other, items, open cases, letters."""
    actor = require_right(request, *SEE)
    return _change_page(request, actor, _change(actor, pk), DecideForm())


@require_POST
def law_decide(request, pk):
    """The decision on the ticked items; what became of each stands on the result page."""
    actor = require_right(request, *DECIDE)
    change = _change(actor, pk)
    ids = [n for text in request.POST.getlist("rows") if (n := whole_number(text)) is not None]
    form = DecideForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        done = attempt(form, law_change_decide, change=change, rows=ids, actor=actor, on=today(), **given)
        if done:
            request.session["law_result"] = {"change": pk, "rows": [row.__dict__ for row in done], **given}
            return redirect("oversight:law_decided", pk)
    return _change_page(request, actor, change, form, ticked=ids, status=422)


@require_GET
def law_decided(request, pk):
    """What became of each item of the last decision."""
    actor = require_right(request, *DECIDE)
    change = _change(actor, pk)
    result = request.session.get("law_result")
    if not result or result["change"] != pk:
        return redirect("oversight:law_change", pk)
    done = sum(row["done"] for row in result["rows"])
    context = {"change": change, "result": result, "done": done, "refused": len(result["rows"]) - done}
    return render(request, "oversight/law_decided.html", context)


def _change(actor, pk: int) -> LawChange:
    return visible_or_404(reads.changes_of(actor), pk)


def _change_page(request, actor, change: LawChange, form, *, ticked=(), status=200):
    on = today()
    reads.add_counts([change], actor, on)
    items = Paginator(reads.touched_of(change, actor), ITEMS).get_page(request.GET.get("page"))
    cases = Paginator(reads.cases_of(change, actor), LINES).get_page(request.GET.get("cases"))
    letters = Paginator(reads.letters_of(change, actor), LINES).get_page(request.GET.get("letters"))
    context = {
        "change": change,
        "before": reads.wording_before(change),
        "items": items,
        "rows": reads.touched_rows(list(items), change, on),
        "cases": cases,
        "letters": letters,
        "naming": reads.items_naming(change, actor),
        "printed": printed_naming(change.statute.title, change.short_title),
        "form": form,
        "ticked": set(ticked),
        "today": on,
        "may_decide": allowed(actor, DECIDE[0]),
    }
    return render(request, "oversight/law_change.html", context, status=status)
