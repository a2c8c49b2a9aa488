"""Pages of reviewing: the list, one file with its sheet beside its facts, giving it to somebody else."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Case
from pledges.papers.selectors import papers_of
from xinglongtai.core.acts import act_page, attempt, recent_changes
from xinglongtai.core.lists import listing
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import require_right, today, visible_or_404

from . import selectors, services_draw, services_review
from .filters import ReviewFilter
from .forms import PassOnForm
from .grading import Limits
from .models import FileReview
from .querysets import sees_work
from .score_form import ScoreForm
from .views_draw import DRAW, VIEW, sent


def review_for(request, pk):
    """The actor and a review they see, with everything its page shows."""
    actor = require_right(request, *VIEW)
    rows = FileReview.objects.visible_to(actor).with_people()
    rows = rows.select_related("drawing__bureau", "drawing__standard", "case__co_handler__unit")
    return actor, visible_or_404(rows, pk)


@require_GET
def reviews(request):
    """Reviews the person sees; reviewers begin with their own that wait."""
    actor = require_right(request, *VIEW)
    asked = request.GET or {"whose": "mine" if allowed(actor, services_draw.SCORES) else ""}
    form = ReviewFilter(asked, actor=actor, on=today())
    rows = FileReview.objects.visible_to(actor).standing().with_people()
    context = {"list": listing(form, rows, request.GET.get("page")), "tab": "reviews", "sees_work": sees_work(actor)}
    return render(request, "oversight/sampling_reviews.html", context)


def _may_score(row, actor) -> bool:
    open_ = row.drawing.is_live and not row.is_submitted
    return open_ and row.reviewer_id == actor.pk and allowed(actor, services_draw.SCORES)


@require_http_methods(["GET", "POST"])
def review(request, pk):
    """The reviewer scores; everybody else who sees it reads it."""
    actor, row = review_for(request, pk)
    if not _may_score(row, actor):
        return render(request, "oversight/sampling_read.html", _read(request, actor, row))
    on, scores = today(), {score.line_id: score for score in row.scores.all()}
    form = ScoreForm(
        sent(request),
        lines=row.drawing.standard.lines.all(),
        scores=scores,
        judged=services_review.judged_now(row, on),
        initial={"version": row.version, "comment": row.comment},
    )
    if request.method == "POST" and form.is_valid():
        submits = request.POST.get("act") == "submit"
        verb = services_review.review_submit if submits else services_review.review_save
        given = {name: form.cleaned_data[name] for name in ("comment", "version")}
        if done := attempt(form, verb, review=row, actor=actor, on=on, answers=form.answers(), **given):
            return _after(request, actor, done, submits)
    changes = recent_changes(row.thread) if form.is_stale else []
    context = {**_file(actor, row), "limits": selectors.limits_of(row.drawing.bureau).words(), "changes": changes}
    return act_page(request, form, row, template="oversight/sampling_score.html", **context)


def _after(request, actor, row, submitted: bool):
    if not submitted:
        messages.success(request, "已保存草稿，可以接着评。")
        return redirect("oversight:sampling_review", row.pk)
    messages.success(request, f"已提交：{row.total}分，{row.get_grade_display()}。")
    following = FileReview.objects.todo_of(actor).order_by("drawing_id", "position").first()
    return redirect("oversight:sampling_review", following.pk) if following else redirect("oversight:sampling_reviews")


def _file(actor, row) -> dict:
    """The case's facts and papers beside the sheet."""
    case = row.case
    papers = [paper for paper in papers_of(case) if not paper.is_voided]
    for paper in papers:
        paper.document.may_read = paper.readable_by(actor)
    seen = Case.objects.visible_to(actor).filter(pk=case.pk).exists()
    pictures = case.evidence.filter(set_aside_reason="", kind__in=["photo", "corrected_photo", "screenshot"])
    return {
        "case": case,
        "seen": seen,
        "papers": papers if seen else [],
        "files": pictures if seen else [],
        "violations": case.violations.select_related("item_version__item"),
        "actor": actor,
    }


def _read(request, actor, row) -> dict:
    scores = row.scores.select_related("line").order_by("line__position")
    limits = Limits(**row.limits).words() if row.limits else ""
    findings = row.findings.with_people()
    may_pass = allowed(actor, DRAW[0]) and row.drawing.is_live
    return {
        **_file(actor, row),
        "row": row,
        "scores": scores,
        "limits": limits,
        "findings": findings,
        "may_pass": may_pass,
        "today": today(),
    }


@require_http_methods(["GET", "POST"])
def pass_on(request, pk):
    """Give a file to another reviewer, with a reason."""
    actor, row = review_for(request, pk)
    require_right(request, *DRAW)
    form = PassOnForm(sent(request), review=row, initial={"version": row.version})
    back = reverse("oversight:sampling_drawing", args=[row.drawing_id])
    if request.method == "POST" and form.is_valid():
        if attempt(form, services_draw.review_reassign, review=row, actor=actor, **form.cleaned_data):
            messages.success(request, f"已改由{form.cleaned_data['to'].name}评查。")
            return redirect(back)
    now = (
        f"现在的评查人：{row.reviewer.name}" if row.reviewer else "现在没有评查人：可以评查的人都办理或审批过这个案件。"
    )
    page = {"title": "改派评查", "lead": row.case.party.name, "submit": "改派", "explain": now}
    return act_page(request, form, row, back_url=back, back_label=row.drawing.number, **page)
