"""登记检查 ①: find the party, or register it; then the case is open."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xinglongtai.core.acts import attempt
from xinglongtai.core.errors import DomainError
from xinglongtai.core.privacy.sealed import words_of
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404, whole_number

from .. import identity, steps
from ..forms.intake import InspectionForm, PartyForm
from ..glance import found_parties, last_second_officer
from ..models import Case, Party
from ..selectors import likely_duplicates
from ..services import case_open, party_create
from ..status import Source

RIGHT = ("cases.handle_case", "登记检查")
SHOWN = 8


def new(request):
    """Search box with result cards; htmx asks for the cards alone. Also the officer's own unfinished registrations.

    What is typed is sent by POST, so that no number stands in an address.
    """
    actor = require_right(request, *RIGHT)
    words = words_of(request, "q", 100)
    rows = list(Party.objects.visible_to(actor).matching(words)[: SHOWN + 1]) if words else []
    context = {"words": words, "found": found_parties(rows[:SHOWN], actor), "more": len(rows) > SHOWN}
    if request.headers.get("HX-Request"):
        return render(request, "cases/intake_results.html", context)
    drafts = Case.objects.visible_to(actor).drafts().of(actor).with_people().order_by("-updated_at")[:5]
    context |= {"drafts": drafts, "steps": steps.bar(None, 1), "today": today()}
    return render(request, "cases/intake_new.html", context)


@require_POST
def uscc_check(request):
    """The 信用代码 as it is typed: right, wrong and why, or registered already."""
    actor = require_right(request, *RIGHT)
    typed = request.POST.get("uscc", "")
    context = {"typed": identity.clean(typed)}
    if context["typed"]:
        try:
            context["code"] = identity.check_uscc(typed)
            context["party"] = Party.objects.visible_to(actor).filter(uscc=context["code"]).first()
        except DomainError as refusal:
            context["refusal"] = refusal.message
    return render(request, "cases/intake_uscc.html", context)


def party_new(request):
    """A party that is not known yet: six fields, a warning about likely doubles, then straight to ②."""
    actor = require_right(request, *RIGHT)
    form = PartyForm(
        request.POST or None, initial=_guessed(words_of(request, "q", 100) if request.method == "GET" else "")
    )
    doubles = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        doubles = _doubles(actor, given) if not request.POST.get("anyway") else []
        party = None if doubles else attempt(form, party_create, actor=actor, data=given)
        if party:
            case = _open(party, actor)
            messages.success(request, f"已登记当事人“{party.name}”，检查已开始。")
            return redirect("cases:intake_violations", case.pk)
    context = {"form": form, "doubles": found_parties(doubles, actor), "steps": steps.bar(None, 1)}
    return render(request, "cases/intake_party.html", context, status=422 if form.is_bound else 200)


def _guessed(words: str) -> dict:
    """What was searched for goes into the field it looks like."""
    plain = identity.clean(words)
    if len(plain) in {15, 18} and plain.isascii():
        return {"uscc": plain}
    if plain.isdigit() and len(plain) == 11:
        return {"phone": plain}
    return {"name": words}


def _doubles(actor, given: dict) -> list[Party]:
    same = likely_duplicates(
        bureau=actor.bureau, name=given["name"], phone=given["phone"].strip(), address=given["address"].strip()
    )
    code = identity.clean(given["uscc"])
    known = list(Party.objects.visible_to(actor).filter(uscc=code)) if code else []
    return known + [party for party in same if party not in known]


def _open(party: Party, actor, data: dict | None = None) -> Case:
    """Open a case with today's defaults and last time's second officer, unless ``data`` says otherwise."""
    on = today()
    return case_open(party=party, actor=actor, on=on, data=data or {"co_handler": last_second_officer(actor, on)})


def start(request):
    """One tap opens the case with defaults («quick»); otherwise source, days and second officer are chosen first.

    An own registration of the same party that holds no violation yet is taken up again: a second tap opens nothing new.
    """
    actor = actor_of(request)
    asked = (request.POST if request.method == "POST" else request.GET).get("party", "")
    party = visible_or_404(Party.objects.visible_to(actor), whole_number(asked))
    require_right(request, *RIGHT)
    if request.method == "POST":
        empty = Case.objects.drafts().filter(party=party, handler=actor, violations=None, inspected_on=today()).first()
        if empty and "quick" in request.POST:
            messages.info(request, "这次检查刚才已经打开，接着填写即可。")
            return redirect("cases:intake_violations", empty.pk)
    form = InspectionForm(
        request.POST if request.method == "POST" and "quick" not in request.POST else None,
        actor=actor,
        on=today(),
        initial=_defaults(party, actor),
    )
    if request.method == "POST":
        quick = "quick" in request.POST
        data = None if quick else form.cleaned_data if form.is_valid() else None
        if quick or data is not None:
            case = attempt(form, _open, party=party, actor=actor, data=data)
            if case:
                return redirect("cases:intake_violations", case.pk)
    context = {"form": form, "party": party, "steps": steps.bar(None, 1)}
    return render(request, "cases/intake_start.html", context, status=422 if form.is_bound else 200)


def _defaults(party: Party, actor) -> dict:
    on = today()
    return {
        "source": Source.DAILY,
        "inspected_on": on,
        "discovered_on": on,
        "place": party.address,
        "co_handler": last_second_officer(actor, on),
    }
