"""Verbs of the overdue review. They call the verbs of pledges and cases one by one, so right, row and record are checked there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.services import case_handover
from pledges.models import Pledge
from pledges.services import pledge_urge
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer

from ..filters import units_of


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a bulk act. ``message`` says why it was refused; "" when it was done."""

    pledge_id: int
    party: str
    done: bool
    message: str = ""


def urge_many(*, pledges: Sequence[Pledge], actor: Officer, on: date, note: str) -> list[RowResult]:
    """督办 each pledge with the same note; a refusal of one does not stop the others. Results in the order given.

    Every row is a transaction and an event of its own. Raises NotAllowed without the right to supervise, and DomainError
    for a blank note or no row at all, before anything is done.
    """
    guard.require(actor, "oversight.supervise", "督办")
    _require_input(pledges, note, "请先勾选要督办的承诺。", "请写明督办意见。")
    return _each(pledges, lambda pledge: pledge_urge(pledge=pledge, actor=actor, on=on, note=note))


def reassign_many(*, pledges: Sequence[Pledge], actor: Officer, to: Officer, note: str) -> list[RowResult]:
    """改派 the case of each pledge to the same officer with the same note, each in a transaction of its own.

    A unit head hands over within their subtree. Raises NotAllowed without the right to assign, and DomainError for a blank note,
    no row at all, or an officer elsewhere, before anything is done.
    """
    guard.require(actor, "cases.assign_case", "改派案件")
    _require_input(pledges, note, "请先勾选要改派的承诺。", "请写明改派说明。")
    if not units_of(actor).filter(pk=to.unit_id).exists():
        raise DomainError("只能改派给您管辖范围内的执法人员。", field="to")
    return _each(pledges, lambda pledge: case_handover(case=pledge.case, actor=actor, to=to, note=note))


def _require_input(pledges: Sequence[Pledge], note: str, no_rows: str, no_note: str) -> None:
    if not pledges:
        raise DomainError(no_rows, field="ids")
    if not note.strip():
        raise DomainError(no_note, field="note")


def _each(pledges: Sequence[Pledge], act: Callable[[Pledge], object]) -> list[RowResult]:
    results = []
    for pledge in pledges:
        party = pledge.case.party.name
        try:
            act(pledge)
        except DomainError as error:
            results.append(RowResult(pledge.pk, party, False, error.message))
        else:
            results.append(RowResult(pledge.pk, party, True))
    return results


@transaction.atomic
def overdue_export_record(*, actor: Officer, count: int, filters: str) -> None:
    """Leave a record that ``count`` rows left the house as a file, and under which filters."""
    guard.require(actor, "oversight.export_overdue", "导出逾期审查")
    audit.record(verb="overdue_export", actor=actor, target=actor, count=count, filters=filters)
