"""登记检查 ③: the eligibility sheet, answered and judged live; look-ups elsewhere; where the verdict leads."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinglongtai.core.acts import recent_changes
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow
from xinglongtai.core.web import today, whole_number

from .. import law_text, steps
from ..assess_page import build, read_answers, read_overrides, with_parts
from ..dossier import opinions_of
from ..forms.files import kept_rows
from ..questionnaire import EXCLUSIONS
from ..services import (
    answers_keep,
    assessment_confirm,
    case_update,
    evidence_add,
    history_check_record,
    review_request,
    sheets_make,
)
from ..status import EDITABLE, CaseStatus, EvidenceKind
from .violations import draft_for, over


def assess(request, pk):
    """The screen. A POST is the way without JavaScript: keep the answers and show what they make."""
    actor, case = draft_for(request, pk)
    if case.status not in EDITABLE:
        return over(request, case)
    with_parts(case)
    if not case.all_violations:
        messages.warning(request, "请先记录违法行为，再作适用核查。")
        return redirect(steps.address_of(steps.VIOLATIONS, case))
    if request.method == "POST":
        answers = read_answers(case, _none_of(request.POST, case))
        answers_keep(case=case, actor=actor, answers=answers)
        return redirect(steps.address_of(steps.ASSESS, case) + "#verdict")
    if case.step < steps.ASSESS and case.handled_by(actor):
        case_update(case=case, actor=actor, on=today(), data={"step": steps.ASSESS})
        case.refresh_from_db(fields=["version", "step"])
    return _screen(request, case)


def _screen(request, case, *, data=None, status=200, refusal="", changes=(), tried=None):
    """``tried``: what was given for look-ups, by their names, where the page is shown again."""
    law_text.attach(case.all_violations)
    page = build(case, on=today(), data=data)
    for lookup in [one for block in page.blocks for one in block.lookups]:
        lookup |= (tried or {}).get(lookup["name"], {})
    context = {
        "case": case,
        "page": page,
        "steps": steps.bar(case, steps.ASSESS),
        "refusal": refusal,
        "changes": changes,
        "opinions": opinions_of(case),
        "today": today(),
    }
    return render(request, "cases/intake_assess.html", context, status=status)


def _none_of(posted, case):
    """«以上情形均不存在» without JavaScript: every exclusion of that part that is still open is answered 没有."""
    prefix = posted.get("none_of")
    if not prefix:
        return posted
    page, filled = build(case, on=today(), data=posted), posted.copy()
    for paper in [page.shared, *(block.paper for block in page.blocks)]:
        if paper and paper.prefix == prefix:
            for control in paper.groups.get(EXCLUSIONS, []):
                filled.setdefault(control.name, "no")
    return filled


@require_POST
def live(request, pk):
    """The verdict and the lines as the answers stand now (htmx); the answers are kept on the way."""
    actor, case = draft_for(request, pk)
    with_parts(case)
    law_text.attach(case.all_violations)
    page = build(case, on=today(), data=request.POST)
    if not page.errors:
        answers_keep(case=case, actor=actor, answers=read_answers(case, request.POST))
    return render(request, "cases/intake_sheet.html", {"case": case, "page": page, "live": True, "today": today()})


@require_POST
def history_check(request, pk):
    """A look-up made elsewhere: none / found / unverified, with note and screenshot. The answers given are kept too."""
    actor, case = draft_for(request, pk)
    with_parts(case)
    violation, source, result = _pressed(request.POST.get("check", ""), case)
    name, target = f"h{violation.pk}-{source}", steps.address_of(steps.ASSESS, case) + f"#history-{violation.pk}"
    note, upload = request.POST.get(f"{name}-note", ""), request.FILES.get(f"{name}-file")
    shot = next(iter(kept_rows(case, request.POST.get(f"{name}-kept", ""))), None)
    try:
        answers_keep(case=case, actor=actor, answers=read_answers(case, request.POST))
        if upload:
            shot = evidence_add(case=case, actor=actor, upload=upload, kind=EvidenceKind.SCREENSHOT)
        history_check_record(violation=violation, actor=actor, source=source, result=result, note=note, evidence=shot)
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        tried = {name: {"note": note, "kept": shot}}  # the file is here: the next try uses it
        return _screen(request, case, data=request.POST, status=422, refusal=refusal.message, tried=tried)
    messages.success(request, "核查结果已记录。")
    return redirect(target)


def _pressed(value: str, case):
    """Violation, source and result of the button that was pressed; NotVisible for anything else."""
    number, _, rest = value.partition(":")
    source, _, result = rest.partition(":")
    violation = next((v for v in case.all_violations if str(v.pk) == number), None)
    if violation is None:
        raise NotVisible("没有找到这个违法行为，可能已被移除。请返回上一步查看。")
    return violation, source, result


def _seal(request, pk, finish) -> HttpResponse:
    """Make all sheets from the posted answers and call ``finish``; a refusal shows the same page, nothing lost.

    ``finish`` also runs only when the verdict is the one that was on the screen.
    """
    actor, case = draft_for(request, pk)
    if case.status not in EDITABLE:
        return over(request, case)
    with_parts(case)
    page = build(case, on=today(), data=request.POST)
    if page.verdict != request.POST.get("seen"):
        text = f"按现在的答复，结论是“{page.verdict_label}”。请看过核查表后再确认一次。"
        return _screen(request, case, data=request.POST, status=422, refusal=text)
    try:
        with transaction.atomic():
            answers, reasons = read_answers(case, request.POST), read_overrides(case, request.POST)
            values = {"answers": answers, "overrides": reasons, "version": whole_number(request.POST.get("version"))}
            sheets_make(case=case, actor=actor, on=today(), **values)
            return finish(actor, case)
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        changes = recent_changes(case.thread) if isinstance(refusal, StaleRow) else ()
        case.refresh_from_db(fields=["version"])
        return _screen(request, case, data=request.POST, status=422, refusal=refusal.message, changes=changes)


@require_POST
def confirm(request, pk):
    """Seal the sheets and leave registration: to the promise, or to the case page with its next step."""

    def finish(actor, case):
        done = assessment_confirm(case=case, actor=actor, on=today())
        if done.status == CaseStatus.READY:
            messages.success(request, "核查结论已确认，可以签发承诺书。")
            return redirect(steps.address_of(steps.PROMISE, done))
        messages.success(request, "核查结论已确认，请按案件页上的下一步办理。")
        return redirect(reverse("cases:detail", args=[done.pk]))

    return _seal(request, pk, finish)


@require_POST
def review(request, pk):
    """Seal the sheets and send the case to legal staff with a note."""

    def finish(actor, case):
        review_request(case=case, actor=actor, note=request.POST.get("note", ""))
        messages.success(request, "已提请法制审核，审核后会通知您。")
        return redirect(reverse("cases:detail", args=[case.pk]))

    return _seal(request, pk, finish)
