"""登记检查 ④: mode and day, the letter as it will look, 签发; then the issued letter."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from cases import steps
from cases.models import Case
from cases.next_step import require_power
from cases.services import case_assign_co_handler
from cases.status import CaseStatus
from xinglongtai.core import documents
from xinglongtai.core.acts import attempt, recent_changes
from xinglongtai.core.calendar import load_around
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import DomainError
from xinglongtai.core.staffing import may_act
from xinglongtai.core.web import actor_of, today, visible_or_404
from xinglongtai.core.workdays import DayKind

from .. import letter as letters
from ..forms.promise import PromiseForm
from ..models import Pledge
from ..papers.gather import live_order
from ..papers.services import letter_with_papers
from ..papers.views import tell
from ..promise import case_clock, promise_errors, promise_warnings, promise_window
from ..services import letter_draft, letter_opened, pledge_issue
from ..status import OPEN, PledgeMode


def _case(request, pk):
    actor = actor_of(request)
    people = ("party", "bureau", "unit", "handler__unit", "co_handler__unit", "updated_by")
    case = visible_or_404(Case.objects.visible_to(actor).select_related(*people), pk)
    require_power(case, actor, "handles")
    return actor, case


def _issued(case: Case) -> Pledge | None:
    """The letter that is out for this case, if there is one."""
    return Pledge.objects.filter(case=case, status__in=OPEN).first()


def _elsewhere(request, case: Case):
    """Where to go when no letter can be issued now: to the issued one, to the step before, or to the case."""
    pledge = _issued(case)
    if pledge:
        messages.info(request, "承诺书已经签发，不用再签发一次。")
        return redirect("pledges:issued", pledge.pk)
    messages.info(request, f"案件现在是“{case.get_status_display()}”，请按这里的下一步办理。")
    return redirect(steps.resume_address(case))


def promise(request, pk):
    """The screen; htmx asks for warnings and preview of the chosen day alone."""
    _, case = _case(request, pk)
    if case.status != CaseStatus.READY:
        return _elsewhere(request, case)
    if request.headers.get("HX-Request"):
        mode, due_on = _chosen(request.GET)
        return render(
            request, "pledges/promise_live.html", _live(case, mode, due_on, request.GET.get("order_number", ""))
        )
    return _screen(request, case, _form(case))


def _form(case: Case, data=None) -> PromiseForm:
    on = today()
    return PromiseForm(
        data,
        case=case,
        window=promise_window(case, on),
        on=on,
        asks_officer=not _second_valid(case, on),
        order=live_order(case),
    )


def _second_valid(case: Case, on: date) -> bool:
    second = case.co_handler
    return second is not None and not _hindrances(second, case, on)


def _hindrances(officer, case: Case, on: date) -> list[str]:
    """What keeps ``officer`` from signing now what was inspected then."""
    return list(dict.fromkeys(may_act(officer, on) + may_act(officer, case.inspected_on)))


def _screen(request, case: Case, form: PromiseForm, status=200, **context):
    on, window = today(), promise_window(case, today())
    mode, due_on = _chosen(
        form.data if form.is_bound else {name: str(form[name].value()) for name in ("mode", "due_on")}
    )
    officers = [
        {
            "officer": officer,
            "hindrances": _hindrances(officer, case, on),
            "valid": officer.certified_on(on) and officer.certified_on(case.inspected_on),
        }
        for officer in (case.handler, case.co_handler)
        if officer
    ]
    context |= {
        "case": case,
        "form": form,
        "officers": officers,
        "window": window,
        "workdays": workdays(on, case, window.latest_on),
        "steps": steps.bar(case, steps.PROMISE),
        "today": on,
        **_live(case, mode, due_on, str(form["order_number"].value() or "")),
    }
    return render(request, "pledges/promise.html", context, status=status)


def _chosen(data) -> tuple[str, date | None]:
    """Mode and day as they stand in the form; a day nobody can read is none."""
    mode = data.get("mode", PledgeMode.BY_DATE)
    try:
        return mode, parse_date(data.get("due_on") or "")
    except ValueError:
        return mode, None


def _live(case: Case, mode: str, due_on: date | None, order_number: str) -> dict:
    """What is said about the chosen day, and the address of the preview; "" where there is nothing to print yet."""
    on = today()
    day = on if mode == PledgeMode.IMMEDIATE else due_on
    errors = promise_errors(case, on=on, mode=mode, due_on=day)
    query = urlencode({"mode": mode, "due_on": day or "", "order_number": order_number})
    preview = "" if errors else reverse("pledges:promise_preview", args=[case.pk]) + f"?{query}"
    shown = promise_warnings(case, due_on=day) if day and not errors else []
    return {"day_errors": errors, "day_warnings": shown, "preview_url": preview, "day": day, "today": on, "mode": mode}


def workdays(on: date, case: Case, latest: date) -> dict:
    """The calendar of the date picker: days off, make-up days, known years, and the days that matter here."""
    calendar = load_around(on)
    days = {kind: {} for kind in DayKind}
    for day, (kind, name) in calendar.exceptions.items():
        days[DayKind(kind)][day.isoformat()] = name
    marks = {latest.isoformat(): "可以约定的最后一天"}
    marks[case_clock(case).due_on.isoformat()] = f"核查期限{cn_date(case_clock(case).due_on)}"
    return {
        "holidays": days[DayKind.HOLIDAY] | days[DayKind.WEEKEND],
        "workdays": days[DayKind.MAKE_UP] | days[DayKind.WORKING],
        "years": [year for year in (on.year, on.year + 1) if calendar.knows(year)],
        "marks": marks,
    }


def _inline(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@xframe_options_sameorigin
@require_GET
def preview(request, pk):
    """The letter as it would be issued, as PDF, without a number."""
    _, case = _case(request, pk)
    mode, due_on = _chosen(request.GET)
    number = request.GET.get("order_number", "")[:80]
    draft = letter_draft(case=case, mode=mode, due_on=due_on, order_number=number)
    content = documents.preview_pdf(kind=letters.KIND, version=letters.TEMPLATE_VERSION, snapshot=draft.to_dict())
    return _inline(content, "preview.pdf")


@require_POST
def issue(request, pk):
    """签发. A second click, or a form from before the issue, leads to the letter that is out."""
    actor, case = _case(request, pk)
    if case.status != CaseStatus.READY:
        return _elsewhere(request, case)
    form = _form(case, request.POST)
    done = attempt(form, _issue, given=form.cleaned_data, case=case, actor=actor) if form.is_valid() else None
    if done:
        pledge, results = done
        messages.success(request, "承诺书已签发。")
        if results:
            tell(request, results)
        return redirect("pledges:issued", pledge.pk)
    case.refresh_from_db()
    if case.status != CaseStatus.READY and _issued(case):
        return _elsewhere(request, case)
    changes = recent_changes(case.thread) if form.is_stale else ()
    form.renew(case.version)
    return _screen(request, case, form, status=422, changes=changes)


def _issue(*, given: dict, case: Case, actor) -> tuple[Pledge, list]:
    """The pledge, and what became of the papers that were wanted with it."""
    with transaction.atomic():
        version = given["version"]
        if given.get("co_handler"):
            case_assign_co_handler(case=case, actor=actor, to=given["co_handler"], version=version)
            version = None
        values = {"case": case, "actor": actor, "on": today(), "mode": given["mode"], "due_on": given["due_on"]}
        if given["with_papers"]:
            return letter_with_papers(version=version, **values)
        return pledge_issue(version=version, order_number=given["order_number"], **values), []


def _pledge(request, pk) -> Pledge:
    actor = actor_of(request)
    rows = Pledge.objects.visible_to(actor).select_related("case__party", "letter__document", "case__bureau")
    return visible_or_404(rows, pk)


@require_GET
def issued(request, pk):
    """The issued letter: number, print, show on the phone, and the next step."""
    pledge, trouble = _pledge(request, pk), ""
    try:
        documents.read_bytes(pledge.letter.document)
    except DomainError as refusal:
        trouble = refusal.message
    context = {"pledge": pledge, "case": pledge.case, "trouble": trouble, "today": today()}
    context["readable"] = pledge.letter.readable_by(actor_of(request))
    return render(request, "pledges/issued.html", context | {"document": pledge.letter.document})


@xframe_options_sameorigin
@require_GET
def issued_letter(request, pk):
    """The issued bytes inside the page just after 签发; printing goes through the letter's own address."""
    pledge = letter_opened(pledge=_pledge(request, pk), actor=actor_of(request))
    return _inline(documents.read_bytes(pledge.letter.document), "letter.pdf")
