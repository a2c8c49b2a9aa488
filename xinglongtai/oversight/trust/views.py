"""Pages of the record of promises: all parties, one party, its print view, objections and their decision."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Party
from pledges.models import Pledge
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.errors import NotVisible
from xinglongtai.core.lists import listing
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404

from . import services
from .forms import ObjectionDecideForm, ObjectionForm, RecordFilter
from .lists import enabled
from .models import TrustObjection
from .selectors import listings_of, record_of, records_of
from .status import TONE, Kind

VIEW = ("oversight.view_trust", "查看守信情况")
PER_PAGE = 20


@from_replica
@require_GET
def index(request):
    """守信记录: parties that were given a letter, by name."""
    actor, on = require_right(request, *VIEW), today()
    rows = Party.objects.visible_to(actor).filter(Exists(Pledge.objects.filter(case__party=OuterRef("pk"))))
    page = listing(RecordFilter(request.GET), rows, request.GET.get("page"), PER_PAGE)
    context = {
        "list": page,
        "records": records_of(list(page.page_obj), actor, on),
        "lists_on": enabled(actor.bureau),
    }
    return render(request, "oversight/trust.html", context)


def _party(request, pk):
    """The actor and the party, within the bureau."""
    actor = actor_of(request)
    party = visible_or_404(Party.objects.visible_to(actor).select_related("bureau"), pk)
    require_right(request, *VIEW)
    return actor, party


@require_GET
def record(request, pk):
    """One party's record, line by line, each line explained."""
    actor, party = _party(request, pk)
    on = today()
    lists_on = enabled(actor.bureau)
    context = {
        "record": record_of(party, actor, on),
        "party": party,
        "lists_on": lists_on,
        "listings": [(row, *row.standing(on)) for row in listings_of(party)] if lists_on else [],
        "may_propose": lists_on and allowed(actor, "oversight.propose_trust_list"),
        "today": on,
    }
    return render(request, "oversight/trust_party.html", context)


@require_GET
def printed(request, pk):
    """The record on paper, to be handed to the party: no links, nothing that fits by name only."""
    actor, party = _party(request, pk)
    made = record_of(party, actor, today())
    services.record_printed(party=party, actor=actor, count=len(made.lines))
    return render(request, "oversight/trust_print.html", {"record": made, "party": party, "today": today()})


def object_to(request, pk, line):
    """登记异议 to one line."""
    actor, party = _party(request, pk)
    found = record_of(party, actor, today()).line(line)
    if found is None:
        raise NotVisible("这条记录不在这个当事人的守信记录里。")
    form = ObjectionForm(request.POST or None, initial={"raised_on": today()})
    back = reverse("oversight:trust_party", args=[party.pk])
    if request.method == "POST" and form.is_valid():
        verb = services.objection_record
        if attempt(form, verb, party=party, line=line, actor=actor, on=today(), data=form.cleaned_data):
            messages.success(request, "异议已登记，已通知法制人员处理。")
            return redirect(back)
    page = {
        "title": "登记异议",
        "eyebrow": party.name,
        "lead": found.told,
        "submit": "登记异议",
        "explain": f"现在的认定：{found.label}。{found.judged.words}",
    }
    return act_page(request, form, party, back_url=back, back_label="返回守信记录", **page)


def decide(request, pk):
    """Decide on an objection."""
    actor = require_right(request, "oversight.correct_trust", "更正守信记录")
    rows = TrustObjection.objects.filter(bureau=actor.bureau).select_related("party", "recorded_by__unit", "decided_by")
    row = visible_or_404(rows, pk)
    form = ObjectionDecideForm(request.POST or None, initial={"version": row.version}, computed=row.computed)
    back = reverse("oversight:trust_party", args=[row.party_id])
    if request.method == "POST" and form.is_valid():
        verb = services.objection_decide
        if attempt(form, verb, objection=row, actor=actor, on=today(), **form.verb_values()):
            messages.success(request, "异议已处理，守信记录已写明。")
            return redirect(back)
    now = record_of(row.party, actor, today()).line(f"{row.source}-{row.pledge_id or row.prior_id}")
    context = {
        "title": "处理守信记录异议",
        "eyebrow": row.party.name,
        "lead": row.line,
        "submit": "记录决定",
        "back_url": back,
        "back_label": "返回守信记录",
        "now": now,
        "tone": TONE[Kind(row.computed)],
    }
    return act_page(request, form, row, template="oversight/trust_objection.html", **context)
