"""What waits for a person's approval, in one order, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.models import Case, ClockExtension, Disposition
from cases.status import DecisionState
from xinglongtai.core import parameters
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import allowed

from .models import Extension, Pledge


@dataclass(frozen=True)
class Waiting:
    """One thing to decide: whose case, what is asked, since when, by whom, and the day that presses."""

    kind: str
    pk: int
    case: Case
    what: str
    reason: str
    since: date
    by: str
    action: str
    url: str
    due_on: date | None = None
    tone: str = "info"


_PEOPLE = ("case__party", "case__unit")


def _foreign(actor, prefix: str = "") -> Q:
    """Rows of cases that ``actor`` sees and does not handle."""
    seen = Q(**{f"{prefix}case__in": Case.objects.visible_to(actor)})
    return seen & ~Q(**{f"{prefix}case__in": Case.objects.of(actor)})


def dispositions_for(actor):
    """(rows, action): proposals the actor may decide on or endorse."""
    rows = (
        Disposition.objects.filter(_foreign(actor))
        .exclude(proposed_by=actor)
        .select_related(*_PEOPLE, "proposed_by__unit")
        .order_by("proposed_on", "pk")
    )
    if allowed(actor, "cases.approve_case"):
        two_steps = parameters.value(actor.bureau, "decision.two_steps")
        states = [DecisionState.ENDORSED] if two_steps else [DecisionState.PENDING, DecisionState.ENDORSED]
        return rows.filter(state__in=states).exclude(endorsed_by=actor), "审批"
    if allowed(actor, "cases.approve_first_step"):
        return rows.filter(state=DecisionState.PENDING), "初审"
    return rows.none(), ""


def clock_extensions_for(actor):
    """Requests for a longer verification clock that the actor may decide on."""
    rows = ClockExtension.objects.filter(_foreign(actor), state=DecisionState.PENDING).exclude(requested_by=actor)
    rows = rows.select_related(*_PEOPLE, "requested_by__unit").order_by("requested_on", "pk")
    return rows if allowed(actor, "cases.approve_case") else rows.none()


def extensions_for(actor):
    """Requests for a later pledge deadline that the actor may decide on."""
    rows = Extension.objects.filter(_foreign(actor, "pledge__"), state=DecisionState.PENDING)
    rows = rows.exclude(requested_by=actor).filter(pledge__in=Pledge.objects.visible_to(actor))
    rows = rows.select_related("pledge__case__party", "pledge__case__unit", "requested_by__unit")
    rows = rows.order_by("requested_on", "pk")
    return rows if allowed(actor, "pledges.approve_extension") else rows.none()


def approves(actor) -> bool:
    """Whether the person ever has something to approve."""
    rights = ("cases.approve_case", "cases.approve_first_step", "pledges.approve_extension")
    return any(allowed(actor, right) for right in rights)


def queue(actor) -> list[Waiting]:
    """Everything that waits for ``actor``, the nearest deadline first."""
    proposals, action = dispositions_for(actor)
    found = [
        Waiting(
            "disposition",
            row.pk,
            row.case,
            row.get_outcome_display(),
            row.reason.split("\n", 1)[0],
            row.proposed_on,
            person(row.proposed_by),
            action,
            address("pledges:decide_disposition", row.pk),
            row.case.clock_due_on if row.case.filed_on is None else None,
        )
        for row in proposals
    ]
    found += [
        Waiting(
            "clock",
            row.pk,
            row.case,
            "延长核查期限",
            row.reason,
            row.requested_on,
            person(row.requested_by),
            "审批",
            address("pledges:decide_clock", row.pk),
            row.case.clock_due_on,
        )
        for row in clock_extensions_for(actor)
    ]
    found += [
        Waiting(
            "extension",
            row.pk,
            row.pledge.case,
            f"承诺延期到{cn_date(row.new_due_on)}",
            row.reason,
            row.requested_on,
            person(row.requested_by),
            "审批",
            address("pledges:decide_extension", row.pk),
            row.pledge.due_on,
        )
        for row in extensions_for(actor)
    ]
    return sorted(found, key=lambda item: (item.due_on or date.max, item.since, item.kind, item.pk))
