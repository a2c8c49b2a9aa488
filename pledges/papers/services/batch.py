"""All papers of the moment at once, each with its own result; and the letter together with what goes with it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.models import Case
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.models import Officer

from ...models import Paper, Pledge
from ...services import pledge_issue
from ...status import PledgeMode
from .. import due
from ..gather import live_order, moment_of
from ..kinds import PaperKind
from .issue import paper_issue


@dataclass(frozen=True)
class Result:
    """What became of one paper: issued, or the reason why not. ``by_hand``: what is left to write on it; ``not_mine``: somebody else's."""

    kind: str
    target: int | None
    paper: Paper | None = None
    reason: str = ""
    by_hand: tuple[str, ...] = ()
    not_mine: bool = False

    @property
    def title(self) -> str:
        return PaperKind(self.kind).label


def papers_issue_due(*, case: Case, actor: Officer, on: date) -> list[Result]:
    """Issue every paper that is due and complete; the others say what they lack. One that fails keeps no other back.

    What becomes due by it (the 送达回证 of the order just issued) is issued in the same go. Papers that somebody else has to make
    are left to them; NotAllowed where all are.
    """
    results: list[Result] = []
    tried: set[tuple[str, int | None]] = set()
    while True:
        waiting = [one for one in due.needed(due.due(moment_of(case))) if (one.kind, one.target) not in tried]
        if not waiting:
            mine = [row for row in results if not row.not_mine]
            if results and not mine:
                raise NotAllowed(results[0].reason)
            return mine
        one = waiting[0]
        tried.add((one.kind, one.target))
        results.append(_issued(case, one, actor, on))


def _issued(case: Case, one: due.Due, actor: Officer, on: date) -> Result:
    try:
        paper = paper_issue(case=case, kind=one.kind, actor=actor, on=on, target=one.target)
    except NotVisible:
        raise
    except DomainError as refusal:
        return Result(one.kind, one.target, reason=refusal.message, not_mine=isinstance(refusal, NotAllowed))
    return Result(one.kind, one.target, paper, by_hand=tuple(paper.document.snapshot["by_hand"]))


@transaction.atomic
def letter_with_papers(
    *, case: Case, actor: Officer, on: date, mode: str, due_on: date | None, version: int | None = None
) -> tuple[Pledge, list[Result]]:
    """责令改正通知书 first, the letter that quotes its number, then what goes with them: from one deadline, in one transaction.

    Order and letter stand or fall together. The other papers are tried after them; one that lacks something says so.
    """
    order = live_order(case)
    results = []
    if order is None:
        until = due_on.isoformat() if due_on and mode == PledgeMode.BY_DATE else ""
        values = {"mode": mode, "due_on": until}
        paper = paper_issue(case=case, kind=due.ORDER, actor=actor, on=on, values=values, version=version)
        results, number = [Result(due.ORDER, None, paper)], paper.number
    else:
        number = order.number
    pledge = pledge_issue(case=case, actor=actor, on=on, mode=mode, due_on=due_on, order_number=number, version=version)
    return pledge, results + papers_issue_due(case=pledge.case, actor=actor, on=on)
