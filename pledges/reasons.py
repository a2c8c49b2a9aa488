"""What the reasons of a case (说理) learn from its promise: what was promised, handed in, seen."""

from collections.abc import Iterable

from cases.models import Case
from cases.reasoning.compose import Told

from .models import Pledge
from .status import PledgeMode, PledgeStatus


def told_of(pledges: Iterable[Pledge]) -> Told | None:
    """The newest promise that is not void; one the party refused counts only when no other does. No query when prefetched."""
    standing = [pledge for pledge in pledges if pledge.status != PledgeStatus.VOIDED]
    standing.sort(key=lambda pledge: (pledge.status == PledgeStatus.REFUSED, -pledge.pk))
    if not standing:
        return None
    pledge = standing[0]
    return Told(
        issued_on=pledge.issued_on,
        agreed_on=pledge.agreed_on,
        due_on=pledge.due_on,
        immediate=pledge.mode == PledgeMode.IMMEDIATE,
        signed_on=pledge.signed_on,
        refused=pledge.status == PledgeStatus.REFUSED,
        handed_in=tuple(sorted(row.on for row in pledge.submissions.all())),
        rechecks=tuple((row.on, row.result) for row in pledge.rechecks.all()),
        breached=pledge.status == PledgeStatus.BREACHED,
    )


def told_by_pledges(case: Case) -> Told | None:
    """The same, read for ``case``: three queries."""
    return told_of(Pledge.objects.filter(case=case).prefetch_related("submissions", "rechecks"))
