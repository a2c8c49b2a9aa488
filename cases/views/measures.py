"""柔性措施: the list, recording one in a few taps, its page, the sheet for the party."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from catalog.named_articles import named_articles
from xinglongtai.core import documents, typesetting
from xinglongtai.core.acts import attempt
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.lists import listing
from xinglongtai.core.privacy.sealed import words_of
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404, whole_number

from .. import measure_sheet as sheets
from .. import services
from ..forms.measures import MeasureFilter, MeasureForm, QuickPartyForm
from ..measure_words import WORDS, choices
from ..models import Case, Measure, Party
from ..selectors import likely_duplicates
from ..status import MeasureKind

SEE = ("cases.view_party", "查看柔性措施")
RECORD = ("cases.record_measure", "登记柔性措施")
MOST_FOUND = 15


@from_replica
@require_GET
def measure_list(request):
    """All measures within reach, filtered in the address."""
    actor = require_right(request, *SEE)
    rows = Measure.objects.visible_to(actor).select_related("party", "unit", "officer")
    page = listing(MeasureFilter(request.GET, actor=actor), rows, request.GET.get("page"))
    context = {"list": page, "today": today(), "may_record": allowed(actor, RECORD[0])}
    return render(request, "cases/measure_list.html", context)


def _subject(request, actor) -> tuple[Party | None, Case | None]:
    """Whom and which case the new measure is about, from ``?case=`` or ``?party=``."""
    given = {name: request.GET.get(name, "") for name in ("case", "party")}
    if given["case"]:
        case = visible_or_404(Case.objects.visible_to(actor).select_related("party"), whole_number(given["case"]))
        return case.party, case
    if given["party"]:
        return visible_or_404(Party.objects.visible_to(actor), whole_number(given["party"])), None
    return None, None


def measure_new(request):
    """Three small screens in one address: whom (search), which kind (large rows), the words (filled in, editable)."""
    actor = require_right(request, *RECORD)
    party, case = _subject(request, actor)
    if party is None:
        return _choose_party(request, actor)
    subject = {"case": case.pk} if case else {"party": party.pk}
    context = {"party": party, "case": case, "subject": urlencode(subject), "today": today()}
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in MeasureKind.values:
        return render(request, "cases/measure_kind.html", {"kinds": choices(), **context})
    words = WORDS[kind]
    initial = {"kind": kind, "topic": words.topic, "explained": words.explained, "on": today(), "place": party.address}
    form = MeasureForm(request.POST or None, actor=actor, on=today(), initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, services.measure_record, party=party, actor=actor, on=today(), data=form.cleaned_data, case=case
        )
        if done:
            messages.success(request, "已登记，可以打印一份交给当事人。")
            return redirect("cases:measure", done.pk)
    context |= {"form": form, "kind_label": MeasureKind(kind).label, "about": words.about}
    return render(request, "cases/measure_form.html", context, status=422 if form.is_bound else 200)


def _choose_party(request, actor):
    words = words_of(request, "q", 100)
    found = list(Party.objects.visible_to(actor).matching(words).order_by("name", "pk")[:MOST_FOUND]) if words else []
    recent = []
    if not words:
        recent = list(Party.objects.visible_to(actor).filter(cases__handler=actor).distinct().order_by("-pk")[:5])
    return render(request, "cases/measure_party.html", {"q": words, "found": found, "recent": recent})


def measure_party(request):
    """A party that is not known yet, with the least that must be known, and a warning about likely doubles."""
    actor = require_right(request, *RECORD)
    form = QuickPartyForm(request.POST or None, initial={"name": words_of(request, "q", 100)})
    doubles = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not request.POST.get("anyway"):
            same = {name: given[name] for name in ("name", "phone", "address")}
            doubles = list(likely_duplicates(bureau=actor.bureau, **same))
        party = None if doubles else attempt(form, services.party_create, actor=actor, data=given)
        if party:
            return redirect(f"{reverse('cases:measure_new')}?party={party.pk}")
    context = {"form": form, "doubles": doubles}
    return render(request, "cases/measure_party_new.html", context, status=422 if form.is_bound else 200)


def _measure(request, pk):
    actor = actor_of(request)
    rows = Measure.objects.visible_to(actor).select_related("party", "case", "unit", "bureau", "officer", "co_officer")
    return actor, visible_or_404(rows, pk)


def _may_set_aside(row, actor) -> bool:
    if row.set_aside_reason or not allowed(actor, RECORD[0]):
        return False
    return row.officer_id == actor.pk or allowed(actor, "cases.assign_case")


@require_GET
def measure(request, pk):
    """One measure: what was explained to whom; print it, or take a mistaken entry back."""
    actor, row = _measure(request, pk)
    context = {"measure": row, "may_set_aside": _may_set_aside(row, actor), "today": today()}
    return render(request, "cases/measure.html", context)


@require_GET
def measure_sheet(request, pk):
    """The short sheet for the party as PDF."""
    _, row = _measure(request, pk)
    snapshot = sheets.build(
        bureau_name=row.bureau.full_name,
        bureau_phone=row.bureau.phone,
        unit_name=row.unit.name,
        kind_label=row.get_kind_display(),
        on=row.on,
        place=row.place,
        party_name=row.party.name,
        topic=row.topic,
        explained=row.explained,
        laws=row.laws,
        received_by=row.received_by,
        officers=[person.name for person in (row.officer, row.co_officer) if person],
        set_aside_reason=row.set_aside_reason,
        demo=settings.DEMO_MODE,
        articles=[(passage.name, passage.text) for passage in named_articles([(row.laws, row.on)])[0] if passage.text],
    )
    documents.check_printable(snapshot)
    content = typesetting.letter_pdf(sheets.KIND, sheets.TEMPLATE_VERSION, snapshot, number="")
    headers = {"Content-Disposition": f'inline; filename="measure-{row.pk}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def measure_set_aside(request, pk):
    """Take back an entry made by mistake; it stays readable with its reason."""
    actor, row = _measure(request, pk)
    require_right(request, *RECORD)
    try:
        services.measure_set_aside(measure=row, actor=actor, reason=request.POST.get("reason", ""))
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已撤销这条记录。")
    return redirect("cases:measure", row.pk)
