"""Which recorded acts are changes that other systems hear of, under which public names, and what has changed since when.

The record (:class:`Event`) is the only source: no verb of the rooms below knows that anybody listens.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from cases.models import Disposition
from cases.status import Outcome
from pledges.models import Recheck
from pledges.status import BREACHING, RecheckResult
from xinglongtai.core.models import Event

from .status import Change

#: An act's row is numbered before its transaction is through: on PostgreSQL a smaller number may appear later than a larger
#: one. Whoever reads forward looks back so far; a transaction would have to stay open longer to be missed.
LOOK_BACK = timedelta(hours=1)


#: Acts that always mean the same.
_ALWAYS = {
    "case_open": Change.CASE_REGISTERED,
    "assessment_confirm": Change.CASE_ASSESSED,
    "review_request": Change.CASE_REVIEWING,
    "review_approve": Change.CASE_REVIEWED,
    "review_reject": Change.CASE_REVIEWED,
    "review_return": Change.CASE_REVIEWED,
    "case_reopen": Change.CASE_REOPENED,
    "case_corrected": Change.CASE_CORRECTED,
    "correction_verify": Change.CASE_CORRECTED,
    "case_breached": Change.CASE_BREACHED,
    "disposition_propose": Change.CASE_DECIDING,
    "disposition_reject": Change.CASE_RETURNED,
    "disposition_withdraw": Change.CASE_RETURNED,
    "case_cancel": Change.CASE_CANCELLED,
    "letter_issue": Change.PLEDGE_ISSUED,
    "pledge_sign": Change.PLEDGE_SIGNED,
    "pledge_refuse": Change.PLEDGE_REFUSED,
    "letter_void": Change.PLEDGE_VOIDED,
    "extension_approve": Change.PLEDGE_EXTENDED,
    "materials_receive": Change.PLEDGE_SUBMITTED,
    "party_materials": Change.PLEDGE_SUBMITTED,
}
#: Acts whose meaning stands in the row they made.
_BY_ROW = {"disposition_approve": Disposition, "recheck_record": Recheck}
_REFERRED = {Outcome.REFER_POLICE, Outcome.REFER_OTHER}
VERBS = frozenset({*_ALWAYS, *_BY_ROW})
#: Acts besides those that change what the read API shows. Looking at something is not among them, or reading would be a change.
_SHOWN = VERBS | {
    "case_update",
    "violation_add",
    "violation_update",
    "violation_remove",
    "case_handover",
    "case_pledged",
    "case_unpledged",
    "clock_extension_approve",
    "party_update",
}


def _of_disposition(outcome: str) -> Change:
    if outcome == Outcome.ESCALATE:
        return Change.CASE_FILED
    return Change.CASE_REFERRED if outcome in _REFERRED else Change.CASE_CLOSED


def _of_recheck(result: str) -> Change | None:
    if result == RecheckResult.CORRECTED:
        return Change.PLEDGE_FULFILLED
    if result in BREACHING:
        return Change.PLEDGE_BREACHED
    return Change.PLEDGE_RESUMED if result == RecheckResult.PARTLY else None


def named(events: Iterable[Event]) -> dict[int, Change]:
    """The public name of each event that is a change, by the event's number; at most two queries."""
    events = list(events)
    found = {event.pk: _ALWAYS[event.verb] for event in events if event.verb in _ALWAYS}
    for verb, model, field, name in (
        ("disposition_approve", Disposition, "outcome", _of_disposition),
        ("recheck_record", Recheck, "result", _of_recheck),
    ):
        asked = {event.target_id: event.pk for event in events if event.verb == verb}
        if asked:
            for pk, value in model.objects.filter(pk__in=asked).values_list("pk", field):
                if change := name(value):
                    found[asked[str(pk)]] = change
    return found


def case_id(event: Event) -> int | None:
    """The case an event belongs to, from its thread."""
    room, _, number = event.thread.partition(":")
    return int(number) if room == "case" and number.isdigit() else None


def _thread(room: str, reference: str):
    return Concat(Value(f"{room}:"), Cast(OuterRef(reference), CharField()))


def since(rows: QuerySet, moment: datetime, *, case: str = "") -> QuerySet:
    """``rows`` of cases (or of what leads to one by ``case``, «case__») in whose dossier or party something shown has changed.

    May give a row too many, never one too few, provided that the caller lets its stretches overlap by :data:`LOOK_BACK`.
    """
    older = Event.objects.filter(at__lt=moment - LOOK_BACK).order_by("-pk").values_list("pk", flat=True).first()
    acts = Event.objects.filter(pk__gt=older or 0, at__gte=moment, verb__in=_SHOWN)
    reference = f"{case}pk" if case else "pk"
    return rows.filter(
        Q(**{f"{case}updated_at__gte": moment})
        | Exists(acts.filter(thread=_thread("case", reference)))
        | Exists(acts.filter(thread=_thread("party", f"{case}party_id")))
    )


def moments(cases: Iterable) -> dict[int, datetime]:
    """When each case last changed, by its number. One query."""
    cases = list(cases)
    threads = {f"case:{case.pk}" for case in cases} | {f"party:{case.party_id}" for case in cases}
    acts = Event.objects.filter(thread__in=threads, verb__in=_SHOWN).order_by()
    last = dict(acts.values_list("thread").annotate(last=Max(F("at"))))
    return {
        case.pk: max(
            case.updated_at,
            last.get(f"case:{case.pk}", case.updated_at),
            last.get(f"party:{case.party_id}", case.updated_at),
        )
        for case in cases
    }
