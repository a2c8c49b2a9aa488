"""Reads of 案卷评查: the roll of a drawing, who may not review a file, results by unit and by line."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from cases.models import Assessment, Case, ClockExtension, Correction, Disposition, Review
from cases.status import CaseStatus, DecisionState
from pledges.models import Extension, Letter, Recheck
from xinglongtai.core import audit, parameters, roles
from xinglongtai.core.display import person
from xinglongtai.core.models import Bureau, Event, Officer, Unit

from .drawing import Ticket, read_roll
from .grading import Limits
from .models import Drawing, FileReview, Standard, Suspicion
from .status import DrawKind, DrawState, ReviewState, StandardState, SuspicionState
from .weights import weigh

#: Files that can be reviewed: nothing more happens to them, and they were not registered by mistake.
ENDED = (CaseStatus.CLOSED, CaseStatus.REFERRED)
#: Acts of handling that leave no row of their own with the person's name.
_HANDLING = ("case_open", "education_record", "violation_add")


def in_force(bureau: Bureau) -> Standard | None:
    """The scoring sheet in force."""
    return Standard.objects.filter(bureau=bureau, state=StandardState.IN_FORCE).first()


def limits_of(bureau: Bureau) -> Limits:
    """From how many points a file is what."""
    return Limits(parameters.value(bureau, "sampling.good_points"), parameters.value(bureau, "sampling.fair_points"))


def closed_cases(bureau: Bureau, since: date, until: date, unit: Unit | None):
    """Cases closed in the period in ``unit`` with its subtree that no standing drawing holds yet."""
    rows = Case.objects.filter(bureau=bureau, status__in=ENDED, outcome_on__range=(since, until))
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    drawn = FileReview.objects.filter(drawing__bureau=bureau, drawing__state=DrawState.LIVE)
    return rows.exclude(pk__in=drawn.values("case_id"))


def _flagged(cases) -> dict[str, set[int]]:
    """Case numbers by flag: one query a flag."""
    approved = Q(clock_extensions__state=DecisionState.APPROVED) | Q(pledges__extensions__state=DecisionState.APPROVED)
    open_ones = Suspicion.objects.filter(state=SuspicionState.OPEN)
    found = {
        "suspicion": cases.filter(suspicions__in=open_ones),
        "override": cases.filter(
            pk__in=Assessment.objects.filter(is_current=True).exclude(override_reason="").values("violation__case_id")
        ),
        "off_list": cases.filter(violations__item_version__isnull=True, violations__isnull=False),
        "key_area": cases.filter(violations__item_version__key_area__gt=""),
        "extended": cases.filter(approved),
        "remote": cases.filter(pledges__rechecks__remote=True),
        "late_entry": cases.exclude(late_entry_reason=""),
    }
    return {code: set(rows.order_by().values_list("pk", flat=True)) for code, rows in found.items()}


def tickets(cases, weights: dict[str, int]) -> list[Ticket]:
    """The roll of ``cases``; ``weights`` empty: every file has weight one. A fixed number of queries."""
    flagged = {code: ids for code, ids in (_flagged(cases) if weights else {}).items() if weights.get(code)}
    found = []
    for pk in cases.order_by("pk").values_list("pk", flat=True).iterator(5000):
        flags = tuple(code for code, ids in flagged.items() if pk in ids)
        found.append(Ticket(pk, weigh(flags, weights), flags))
    return found


def earlier_seed(bureau: Bureau, since: date, until: date, unit: Unit | None) -> Drawing | None:
    """The last cancelled drawing whose period and units overlap with these: its seed is used again, so that drawing anew picks no
    other files.
    """
    rows = Drawing.objects.filter(bureau=bureau, state=DrawState.CANCELLED, since__lte=until, until__gte=since).exclude(
        kind=DrawKind.DIRECTED
    )
    for row in rows.select_related("unit").order_by("-pk"):
        if unit is None or row.unit is None:
            return row
        if unit.path.startswith(row.unit.path) or row.unit.path.startswith(unit.path):
            return row
    return None


def may_review(bureau: Bureau):
    """Who may be given files to review."""
    return roles.holders(bureau, "oversight.score_case")


#: Where it stands who took part in a case: model, its way to the case, its people.
_TAKING_PART = (
    (Case, "pk", ("handler_id", "co_handler_id")),
    (Assessment, "violation__case_id", ("made_by_id",)),
    (Review, "case_id", ("requested_by_id", "decided_by_id")),
    (Disposition, "case_id", ("proposed_by_id", "endorsed_by_id", "decided_by_id")),
    (ClockExtension, "case_id", ("requested_by_id", "decided_by_id")),
    (Correction, "case_id", ("officer_id", "co_officer_id")),
    (Extension, "pledge__case_id", ("requested_by_id", "decided_by_id")),
    (Recheck, "pledge__case_id", ("officer_id", "co_officer_id")),
    (Letter, "pledge__case_id", ("document__issued_by_id",)),
)


def barred(case_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Who handled, reviewed (法制审核), endorsed or decided on each case. A fixed number of queries."""
    ids, found = list(case_ids), defaultdict(set)
    for model, case, people in _TAKING_PART:
        rows = model.objects.filter(**{f"{case.removesuffix('_id')}__in": ids}).order_by()
        for pk, *officers in rows.values_list(case, *people):
            found[pk].update(officers)
    threads = {f"case:{pk}": pk for pk in ids}
    events = Event.objects.filter(thread__in=list(threads), verb__in=_HANDLING).order_by()
    for thread, officer in events.values_list("thread", "actor_id"):
        found[threads[thread]].add(officer)
    return {pk: frozenset(officers - {None}) for pk, officers in found.items()}


