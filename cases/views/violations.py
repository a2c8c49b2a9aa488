"""登记检查 ②: what was seen — the inspection's facts, violations, photos."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from catalog.models import ItemVersion
from catalog.selectors import find_items
from catalog.suspension import suspended
from xinglongtai.core import parameters
from xinglongtai.core.acts import act_page, attempt, recent_changes
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.web import actor_of, today, visible_or_404, whole_number

from .. import law_text, steps
from ..forms.files import kept_rows
from ..forms.intake import InspectionForm, OffListForm, PhotosForm, ViolationForm
from ..models import Case, Violation
from ..next_step import require_power
from ..services import case_update, evidence_add, violation_add, violation_remove, violation_update
from ..services.field import words_seen
from ..status import EDITABLE, EvidenceKind

#: Calendar days of the longest limitation.
LONGEST_LIMITATION = 5 * 366


def draft_for(request: HttpRequest, pk: int):
    """The actor and a case they see (404) and handle (403)."""
    actor = actor_of(request)
    people = ("party", "unit", "bureau", "handler__unit", "co_handler__unit", "updated_by")
    case = visible_or_404(Case.objects.visible_to(actor).select_related(*people), pk)
    require_power(case, actor, "handles")
    return actor, case


def over(request, case: Case):
    """The answer of every intake page once registration is over."""
    messages.info(request, f"案件已是“{case.get_status_display()}”，登记内容已经固定。")
    return redirect(steps.resume_address(case))


def violations(request, pk):
    """The screen: inspection facts (folded), search, violations so far, photos."""
    actor, case = draft_for(request, pk)
    if case.status not in EDITABLE:
        return over(request, case)
    return screen(request, actor, case)


def screen(request, actor, case: Case, *, inspection_form=None, status=200, **context):
    """Screen ②; a refused form comes back inside it."""
    on = today()
    rows = list(case.violations.select_related("item_version__item"))
    now = {v.item_id: v for v in ItemVersion.objects.in_force(on).filter(item__versions__violations__case=case)}
    stopped = suspended([row.item_version_id for row in rows if row.item_version_id], on)
    words = request.GET.get("q", "" if rows else words_seen(case)).strip()
    for row in rows:
        row.suspension = stopped.get(row.item_version_id)
        row.successor = now.get(row.item_version.item_id) if row.item_version_id else None
        row.held_then = bool(row.item_version_id) and row.item_version.covers(row.last_day)
        row.lapsed = bool(row.item_version_id) and (row.successor is None or row.successor.pk != row.item_version_id)
    law_text.attach(rows)
    context |= {
        **_found(request, case, words),
        "case": case,
        "violations": rows,
        "photos": list(case.evidence.filter(kind=EvidenceKind.PHOTO, set_aside_reason="")),
        "details": inspection_form or InspectionForm(actor=actor, on=on, case=case),
        "details_open": bool(inspection_form) or case.co_handler is None,
        "photo_form": PhotosForm(),
        "limit_mb": parameters.value(case.bureau, "evidence.max_mb"),
        "steps": steps.bar(case, steps.VIOLATIONS),
        "may_change": case.handled_by(actor),
    }
    return render(request, "cases/intake_violations.html", context, status=status)


@require_GET
def item_search(request, pk):
    """Ranked list items for what is being typed (htmx); without JavaScript the screen itself answers."""
    _, case = draft_for(request, pk)
    words = request.GET.get("q", "").strip()
    if not request.headers.get("HX-Request"):
        return redirect(f"{steps.address_of(steps.VIOLATIONS, case)}?{request.GET.urlencode()}")
    return render(request, "cases/intake_items.html", {"case": case, **_found(request, case, words)})


def _found(request, case: Case, words: str) -> dict:
    """What is found for ``words``: on the list of today, or of the day an older act ended (``?day=``)."""
    day = _day_of(request.GET.get("day", ""), case)
    matches = find_items(bureau=case.bureau, words=words, on=day or today()) if words else []
    law_text.attach_found(matches, day or today())
    return {"words": words, "matches": matches, "list_day": day}


def _day_of(text: str, case: Case) -> date | None:
    """A day before the inspection and within the longest limitation of five years (行政处罚法 36); None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if case.inspected_on - timedelta(days=LONGEST_LIMITATION) <= day < case.inspected_on else None


