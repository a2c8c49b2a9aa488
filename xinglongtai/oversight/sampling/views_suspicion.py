"""Pages of suspicions: the list with its definitions, one suspicion, running the rules."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Case, Evidence
from xinglongtai.core import jobs
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.lists import listing
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import require_right, today, visible_or_404

from . import selectors, services_suspicion
from .filters import SuspicionFilter
from .forms import DecideForm
from .job import WORK
from .models import Suspicion
from .reading import limits_of
from .rules import RULES
from .rules.catalogue import BY_KEY
from .views_draw import DRAW, sent

SEE = (services_suspicion.RIGHT, "查看疑点线索")


@require_GET
def suspicions(request):
    """What the rules found, those that wait first asked for; every rule with its definition below."""
    actor = require_right(request, *SEE)
    form = SuspicionFilter(request.GET or {"state": "open"})
    page = listing(form, Suspicion.objects.visible_to(actor).prefetch_related("cases"), request.GET.get("page"))
    for row in page.page_obj:
        row.title = BY_KEY[row.rule].title if row.rule in BY_KEY else row.rule
    limits = limits_of(actor.bureau)
    context = {
        "list": page,
        "rules": [(rule.title, rule.definition(limits), rule.mind) for rule in RULES],
        "last": selectors.last_run(actor.bureau),
        "tab": "suspicions",
    }
    return render(request, "oversight/sampling_suspicions.html", context)


@require_POST
def suspicions_run(request):
    """Run the rules as work that can be left."""
    actor = require_right(request, *SEE)
    back = reverse("oversight:sampling_suspicions")
    job = jobs.start(WORK, {"on": today().isoformat(), "back": back}, actor)
    return redirect("core:job", job.pk)


@require_http_methods(["GET", "POST"])
def suspicion(request, pk):
    """One suspicion: its definition, its evidence with links, what became of it."""
    actor = require_right(request, *SEE)
    row = visible_or_404(Suspicion.objects.visible_to(actor).select_related("decided_by__unit", "drawing"), pk)
    decides = row.is_open or (row.renewed and row.state == "explained")
    form = DecideForm(sent(request), may_draw=allowed(actor, DRAW[0]), initial={"version": row.version, "state": ""})
    if form.is_bound and form.is_valid():
        verb = services_suspicion.suspicion_decide
        if done := attempt(form, verb, suspicion=row, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, f"已处理为“{done.get_state_display()}”。")
            return redirect("oversight:sampling_suspicion", row.pk)
    rule = BY_KEY.get(row.rule)
    context = {
        "title": rule.title if rule else row.rule,
        "definition": rule.definition(limits_of(actor.bureau)) if rule else "",
        "mind": rule.mind if rule else "",
        "details": _details(row, actor),
        "decides": decides,
        "events": selectors.timeline_of(row),
    }
    return act_page(request, form, row, template="oversight/sampling_suspicion.html", **context)


def _details(row, actor) -> list[dict]:
    """Lines of evidence with the cases and files that may be opened; a fixed number of queries."""
    rows = Case.objects.visible_to(actor).filter(pk__in=[line["case"] for line in row.details])
    cases = {case.pk: case for case in rows.select_related("party", "unit", "handler")}
    named = [line["evidence"] for line in row.details if line["evidence"]]
    files = {file.pk: file for file in Evidence.objects.filter(pk__in=named, case__in=cases)}
    return [
        {"words": line["words"], "case": cases.get(line["case"]), "file": files.get(line["evidence"])}
        for line in row.details
    ]