def taken_part(officer: Officer) -> set[int]:
    """Cases that ``officer`` handled, reviewed, endorsed or decided on. A fixed number of queries."""
    found: set[int] = set()
    for model, case, people in _TAKING_PART:
        mine = reduce(or_, (Q(**{person: officer.pk}) for person in people))
        found.update(model.objects.filter(mine).order_by().values_list(case, flat=True))
    events = Event.objects.filter(actor=officer, verb__in=_HANDLING, thread__startswith="case:").order_by()
    found.update(int(thread.removeprefix("case:")) for thread in events.values_list("thread", flat=True))
    return found


def visible_drawings(actor: Officer):
    """Drawings of the bureau."""
    return Drawing.objects.filter(bureau_id=actor.unit.bureau_id)


def with_progress(rows):
    """``files`` drawn and ``done`` of each drawing."""
    done = Count("reviews", filter=Q(reviews__state=ReviewState.SUBMITTED))
    return rows.annotate(files=Count("reviews"), done=done)


def todo_count(actor: Officer) -> int:
    """How many files wait for ``actor``'s review."""
    return FileReview.objects.todo_of(actor).count()


def same_scope(drawing: Drawing):
    """Other drawings whose period overlaps, newest first: nobody should have to search for them."""
    rows = Drawing.objects.filter(bureau_id=drawing.bureau_id, since__lte=drawing.until, until__gte=drawing.since)
    return rows.exclude(pk=drawing.pk).order_by("-pk")[:10]


def timeline_of(row) -> list[dict]:
    """The events of a drawing or suspicion in words."""
    return [
        {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
        for event in audit.timeline(row.thread, 20)
    ]


def last_run(bureau: Bureau) -> Event | None:
    """The last run of the rules."""
    return next(iter(audit.timeline(f"suspicions:{bureau.pk}", 1)), None)


def on_roll(drawing: Drawing, case_ids: set[int]) -> bool:
    """Whether one of these cases stands on the roll of ``drawing``."""
    return bool(case_ids) and not case_ids.isdisjoint(ticket.case_id for ticket in read_roll(drawing.roll.text))
