"""Pages of packs and of the layouts they are made with."""

from urllib.parse import quote

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core import audit
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.calendar import load
from xinglongtai.core.display import person
from xinglongtai.core.errors import DomainError, NotVisible
from xinglongtai.core.lists import listing
from xinglongtai.core.sheets import CONTENT_TYPE
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import services
from .forms import ColumnFormSet, PackFilter, ReturnForm, SendForm, columns_of
from .layouts import layout_of, layouts_of
from .models import Publication, PublicationPack, PublicationRow
from .selectors import entry, limits_of
from .status import RowState, State, Target
from .views import VIEW
from .views_acts import PUBLISH

TYPES = {"xlsx": CONTENT_TYPE, "csv": "text/csv; charset=utf-8"}


def _packs(actor):
    return PublicationPack.objects.filter(bureau=actor.bureau).defer("xlsx", "csv").select_related("made_by__unit")


@require_GET
def index(request):
    """报送包: all of them, newest first."""
    actor = require_right(request, *VIEW)
    returned = Count("rows", filter=Q(rows__state=RowState.RETURNED))
    rows = _packs(actor).annotate(lines=Count("rows"), returned=returned)
    page = listing(PackFilter(request.GET), rows, request.GET.get("page"))
    return render(request, "oversight/publication_packs.html", {"list": page, "targets": Target.choices})


def make(request):
    """Choose complete rows of one system and make a pack; incomplete ones stand below with what lacks."""
    actor, on = require_right(request, *PUBLISH), today()
    services.rows_make(on=on, bureau=actor.bureau)
    given = request.POST if request.method == "POST" else request.GET
    target = given.get("target") if given.get("target") in Target.values else Target.GSXT
    lenient = given.get("kind") == "lenient"
    asked = [whole_number(pk) for pk in request.POST.getlist("ids")]
    refusal = []
    if request.method == "POST":
        rows = list(Publication.objects.visible_to(actor).filter(pk__in=[pk for pk in asked if pk]))
        try:
            pack = services.pack_make(target=target, lenient=lenient, publications=rows, actor=actor, on=on)
        except DomainError as error:
            refusal = error.data.get("reasons") or [error.message]
        else:
            messages.success(request, f"已制作报送包 {pack.number}。下载文件报送后，请登记回执。")
            return redirect("oversight:publication_pack", pack.pk)
    waiting = Publication.objects.visible_to(actor).filter(state=State.PENDING, target=target, lenient=lenient)
    waiting = waiting.exclude(rows__state=RowState.IN).with_day().with_case().order_by("day", "pk")
    calendar, limits = load(), limits_of(actor.bureau)
    entries = [entry(row, on, limits, calendar) for row in waiting]
    context = {
        "target": target,
        "lenient": lenient,
        "targets": Target.choices,
        "layout": layout_of(actor.bureau, target, lenient),
        "complete": [one for one in entries if not one.faults],
        "lacking": [one for one in entries if one.faults],
        "ticked": asked if refusal else None,
        "refusal": refusal,
        "today": on,
    }
    return render(request, "oversight/publication_pack_new.html", context, status=422 if refusal else 200)


@require_GET
def pack(request, pk):
    """One pack: its rows as they went out, files with their hashes, receipt, returns."""
    actor = require_right(request, *VIEW)
    row = visible_or_404(_packs(actor).select_related("sent_by__unit"), pk)
    lines = row.rows.select_related("publication__case__party").order_by("position")
    events = [
        {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
        for event in audit.timeline(row.thread, 30)
    ]
    context = {
        "pack": row,
        "lines": [(line, list(zip(row.headings, line.cells, strict=True))) for line in lines],
        "events": events,
        "void_url": reverse("oversight:publication_pack_void", args=[row.pk]),
    }
    return render(request, "oversight/publication_pack.html", context)


@require_GET
def file(request, pk, kind):
    """A file of the pack: the bytes that were made, hash compared, the download an event."""
    actor = require_right(request, *VIEW)
    row = visible_or_404(_packs(actor), pk)
    content = services.file_taken(pack=row, actor=actor, kind=kind)
    response = HttpResponse(content, content_type=TYPES[kind])
    name = quote(f"{row.number}.{kind}")
    response["Content-Disposition"] = f"attachment; filename=\"pack.{kind}\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, no-store"
    return response


def send(request, pk):
    """已报送: day and receipt."""
    actor = require_right(request, *PUBLISH)
    row = visible_or_404(_packs(actor), pk)
    form = SendForm(request.POST or None, initial={"version": row.version, "sent_on": today()})
    back = reverse("oversight:publication_pack", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        if attempt(form, services.pack_send, pack=row, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, "已登记报送。被退回的，在这里逐条登记。")
            return redirect(back)
    page = {"title": "登记已报送", "eyebrow": row.number, "lead": row.get_target_display(), "submit": "登记已报送"}
    return act_page(request, form, row, back_url=back, back_label="返回报送包", **page)


@require_POST
def void(request, pk):
    """Declare an unsent pack void, with a reason."""
    actor = require_right(request, *PUBLISH)
    row = visible_or_404(_packs(actor), pk)
    version = whole_number(request.POST.get("version"))
    try:
        services.pack_void(pack=row, actor=actor, reason=request.POST.get("reason", ""), version=version)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "报送包已作废，编号保留，记录恢复待报送。")
    return redirect("oversight:publication_pack", row.pk)


def give_back(request, pk):
    """退回: one line of a sent pack."""
    actor = require_right(request, *PUBLISH)
    rows = PublicationRow.objects.filter(pack__bureau=actor.bureau).select_related("pack", "publication__case__party")
    row = visible_or_404(rows.defer("pack__xlsx", "pack__csv"), pk)
    form = ReturnForm(request.POST or None, initial={"returned_on": today()})
    back = reverse("oversight:publication_case", args=[row.publication.case_id])
    if request.method == "POST" and form.is_valid():
        if attempt(form, services.row_return, row=row, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, "已登记退回，恢复为待报送。请改正后重新装包。")
            return redirect(back)
    page = {
        "title": "登记退回",
        "eyebrow": row.publication.case.party.name,
        "lead": row.pack.number,
        "submit": "登记退回",
    }
    return act_page(request, form, row, back_url=back, back_label="返回公示", **page)


@require_GET
def layouts(request):
    """报送字段表: one a system and kind."""
    actor = require_right(request, *VIEW)
    return render(request, "oversight/publication_layouts.html", {"layouts": layouts_of(actor.bureau)})


def layout(request, target, kind):
    """Edit the columns of one layout."""
    actor = require_right(request, *PUBLISH)
    if target not in Target.values or kind not in {"penalty", "lenient"}:
        raise NotVisible("没有这张字段表。")
    row = layout_of(actor.bureau, target, kind == "lenient")
    start = [{**column, "ORDER": n} for n, column in enumerate(row.columns, start=1)]
    data = {"initial": start, "form_kwargs": {"lenient": row.lenient}}
    formset = ColumnFormSet(request.POST or None, **data)
    refusal = []
    if request.method == "POST" and formset.is_valid():
        values = {"columns": columns_of(formset), "version": whole_number(request.POST.get("version"))}
        try:
            services.layout_save(target=target, lenient=row.lenient, actor=actor, **values)
        except DomainError as error:
            refusal = [error.message]
        else:
            messages.success(request, "字段表已保存，以后制作的报送包按它排列；已制作的不变。")
            return redirect("oversight:publication_layouts")
    context = {"layout": row, "formset": formset, "refusal": refusal}
    return render(request, "oversight/publication_layout.html", context, status=422 if formset.is_bound else 200)
