"""督办: a supervisor asks, the handler answers."""

from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell

from ..models import Pledge, Urge
from ..status import OPEN
from .access import letter_of, lock


@transaction.atomic
def pledge_urge(*, pledge: Pledge, actor: Officer, on: date, note: str) -> Urge:
    """Ask about a pledge that is not finished; the handler gets a notice and answers on the case page."""
    guard.require(actor, "oversight.supervise", "督办")
    pledge = lock(pledge, actor)
    if pledge.status not in OPEN:
        raise TransitionRefused(f"承诺已是“{pledge.get_status_display()}”，不需要督办。")
    if not note.strip():
        raise DomainError("请写明督办意见。", field="note")
    row = Urge.objects.create(pledge=pledge, on=on, by=actor, note=note.strip())
    audit.record(verb="pledge_urge", actor=actor, target=row, thread=pledge.thread, note=row.note)
    tell(
        pledge.case.handler,
        key=f"urge:{row.pk}",
        text=f"{letter_of(pledge)}被督办，请答复",
        url=f"/cases/{pledge.case_id}/",
        topic="urge",
    )
    return row


@transaction.atomic
def urge_answer(*, urge: Urge, actor: Officer, on: date, answer: str) -> Urge:
    """Answer a 督办 once, as a handling officer or their unit head."""
    guard.require(actor, "pledges.track_pledge", "答复督办")
    pledge = lock(urge.pledge, actor)
    if not pledge.case.handled_by(actor) and not actor.user.has_perm("cases.assign_case"):
        raise NotAllowed(f"请由主办人{pledge.case.handler.name}答复。")
    row = Urge.objects.select_for_update(of=("self",)).get(pk=urge.pk)
    if row.answered_on:
        raise TransitionRefused("这项督办已经答复。")
    if not answer.strip():
        raise DomainError("请写明办理情况。", field="answer")
    row.answer, row.answered_on, row.answered_by = answer.strip(), on, actor
    row.save()
    audit.record(verb="urge_answer", actor=actor, target=row, thread=pledge.thread, answer=row.answer)
    tell(
        row.by,
        key=f"urge_answer:{row.pk}",
        text=f"{letter_of(pledge)}的督办已有答复",
        url=f"/cases/{pledge.case_id}/",
        topic="urge",
    )
    return row