@require_POST
def inspection(request, pk):
    """Source, days, place, second officer."""
    actor, case = draft_for(request, pk)
    form = InspectionForm(request.POST, actor=actor, on=today(), case=case)
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        version = form.cleaned_data["version"]
        if attempt(form, case_update, case=case, actor=actor, on=today(), data=data, version=version):
            messages.success(request, "检查信息已保存。")
            return redirect(steps.address_of(steps.VIOLATIONS, case))
    context = {}
    if form.is_stale:
        case.refresh_from_db()
        form.renew(case.version)
        context["changes"] = recent_changes(case.thread)
    return screen(request, actor, case, inspection_form=form, status=422, **context)


@require_POST
def add(request, pk):
    """One tap on a found item adds the violation with the item's own words."""
    actor, case = draft_for(request, pk)
    asked = whole_number(request.POST.get("item_version"))
    version = visible_or_404(ItemVersion.objects.for_bureau(case.bureau), asked)
    data = {"item_version": version, "description": version.violation}
    if day := _day_of(request.POST.get("act_on", ""), case):
        data["act_on"] = day
    try:
        violation = violation_add(case=case, actor=actor, on=today(), data=data)
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(steps.address_of(steps.VIOLATIONS, case))
    messages.success(request, f"已记录：{violation.description}")
    return redirect(steps.address_of(steps.VIOLATIONS, case) + "#recorded")


def add_off_list(request, pk):
    """清单外: described by hand, with the law and the reason."""
    actor, case = draft_for(request, pk)
    first = {"description": request.GET.get("q", ""), "act_on": case.inspected_on, "version": case.version}
    form = OffListForm(request.POST or None, bureau=case.bureau, initial=first)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k not in {"version", "item_version"}}
        values = {"case": case, "data": data, "version": form.cleaned_data["version"]}
        if attempt(form, violation_add, actor=actor, on=today(), **values):
            messages.success(request, "已按清单外记录，适用核查后须经法制审核。")
            return redirect(steps.address_of(steps.VIOLATIONS, case) + "#recorded")
    return _form_page(request, form, case, title="清单外的违法行为", submit="记录")


def edit(request, pk, violation):
    """Words, days and details of a violation; also the way to the item's present version when it has lapsed."""
    actor, case = draft_for(request, pk)
    row = visible_or_404(case.violations.select_related("item_version__item"), violation)
    kind = OffListForm if row.is_off_list else ViolationForm
    first = {name: getattr(row, name) for name in kind.base_fields if name != "version"} | {"version": case.version}
    form = kind(request.POST or None, bureau=case.bureau, initial=first)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        values = {"violation": row, "data": data, "version": form.cleaned_data["version"]}
        if attempt(form, violation_update, actor=actor, on=today(), **values):
            messages.success(request, "违法行为已更新，请再作适用核查。")
            return redirect(steps.address_of(steps.VIOLATIONS, case) + "#recorded")
    return _form_page(request, form, case, title="修改违法行为", submit="保存", violation=row)


def _form_page(request, form, case: Case, **page):
    if case.status not in EDITABLE:
        return over(request, case)
    page |= {
        "back_url": steps.address_of(steps.VIOLATIONS, case),
        "back_label": "返回违法行为",
        "eyebrow": case.party.name,
    }
    draft = f"violation-{case.pk}-{page['violation'].pk if 'violation' in page else 'new'}"
    return act_page(request, form, case, draft=draft, **page)


@require_POST
def remove(request, pk, violation):
    """Take a violation out; its photos stay with the case."""
    actor, case = draft_for(request, pk)
    row = visible_or_404(Violation.objects.filter(case=case), violation)
    try:
        violation_remove(violation=row, actor=actor)
        messages.success(request, f"已移除：{row.description}")
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect(steps.address_of(steps.VIOLATIONS, case))


@require_POST
def photos(request, pk):
    """Several photos at once; each refusal is told by file name, the others are kept."""
    actor, case = draft_for(request, pk)
    violation = case.violations.filter(pk=whole_number(request.POST.get("violation"))).first()
    kept = 0
    for upload in request.FILES.getlist("files"):
        try:
            evidence_add(case=case, actor=actor, upload=upload, kind=EvidenceKind.PHOTO, violation=violation)
            kept += 1
        except (NotAllowed, NotVisible):
            raise
        except DomainError as refusal:
            messages.error(request, f"“{upload.name}”没有保存：{refusal.message}")
    kept += len(kept_rows(case, request.POST.get("kept", "")))  # came in pieces before the form
    if kept:
        messages.success(request, f"已保存 {kept} 张照片。")
    elif not request.FILES:
        messages.warning(request, "还没有选择照片。")
    return redirect(reverse("cases:intake_violations", args=[case.pk]) + "#photos")
