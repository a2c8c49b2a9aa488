"""Closed cases for the comparison: the same item and answers, with the outcome that a test asks for."""

from cases import services
from cases.models import Case
from cases.outcomes import BASES, NO_CASE_BASES
from cases.status import Outcome


def propose(office, case, outcome, *, on, number="", **values):
    """The officer proposes ``outcome``."""
    basis = NO_CASE_BASES["20-1"] if outcome == Outcome.NO_CASE else BASES[Outcome(outcome)]
    given = {"basis": basis, "reason": "已改正到位，危害轻微。", "decision_number": number, **values}
    return services.disposition_propose(case=case, actor=office.officer, on=on, outcome=outcome, **given)


def end(office, case, outcome, *, on, number="") -> Case:
    """Proposed by the officer and approved by the leader."""
    row = propose(office, case, outcome, on=on, number=number)
    services.disposition_decide(disposition=row, actor=office.leader, on=on, approve=True)
    return Case.objects.get(pk=case.pk)


def closed(office, outcome=Outcome.NO_CASE, *, on, **kwargs) -> Case:
    """A corrected case that ended in ``outcome`` on ``on``: at once, or after it was filed."""
    case = office.educated(office.rechecked(on=on, **kwargs), on=on)
    if outcome == Outcome.NO_CASE:
        return end(office, case, outcome, on=on)
    case = end(office, case, Outcome.ESCALATE, on=on)
    return end(office, case, outcome, on=on, number="演罚〔2026〕1号")


def different(office, on, *, usual: int = 1):
    """(odd, beside): one case penalised lightly, ``usual`` others not filed, with the same facts."""
    others = [closed(office, on=on) for _ in range(usual)]
    return closed(office, Outcome.LIGHTER, on=on), others[-1]
