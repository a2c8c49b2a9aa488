"""Taking over penalties and pledges from before this system, so that the first-offence check knows the past."""

from collections.abc import Sequence

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.textsearch import search_key

from ..models import PriorRecord

#: Keys in one statement.
_AT_A_TIME = 500


@transaction.atomic
def prior_import(*, rows: Sequence[PriorRecord], actor: Officer, file_name: str) -> int:
    """Store unsaved ``rows`` (read by :mod:`cases.prior_rows`) in the actor's bureau, all or none; returns how many.

    Raises NotAllowed without ``cases.add_priorrecord``.
    """
    guard.require(actor, "cases.add_priorrecord", "导入历史记录")
    for row in rows:
        row.bureau, row.address_key = actor.bureau, search_key(row.address)
        row.full_clean()
        row.save()
    audit.record(verb="prior_import", actor=actor, target=actor.bureau, count=len(rows), file=file_name)
    return len(rows)


@transaction.atomic
def prior_take(
    *, new: Sequence[PriorRecord], changed: Sequence[tuple[int, dict]], actor: Officer, file_name: str
) -> list[PriorRecord]:
    """Store unsaved ``new`` records and write ``changed`` ones (key, values by field), all or none; returns the new ones with keys.

    The caller has compared the rows and keeps the run's own event. Raises NotAllowed, NotVisible for a record that is gone, and
    ValidationError for a record that cannot be stored.
    """
    guard.require(actor, "cases.add_priorrecord", "导入历史记录")
    for row in new:
        row.bureau, row.address_key = actor.bureau, search_key(row.address)
        row.clean_fields(exclude=["bureau", "item"])  # the item comes from the bureau's own list
    made = PriorRecord.objects.bulk_create(new, batch_size=500)
    _write(changed, actor)
    if new or changed:
        target = actor.bureau
        audit.record(verb="prior_import", actor=actor, target=target, count=len(new) + len(changed), file=file_name)
    return made


@transaction.atomic
def prior_take_back(
    *, made: Sequence[int], changed: Sequence[tuple[int, dict]], actor: Officer, file_name: str
) -> None:
    """Take records out that an import made, and give those it changed their old values. The caller knows that nothing refers to them.

    Raises NotAllowed, NotVisible.
    """
    guard.require(actor, "cases.delete_priorrecord", "撤销导入的历史记录")
    rows = PriorRecord.objects.filter(bureau=actor.bureau)
    for start in range(0, len(made), _AT_A_TIME):
        rows.filter(pk__in=made[start : start + _AT_A_TIME]).delete()
    _write(changed, actor)
    audit.record(
        verb="prior_take_back", actor=actor, target=actor.bureau, gone=len(made), back=len(changed), file=file_name
    )


def _write(changed: Sequence[tuple[int, dict]], actor: Officer) -> None:
    for key, values in changed:
        row = guard.visible_row(PriorRecord.objects.filter(bureau=actor.bureau), key)
        for name, value in values.items():
            setattr(row, name, value)
        row.address_key = search_key(row.address)
        row.full_clean()
        row.save()


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
        party=mask_name(record.party_name) if record.id_number else record.party_name,
        violation=record.violation,
        on=record.act_on,
        document=record.document_number,
        reason=reason.strip(),
    )
    record.delete()
