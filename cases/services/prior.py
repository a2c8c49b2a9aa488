"""Taking over penalties and pledges from before this system, so that the first-offence check knows the past."""

from collections.abc import Sequence

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer

from ..models import PriorRecord


@transaction.atomic
def prior_import(*, rows: Sequence[PriorRecord], actor: Officer, file_name: str) -> int:
    """Store unsaved ``rows`` (read by :mod:`cases.prior_rows`) in the actor's bureau, all or none; returns how many.

    Raises NotAllowed without ``cases.add_priorrecord``.
    """
    guard.require(actor, "cases.add_priorrecord", "导入历史记录")
    for row in rows:
        row.bureau = actor.bureau
        row.full_clean()
        row.save()
    audit.record(verb="prior_import", actor=actor, target=actor.bureau, count=len(rows), file=file_name)
    return len(rows)


@transaction.atomic
def prior_remove(*, record: PriorRecord, actor: Officer, reason: str) -> None:
    """Take out a record imported by mistake; what it said stays in the event. DomainError without a reason."""
    guard.require(actor, "cases.delete_priorrecord", "撤下历史记录")
    record = guard.visible_row(PriorRecord.objects.filter(bureau=actor.bureau), record.pk)
    if not reason.strip():
        raise DomainError("请写明撤下原因。", field="reason")
    audit.record(
        verb="prior_remove",
        actor=actor,
        target=record,
        party=record.party_name,
        violation=record.violation,
        on=record.act_on,
        document=record.document_number,
        reason=reason.strip(),
    )
    record.delete()
