"""法制审核: the queue of legal staff, and one decision with the sheet beside it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404

from .. import services
from ..dossier import with_violations
from ..forms.review import ReviewForm
from ..models import Case, Review
from ..status import DecisionState
from .case import case_url, form_data


def pending_for(actor):
    """Reviews that wait, oldest first, without those of the actor's own cases."""
    return (
        Review.objects.filter(state=DecisionState.PENDING, case__in=Case.objects.visible_to(actor))
        .exclude(case__in=Case.objects.of(actor))
        .select_related("case__party", "assessment__violation__item_version__item", "requested_by__unit")
        .order_by("requested_at", "pk")
    )


def review_list(request):
    """What waits for legal staff, and what they decided lately."""
    actor = require_right(request, "cases.review_case", "作法制审核")
    decided = (
        Review.objects.exclude(state=DecisionState.PENDING)
        .filter(case__in=Case.objects.visible_to(actor))
        .select_related("case__party", "assessment__violation", "decided_by__unit")
        .order_by("-decided_at", "-pk")[:20]
    )
    context = {"pending": list(pending_for(actor)), "decided": list(decided), "today": today()}
    return render(request, "cases/review_list.html", context)


@require_http_methods(["GET", "POST"])
def review(request, pk):
    """Decide on one sheet; then the next item at once."""
    actor = actor_of(request)
    rows = Review.objects.filter(case__in=Case.objects.visible_to(actor)).select_related(
        "case__party",
        "case__unit",
        "case__handler__unit",
        "assessment__violation__item_version__item",
        "assessment__made_by__unit",
        "requested_by__unit",
        "decided_by__unit",
    )
    row = visible_or_404(rows, pk)
    require_right(request, "cases.review_case", "作法制审核")
    form = ReviewForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form, services.review_decide, review=row, actor=actor, decision=given["decision"], note=given["note"]
        ):
            return _next(request, actor, row)
    return act_page(
        request,
        form,
        row,
        template="cases/review.html",
        thread=row.case.thread,
        case=row.case,
        sheet=row.assessment,
        dossier=with_violations(row.case),
        back_url=case_url(row.case),
        today=today(),
        is_own=row.case.handled_by(actor) or row.requested_by_id == actor.pk,
        is_open=row.state == DecisionState.PENDING,
    )


def _next(request, actor, row):
    following = pending_for(actor).first()
    if following is None:
        messages.success(request, "已作出审核意见。没有别的待审核事项了。")
        return redirect("cases:review_list")
    messages.success(request, f"已对“{row.case.party.name}”作出审核意见。这是下一项。")
    return redirect("cases:review", following.pk)
