"""Verbs of oversight. They call the verbs of pledges and cases one by one, so right, row and record are checked there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from pledges.models import Pledge
from pledges.services import pledge_urge
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer


@dataclass(frozen=True)
class UrgeResult:
    """What became of one row of a bulk 督办. ``message`` says why it was refused; "" when it was done."""

    pledge_id: int
    party: str
    done: bool
    message: str = ""


def urge_many(*, pledges: Sequence[Pledge], actor: Officer, on: date, note: str) -> list[UrgeResult]:
    """督办 each pledge with the same note; a refusal of one does not stop the others. Results in the order given.

    Every row is a transaction and an event of its own. Raises NotAllowed without the right to supervise, and DomainError
    for a blank note or no row at all, before anything is done.
    """
    guard.require(actor, "oversight.supervise", "督办")
    if not pledges:
        raise DomainError("请先勾选要督办的承诺。", field="ids")
    if not note.strip():
        raise DomainError("请写明督办意见。", field="note")
    results = []
    for pledge in pledges:
        party = pledge.case.party.name
        try:
            pledge_urge(pledge=pledge, actor=actor, on=on, note=note)
        except DomainError as error:
            results.append(UrgeResult(pledge.pk, party, False, error.message))
        else:
            results.append(UrgeResult(pledge.pk, party, True))
    return results


@transaction.atomic
def overdue_export_record(*, actor: Officer, count: int, filters: str) -> None:
    """Leave a record that ``count`` rows left the house as a file, and under which filters."""
    guard.require(actor, "oversight.export_overdue", "导出逾期审查")
    audit.record(verb="overdue_export", actor=actor, target=actor, count=count, filters=filters)
