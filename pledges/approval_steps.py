"""Whose turn a request is: what a person may do with it now, for themselves or as a deputy. The verbs check the same again."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cases.models import Case
from cases.querysets import case_in_reach
from cases.status import ApprovalKind, DecisionState
from xinglongtai.core import parameters
from xinglongtai.core.delegations import deputed, standing_in
from xinglongtai.core.models import Officer
from xinglongtai.core.roles import allowed

DECIDE, ENDORSE, EXTEND = "cases.approve_case", "cases.approve_first_step", "pledges.approve_extension"
#: Whoever holds one of these has an inbox.
RIGHTS = (DECIDE, ENDORSE, EXTEND)


@dataclass(frozen=True)
class Step:
    """An act that is open to a person. ``principal``: whom they represent, ``None`` for a right of their own."""

    action: str
    right: str
    principal: Officer | None = None

    @property
    def endorses(self) -> bool:
        """Whether it is the first step, not the decision."""
        return self.right == ENDORSE


class Desk:
    """One person on one day: their rights and delegations, read once."""

    def __init__(self, actor: Officer, on: date):
        self.actor, self.on = actor, on
        self.own = {right for right in RIGHTS if allowed(actor, right)}
        self.delegations = () if self.own >= set(RIGHTS) else standing_in(actor, on)

    @cached_property
    def two_steps(self) -> bool:
        """Whether the bureau asks for the first step."""
        return parameters.value(self.actor.bureau, "decision.two_steps")

    @property
    def has_inbox(self) -> bool:
        """Whether the person ever has something to approve."""
        return bool(self.own or self.delegations)

    def holds(self, right: str) -> bool:
        """Whether the person has ``right``, or stands in today for somebody who has it."""
        return right in self.own or bool(deputed(self.actor, right, on=self.on))

    def actor_sees(self, pks) -> set[int]:
        """Those of the cases ``pks`` whose pages the person may open by themselves."""
        return set(Case.objects.visible_to(self.actor).filter(pk__in=list(pks)).values_list("pk", flat=True))

    def cases(self):
        """Cases of which something may wait for this person, or for others in their sight."""
        return Case.objects.visible_to_deputy(self.actor, self.delegations)

    def step(self, row, case: Case) -> Step | None:
        """What the person may do with ``row`` (a request on ``case``, read with its unit); ``None``: nothing now."""
        if case.handled_by(self.actor) or self.actor.pk in asked_by(row):
            return None
        wanted = [("审批", DECIDE, row.kind)]
        if row.kind == ApprovalKind.EXTENSION:
            wanted = [("审批", EXTEND, row.kind)]
        elif row.kind != ApprovalKind.CLOCK:
            wanted = self._of_proposal(row)
        for action, right, kind in wanted:
            if right in self.own and case_in_reach(case, self.actor):
                return Step(action, right)
            if (principal := self._principal(row, case, right, kind)) is not None:
                return Step(action, right, principal)
        return None

    def _of_proposal(self, row) -> list[tuple[str, str, str]]:
        if row.state == DecisionState.ENDORSED:
            return [("审批", DECIDE, row.kind)]
        first = ("初审", ENDORSE, ApprovalKind.FIRST_STEP)
        return [first] if self.two_steps else [("审批", DECIDE, row.kind), first]

    def _principal(self, row, case: Case, right: str, kind: str) -> Officer | None:
        """Whom the person represents in this: neither a handler nor one who asked or endorsed."""
        for delegation in deputed(self.actor, right, on=self.on, kind=kind):
            principal = delegation.principal
            mine = case.handled_by(principal) or principal.pk in asked_by(row)
            if not mine and case_in_reach(case, principal):
                return principal
        return None


def asked_by(row) -> set[int | None]:
    """Who proposed or endorsed, for themselves or represented: none of them decides."""
    if hasattr(row, "proposed_by_id"):
        return {row.proposed_by_id, row.endorsed_by_id, row.endorsed_for_id} - {None}
    return {row.requested_by_id}
