"""The queue of the legal desk: which reviews a person sees, in which order, with what beside them. Fixed numbers of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from catalog.alike import names_article
from catalog.models import Candidate
from catalog.status import CandidateState
from xinglongtai.core import parameters
from xinglongtai.core.calendar import load_around
from xinglongtai.core.models import Officer
from xinglongtai.core.workdays import WorkCalendar

from .models import Case, Review
from .review_clock import Waiting, waited
from .review_duty import obstacle, part_in, took_part
from .status import DecisionState, ReviewReason

#: Earlier decisions shown beside a review.
SIMILAR = 5


def visible_reviews(actor: Officer):
    """Reviews of the cases ``actor`` sees, with everything a line shows."""
    return Review.objects.filter(case__in=Case.objects.visible_to(actor)).select_related(
        "case__party",
        "case__unit",
        "assessment__violation__item_version__item",
        "requested_by__unit",
        "claimed_by",
        "decided_by__unit",
    )


def for_reason(reason: str, path: str = "kinds") -> Q:
    """Rows that were sent for ``reason``; needs :func:`with_kinds`."""
    return Q(**{f"{path}__contains": f'"{reason}"'})


def with_kinds(rows):
    """``rows`` with their reasons as text, so that both databases can be asked for one of them."""
    return rows.annotate(kinds=Cast("reasons", TextField()))


def pending_for(actor: Officer):
    """Reviews that wait and that ``actor`` may decide, oldest first: none of cases in which they took part."""
    return (
        visible_reviews(actor)
        .filter(state=DecisionState.PENDING)
        .exclude(requested_by=actor)
        .exclude(took_part(actor))
        .order_by("requested_at", "pk")
    )


def next_for(actor: Officer, after: Review | None = None):
    """The next review for ``actor``: the oldest that nobody else is reading, the one after ``after`` first; else ``None``."""
    rows = pending_for(actor).exclude(
        Q(claimed_at__gt=claims_count_from(actor.bureau)) & ~Q(claimed_by=actor) & Q(claimed_by__isnull=False)
    )
    if after is not None:
        later = rows.filter(
            Q(requested_at__gt=after.requested_at) | Q(requested_at=after.requested_at, pk__gt=after.pk)
        ).first()
        if later:
            return later
        rows = rows.exclude(pk=after.pk)
    return rows.first()


def claims_count_from(bureau) -> datetime:
    """The moment since which a «我来审» still counts: older ones have lapsed."""
    return timezone.now() - timedelta(minutes=parameters.value(bureau, "review.claim_minutes"))


@dataclass(frozen=True)
class Line:
    """One line of the queue."""

    row: Review
    waiting: Waiting | None
    obstacle: str
    held_by: Officer | None


def lines(rows, actor: Officer, on: date, calendar: WorkCalendar | None = None) -> list[Line]:
    """The reviews ``rows`` with waiting time, what stands against this person deciding, and who is reading them."""
    rows = list(rows)
    calendar = calendar or load_around(on)
    limit, since = parameters.value(actor.bureau, "review.days"), claims_count_from(actor.bureau)
    part = part_in([row.case for row in rows], actor)
    return [
        Line(
            row,
            waited(timezone.localdate(row.requested_at), on, limit, calendar) if row.is_pending else None,
            obstacle(row, actor, part) if row.is_pending else "",
            row.holder(since) if row.is_pending else None,
        )
        for row in rows
    ]


def counts(actor: Officer) -> list[dict]:
    """How many wait by kind, all kinds of one review counted: key, label, number. One query."""
    rows = with_kinds(Review.objects.filter(state=DecisionState.PENDING, case__in=Case.objects.visible_to(actor)))
    asked = {reason.value: Count("pk", filter=for_reason(reason.value)) for reason in ReviewReason}
    found = rows.aggregate(all=Count("pk"), **asked)
    return [{"key": "", "label": "全部待审", "number": found["all"]}] + [
        {"key": reason.value, "label": reason.label, "number": found[reason.value]}
        for reason in ReviewReason
        if found[reason.value] or reason != ReviewReason.OTHER
    ]


def open_candidates(actor: Officer) -> int:
    """Candidates for the next batch that nobody has decided on."""
    return Candidate.objects.filter(bureau=actor.bureau, state=CandidateState.OPEN).count()


def similar(review: Review):
    """The last decisions on the same item (any version), off the list on the same words or articles: same facts, same result."""
    violation = review.assessment.violation
    rows = Review.objects.filter(case__bureau=review.case.bureau_id, decided_at__isnull=False).exclude(pk=review.pk)
    if violation.item_version_id:
        same = Q(assessment__violation__item_version__item=violation.item_version.item_id)
    else:
        same = Q(assessment__violation__description=violation.description)
        if names_article(violation.off_list_law):
            same |= Q(assessment__violation__off_list_law=violation.off_list_law)
        same &= Q(assessment__violation__item_version=None)
    return (
        rows.filter(same)
        .select_related("case__party", "case__unit", "assessment__violation", "decided_by__unit")
        .order_by("-decided_at", "-pk")[:SIMILAR]
    )
