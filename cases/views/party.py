"""Parties: the list, the page with its history, correcting particulars, looking at personal numbers."""

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from xinglongtai.core import audit
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.lists import listing
from xinglongtai.core.navigation import address
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.roles import allowed
from xinglongtai.core.seen import seen_by
from xinglongtai.core.statements import statement
from xinglongtai.core.web import actor_of, require_right, seen_or_404, today, visible_or_404, whole_number

from .. import services
from ..dossier import timeline_items
from ..forms.filters import PartyFilter
from ..forms.looking import LookForm
from ..forms.party import PartyEditForm
from ..models import Case, Measure, Party
from ..selectors import party_glance, prior_records
from ..status import CaseStatus
from .case import form_data


@from_replica
def party_list(request):
    """Search of parties."""
    actor = require_right(request, "cases.view_party", "查看当事人")
    visits = Case.objects.filter(party=OuterRef("pk")).exclude(status=CaseStatus.CANCELLED).order_by()
    told = visits.values("party").annotate(n=Count("pk")).values("n")
    rows = Party.objects.visible_to(actor).annotate(visits=Coalesce(Subquery(told), 0))
    found = listing(PartyFilter(request.GET), rows, request.GET.get("page"))
    return render(request, "cases/party_list.html", {"list": found, "today": today()})


@seen_by
def _seen(officer, pk):
    return Party.objects.visible_to(officer).filter(pk=pk).order_by()


@seen_by
def _cases(officer, party):
    return Case.objects.visible_to(officer).filter(party=party).with_people().prefetch_related("violations")[:50]


@statement(of="party")
def _measures(party):
    return Measure.objects.filter(party=party, set_aside_reason="").select_related("officer__unit")[:50]


@from_replica
def party(request, pk):
    """One party: particulars, history at a glance, cases, pledges, measures, imported records."""
    actor = actor_of(request)
    row = seen_or_404(_seen, actor, pk)
    return render(
        request,
        "cases/party.html",
        {
            "party": row,
            "glance": party_glance(row),
            "cases": _cases(actor, row),
            "measures": _measures(row),
            "priors": list(prior_records(row)[:50]),
            "events": timeline_items(audit.timeline(f"party:{row.pk}", 20)),
            "can_edit": allowed(actor, "cases.record_measure"),
            "start_url": address("cases:intake_start") if allowed(actor, "cases.handle_case") else "",
            "measure_url": _measure_url(row) if allowed(actor, "cases.record_measure") else "",
            "show_identity": allowed(actor, "cases.view_identity"),
            "actor": actor,
            "today": today(),
        },
    )


def _measure_url(party) -> str:
    url = address("cases:measure_new")
    return f"{url}?party={party.pk}" if url else ""


@require_http_methods(["GET", "POST"])
def party_edit(request, pk):
    """更正当事人信息."""
    actor = actor_of(request)
    row = visible_or_404(Party.objects.visible_to(actor), pk)
    require_right(request, "cases.record_measure", "修改当事人信息")
    form = PartyEditForm(**form_data(request), party=row)
    back = reverse("cases:party", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        values = {"data": form.particulars(), "version": form.cleaned_data["version"]}
        if attempt(form, services.party_update, party=row, actor=actor, **values):
            messages.success(request, "当事人信息已更新。已签发的承诺书保持原样。")
            return redirect(back)
    page = {"title": "更正当事人信息", "eyebrow": row.name, "submit": "保存", "back_label": "返回当事人"}
    page["lead"] = "已签发的承诺书不会因此改变；承诺书有误的，请作废后重新签发。"
    return act_page(request, form, row, thread=f"party:{row.pk}", back_url=back, **page)


@require_POST
def identity(request, pk):
    """Show the personal numbers of a party; that somebody looked, and what for, is on the record.

    Asked first, in the same place, where no reason was stated for this case just before.
    """
    actor = actor_of(request)
    row = visible_or_404(Party.objects.visible_to(actor), pk)
    case = Case.objects.visible_to(actor).filter(party=row, pk=whole_number(request.POST.get("case"))).first()
    form = LookForm(request.POST if "purpose" in request.POST else None)
    given = {"party": row, "actor": actor, "case": case, "now": timezone.now()}
    part = "numbers_ask"
    if (not form.is_bound or form.is_valid()) and form.try_look(services.identity_viewed, **given):
        part = "numbers_shown"
    back = reverse("cases:detail", args=[case.pk]) if case else reverse("cases:party", args=[row.pk])
    context = {"party": row, "case": case, "back_url": back, "form": form, "part": f"cases/{part}.html"}
    template = context["part"] if request.headers.get("HX-Request") else "cases/identity.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response
