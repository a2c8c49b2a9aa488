"""Pages of findings: those of one's own cases, those of one's reach, one finding with answer or confirmation."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.lists import listing
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404

from . import services_findings
from .filters import FindingFilter
from .forms import AnswerForm, ConfirmForm
from .models import Finding
from .views_draw import VIEW, sent


@require_GET
def opinions(request):
    """«评查意见»: what was found in the cases that the person handles, those to answer first."""
    actor = actor_of(request)
    rows = Finding.objects.of(actor).with_people().order_by("closed_on", "due_on", "pk")
    waiting = [row for row in rows if row.is_open]
    rest = [row for row in rows if not row.is_open]
    context = {"waiting": waiting, "rest": rest, "today": today()}
    return render(request, "oversight/sampling_opinions.html", context)


@require_GET
def findings(request):
    """Findings of the person's reach with their terms."""
    actor = require_right(request, *VIEW)
    form = FindingFilter(request.GET, actor=actor, on=today())
    page = listing(form, Finding.objects.visible_to(actor).with_people(), request.GET.get("page"))
    return render(request, "oversight/sampling_findings.html", {"list": page, "today": today(), "tab": "findings"})


@require_http_methods(["GET", "POST"])
def finding(request, pk):
    """One finding: what was said to and fro; the handler answers, the reviewer accepts or returns."""
    actor = actor_of(request)
    row = visible_or_404(Finding.objects.visible_to(actor).with_people(), pk)
    answers = row.is_open and services_findings.may_answer(row, actor)
    confirms = row.is_answered and services_findings.may_confirm(row, actor)
    form = None
    if answers or confirms:
        kind = AnswerForm if answers else ConfirmForm
        form = kind(sent(request), initial={"version": row.version})
    elif request.method == "POST":
        messages.error(request, f"这条评查意见现在是“{row.get_state_display()}”，不用您办理。")
        return redirect("oversight:sampling_finding", row.pk)
    if form and form.is_bound and form.is_valid() and _done(form, row, actor, answers):
        messages.success(request, "已答复，等评查人确认。" if answers else "已确认。")
        return redirect("oversight:sampling_finding", row.pk)
    context = {
        "steps": row.steps.select_related("by__unit"),
        "answers": answers,
        "today": today(),
        "own": row.review.case.handled_by(actor),
    }
    if form is None:
        return render(request, "oversight/sampling_finding.html", {"row": row, **context})
    return act_page(request, form, row, template="oversight/sampling_finding.html", **context)


def _done(form, row, actor, answers: bool):
    given = form.cleaned_data
    values = {"finding": row, "actor": actor, "on": today(), "words": given["words"], "version": given["version"]}
    if answers:
        return attempt(form, services_findings.finding_answer, mended=given["mended"] == "yes", **values)
    accepts = given["decision"] == "accept"
    return attempt(form, services_findings.finding_accept if accepts else services_findings.finding_return, **values)
