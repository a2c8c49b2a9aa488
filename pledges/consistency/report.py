"""What pages show of the gate: the list, parted into what blocks and what may be passed."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cases.dossier import Dossier
from cases.models import Case
from cases.next_step import Powers

from ..models import Pledge
from .facts import CLOSE, ISSUE, RUNNING, SetFacts
from .links import Shown, shown
from .reading import facts_of, moment_of, pledges_of
from .rules import disagreements

#: What the list is for, by moment.
FOR = {ISSUE: "签发承诺书", RUNNING: "签发文书和办结", CLOSE: "提出和审批处理意见"}


@dataclass
class Report:
    """The disagreements of one case for the person who looks, with their ways to mend them."""

    facts: SetFacts
    rows: list[Shown]

    @cached_property
    def hard(self) -> list[Shown]:
        return [row for row in self.rows if row.row.is_hard]

    @cached_property
    def soft(self) -> list[Shown]:
        return [row for row in self.rows if not row.row.is_hard]

    @property
    def purpose(self) -> str:
        return FOR[self.facts.moment]

    @property
    def papers(self) -> int:
        """How many papers were compared."""
        return len(self.facts.standing)


def report_on(
    case: Case,
    can: Powers,
    *,
    on: date,
    moment: str = "",
    outcome: str = "",
    dossier: Dossier | None = None,
    pledges: list[Pledge] | None = None,
) -> Report:
    """The report for ``moment`` (default: the next one in the life of the case). A fixed number of queries."""
    if pledges is None:
        pledges = pledges_of(case)
    given = {"on": on, "moment": moment or moment_of(case.status), "outcome": outcome}
    facts = facts_of(case, **given, dossier=dossier, pledges=pledges)
    return Report(facts, shown(disagreements(facts), case, can, pledges))
