"""Looking at personal numbers and scans: who may, within what they see, and what for. Every look is an event; it never holds the number.

A reason once stated holds for the same person and the same dossier for some minutes, so that an officer at work is asked once.
"""

from datetime import datetime, timedelta

from django.db import transaction

from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.models import Event, Officer

from ..looking import Purpose, Reason, ReasonNeeded
from ..models import Case, Party

RIGHT = ("cases.view_identity", "查看证件号码")
#: Events that may carry a stated reason.
_STATED = ("identity_reason", "identity_view", "evidence_view", "copy_identities", "casefile_open")


def reason_remembered(*, actor: Officer, thread: str, now: datetime) -> Reason | None:
    """The reason ``actor`` stated for the dossier ``thread`` not long before ``now``; None when there is none any more."""
    minutes = parameters.value(actor.unit.bureau, "privacy.reason_minutes")
    rows = Event.objects.filter(
        thread=thread, actor=actor, verb__in=_STATED, at__gt=now - timedelta(minutes=minutes), data__stated=True
    )
    found = rows.values_list("data", flat=True).first()
    if not found or found.get("purpose") not in Purpose.values:
        return None
    return Reason(found["purpose"], found.get("note", ""), stated=False)


def reason_required(*, actor: Officer, thread: str, now: datetime, given: Reason | None = None) -> Reason:
    """``given``, or the remembered one; ReasonNeeded where there is neither."""
    found = given or reason_remembered(actor=actor, thread=thread, now=now)
    if found is None:
        raise ReasonNeeded("请先说明查看用途，再查看。", field="purpose")
    return found


def told(found: Reason) -> dict:
    """What the event of a look keeps of its reason."""
    return {"purpose": found.purpose, "note": found.note, "why": found.words, "stated": found.stated}


@transaction.atomic
def identity_viewed(
    *, party: Party, actor: Officer, now: datetime, case: Case | None = None, reason: Reason | None = None
) -> Party:
    """Somebody looks at a party's personal numbers: handling officers, legal staff and leaders; each look is an event with its reason.

    NotAllowed, NotVisible; ReasonNeeded where none is given and none was stated for the same dossier just before.
    """
    guard.require(actor, *RIGHT)
    party = guard.visible_row(Party.objects.visible_to(actor), party.pk)
    if case is not None:  # the look is written into its record
        case = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    thread = case.thread if case else f"party:{party.pk}"
    why = reason_required(actor=actor, thread=thread, now=now, given=reason)
    audit.record(verb="identity_view", actor=actor, target=party, thread=thread, **told(why))
    return party


@transaction.atomic
def look_reason_state(*, case: Case, actor: Officer, reason: Reason) -> None:
    """Say what numbers and scans of ``case`` will be looked at for; it holds for some minutes. NotAllowed, NotVisible."""
    guard.require(actor, *RIGHT)
    case = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    audit.record(verb="identity_reason", actor=actor, target=case, thread=case.thread, **told(reason))
