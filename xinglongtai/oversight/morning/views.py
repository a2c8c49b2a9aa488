"""The morning page and what is done on its lines: 督办, 改派, 重新核对, 已阅."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from cases.models import Case
from cases.services import case_handover
from pledges.models import Pledge
from pledges.services import pledge_urge
from xinglongtai.core.acts import attempt
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import DomainError
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404

from . import brief as briefs
from . import rows
from .forms import USUAL_NOTE, ReassignForm, UrgeForm, receivers
from .services_files import file_check as check_one
from .services_marks import line_done, lines_restore
from .status import LineAct

SEE_BRIEF = ("oversight.view_brief", "查看晨报")
SUPERVISE = ("oversight.supervise", "督办")


def back_to(request, fallback: str) -> str:
    """The page the person came from (``next``), if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else reverse(fallback)


def _in_place(request) -> bool:
    """Whether the act was sent from a line of the page and only that line is to change."""
    return request.headers.get("HX-Request") == "true" and bool(request.POST.get("line"))


def _done(request, actor, act: str, words: str, fallback: str = "oversight:brief") -> HttpResponse:
    """Take the line off the page, if the act was done on one; then the changed line, or back where the person came from."""
    for line in request.POST.getlist("line"):
        try:
            line_done(actor=actor, on=today(), line=line, act=act)
        except DomainError:
            if act == LineAct.SEEN:
                raise  # any other act is done, whatever line it is said to stand on
    if _in_place(request):
        return render(request, "oversight/brief_done.html", {"words": words})
    messages.success(request, words)
    return redirect(back_to(request, fallback))


@require_GET
def brief(request):
    """晨报: what changed overnight and what runs out soon, each line with its action."""
    actor = require_right(request, *SEE_BRIEF)
    page = briefs.build(actor, today())
    seen = sum(row.act == LineAct.SEEN for row in page.done)
    context = {"brief": page, "parts": briefs.shown_lines(page), "today": page.on, "seen": seen}
    return render(request, "oversight/brief.html", context)


@require_POST
def brief_seen(request):
    """已阅: the line, or each of a whole section, leaves the person's page for today."""
    actor = require_right(request, *SEE_BRIEF)
    try:
        return _done(request, actor, LineAct.SEEN, "已阅")
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("oversight:brief")


@require_POST
def brief_restore(request):
    """Show again what was taken off as 已阅 today."""
    actor = require_right(request, *SEE_BRIEF)
    lines_restore(actor=actor, on=today())
    return redirect("oversight:brief")


@require_POST
def file_check(request, pk):
    """重新核对 the file of one case."""
    actor = actor_of(request)
    case = visible_or_404(Case.objects.visible_to(actor), pk)
    require_right(request, *SEE_BRIEF)
    found = check_one(case=case, actor=actor, on=today())
    if not found.hard:
        return _done(request, actor, LineAct.CHECKED, "已一致")
    words = f"仍有{found.hard}处不一致"
    if _in_place(request):
        return render(request, "oversight/brief_done.html", {"words": words, "open": True, "case": case})
    messages.warning(request, words)
    return redirect(back_to(request, "oversight:brief"))


def urge(request, pk):
    """督办 one pledge, from its own page or from a line of the morning page."""
    actor = actor_of(request)
    pledge = visible_or_404(Pledge.objects.visible_to(actor).with_people(), pk)
    require_right(request, *SUPERVISE)
    form = UrgeForm(request.POST or None, initial={"note": USUAL_NOTE})
    if request.method == "POST" and form.is_valid():
        row = attempt(form, pledge_urge, pledge=pledge, actor=actor, on=today(), note=form.cleaned_data["note"])
        if row:
            words = f"已督办，请{pledge.case.handler.name}{cn_date(row.answer_by)}前答复"
            return _done(request, actor, LineAct.URGED, words, "oversight:overdue")
    if form.is_bound and _in_place(request):  # the page of the act shows what is wrong
        return HttpResponse(status=204, headers={"HX-Redirect": f"{request.path}?next={reverse('oversight:brief')}"})
    context = {
        "form": form,
        "pledge": pledge,
        "urges": pledge.urges.select_related("by", "answered_by"),
        "violations": rows.violations_text(pledge),
        "today": today(),
        "next": back_to(request, "oversight:overdue"),
        "line": request.POST.get("line") or request.GET.get("line", ""),
    }
    return render(request, "oversight/urge.html", context, status=422 if form.is_bound else 200)


def reassign(request, pk):
    """改派: hand the case to another officer of the bureau; a unit head within the own subtree."""
    actor = actor_of(request)
    case = visible_or_404(Case.objects.visible_to(actor).with_people(), pk)
    require_right(request, "cases.assign_case", "改派案件")
    people = receivers(actor).exclude(pk=case.handler_id)
    form = ReassignForm(request.POST or None, officers=people, around=case.unit, initial={"version": case.version})
    if request.method == "POST" and form.is_valid():
        if attempt(form, case_handover, case=case, actor=actor, **form.cleaned_data):
            words = f"已把“{case.party.name}”一案改派给{form.cleaned_data['to'].name}。"
            return _done(request, actor, LineAct.REASSIGNED, words, "oversight:overdue")
        if form.is_stale:
            form.renew(Case.objects.get(pk=case.pk).version)
    context = {
        "form": form,
        "case": case,
        "today": today(),
        "next": back_to(request, "oversight:overdue"),
        "line": request.POST.get("line") or request.GET.get("line", ""),
    }
    return render(request, "oversight/reassign.html", context, status=422 if form.is_bound else 200)
