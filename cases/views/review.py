"""法制审核工作台: the queue of legal staff, one decision with the sheet beside it, «我来审»."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from xinglongtai.core import parameters
from xinglongtai.core.acts import act_page, attempt, recent_changes
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.lists import listing
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404

from .. import services
from ..forms.review import ReviewFilter, ReviewForm
from ..review_page import ReviewPage
from ..review_queue import counts, lines, next_for, open_candidates, visible_reviews
from .case import case_url, form_data

RIGHT, WHAT = "cases.review_case", "作法制审核"


def review_list(request):
    """What waits for legal staff and what they decided, filtered by the address; counts by kind on top."""
    actor, on = require_right(request, RIGHT, WHAT), today()
    limit = parameters.value(actor.bureau, "review.days")
    form = ReviewFilter(request.GET, actor=actor, on=on, limit=limit)
    found = listing(form, visible_reviews(actor), request.GET.get("page"))
    following = next_for(actor)
    context = {
        "list": found,
        "lines": lines(found.page_obj, actor, on),
        "counts": counts(actor),
        "kind": form.given()["kind"],
        "limit": limit,
        "next": following,
        "candidates": open_candidates(actor) if allowed(actor, "catalog.view_candidate") else None,
        "candidates_url": address("admin:catalog_candidate_changelist"),
    }
    return render(request, "cases/review_list.html", context)


def _review_for(request, pk):
    """The actor and the review they may see (404 otherwise); 403 without the right to review."""
    actor = actor_of(request)
    rows = visible_reviews(actor).select_related(
        "case__bureau",
        "case__handler__unit",
        "case__co_handler__unit",
        "assessment__violation__case__bureau",
        "assessment__made_by__unit",
        "claimed_by__unit",
    )
    row = visible_or_404(rows, pk)
    require_right(request, RIGHT, WHAT)
    return actor, row


@require_http_methods(["GET", "POST"])
def review(request, pk):
    """Decide on one sheet; then the next item at once. Who comes too late reads who decided, and keeps what was typed."""
    actor, row = _review_for(request, pk)
    form = ReviewForm(**form_data(request), off_list=row.is_off_list)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data.get(name, "") for name in ("decision", "note", "basis", "scope")}
        if attempt(form, services.review_decide, review=row, actor=actor, on=today(), **given):
            return _next(request, actor, row)
        row.refresh_from_db()
    changes = recent_changes(row.case.thread) if form.is_stale else []
    page = ReviewPage(row, actor, today())
    return act_page(
        request,
        form,
        row,
        template="cases/review.html",
        page=page,
        case=row.case,
        changes=changes,
        next=next_for(actor, after=row),
        back_url=case_url(row.case),
        today=today(),
    )


def _next(request, actor, row):
    following = next_for(actor, after=row)
    if following is None:
        messages.success(request, "已作出审核意见。没有别的待审核事项了。")
        return redirect("cases:review_list")
    messages.success(request, f"已对“{row.case.party.name}”作出审核意见。这是下一件。")
    return redirect("cases:review", following.pk)


@require_POST
def claim(request, pk):
    """«我来审», also in the place of a colleague."""
    return _hold(request, pk, services.review_claim, "这一项由您来审，其他法制人员会看到。")


@require_POST
def release(request, pk):
    """Give it back to the queue."""
    return _hold(request, pk, services.review_release, "已放回待审队列。")


def _hold(request, pk, verb, done):
    actor, row = _review_for(request, pk)
    try:
        verb(review=row, actor=actor)
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(reverse("cases:review", args=[pk]) + "#decision")
