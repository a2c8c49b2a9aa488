"""Which stories are told in which bureau: 120 cases in every state and with every kind of deadline."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cases.status import Outcome

from . import legal_desk as desk
from . import stories_alike as alike
from . import stories_ended as ended
from . import stories_open as opened
from .stage import Scene

CASES = 120
OVERDUE_DAYS = (1, 2, 3, 5, 7, 30)
#: Days before today on which an ordinary, long finished pledge was due.
LONG_AGO = range(300, 20, -7)


@dataclass(frozen=True)
class Entry:
    """One story with what it is told with. ``cases``: how many cases it makes."""

    tell: Callable
    told_with: dict = field(default_factory=dict)
    cases: int = 1

    def begin(self, scene: Scene):
        """The story as a generator, not yet begun."""
        return self.tell(scene, **self.told_with)

    def __str__(self):
        return f"{self.tell.__name__} {self.told_with}"


def _e(tell: Callable, *, cases: int = 1, **told_with) -> Entry:
    return Entry(tell, told_with, cases)


def _broken() -> list[Entry]:
    """First, because a party that breaks a pledge plays in nothing else."""
    decided = (Outcome.NO_PENALTY, Outcome.PENALTY, Outcome.LIGHTER)
    return [
        _e(ended.breached, days=2),
        _e(ended.breached, days=4, result="refused"),
        _e(ended.breached, days=6, result="failed"),
        _e(ended.escalated, days=5, until="pending"),
        _e(ended.escalated, days=12),
        *[_e(ended.after_filing, days=40 + 25 * n, outcome=outcome) for n, outcome in enumerate(decided)],
        _e(ended.after_filing, days=30, outcome=Outcome.MITIGATED, until="rejected"),
    ]


def _registering() -> list[Entry]:
    return [
        _e(opened.draft_party),
        _e(opened.draft_violation, days=1),
        _e(opened.draft_violation, days=4),
        _e(opened.draft_sheet, days=1),
        _e(opened.draft_sheet, days=2, open_question="no_intent"),
        _e(opened.draft_unverified),
        _e(opened.cancelled, days=20),
        _e(opened.cancelled, days=75),
        *_at_the_legal_desk(),
        _e(opened.stopped, answers=ended.NOT_CORRECTABLE, days=3),
        _e(opened.stopped, answers=ended.RISKY, days=2),
        _e(opened.stopped, answers=ended.CRIME, days=1),
        _e(opened.stopped, answers=ended.ON_THE_SPOT, days=1),
        _e(opened.ready, days=0),
        _e(opened.ready, days=2),
    ]


def _at_the_legal_desk() -> list[Entry]:
    """Each kind waiting at least twice, decided, and candidates open, adopted and declined."""
    pending, decided = desk.review_pending, desk.review_decided
    return [
        _e(pending, why="food", days=3, read=True),
        _e(pending, why="product_quality", days=2),
        _e(pending, why="off_list", days=2),
        _e(pending, why="off_list", days=18, about="card_only"),
        _e(pending, why="override", days=1),
        _e(pending, why="override", days=6),
        _e(pending, why="law_change", days=4),
        _e(pending, why="law_change", days=1),
        _e(decided, why="food", decision="approve", days=3),
        _e(decided, why="law_change", decision="approve", days=8),
        _e(decided, why="off_list", decision="approve", days=5),
        _e(decided, why="off_list", decision="approve", days=6, about="no_return"),
        _e(decided, why="off_list", decision="approve", days=9, about="no_return_again"),
        _e(decided, why="off_list", decision="approve", days=12, about="card_only", then="adopt"),
        _e(decided, why="off_list", decision="approve", days=13, about="no_complaint", then="decline"),
        _e(decided, why="override", decision="reject", days=6),
        _e(decided, why="fair_competition", decision="return", days=4),
    ]


def _running() -> list[Entry]:
    return [
        *[_e(opened.running, due_in=-days) for days in OVERDUE_DAYS],
        _e(opened.urged, due_in=-10, answered=False),
        _e(opened.urged, due_in=-18, answered=False, days=12),
        _e(opened.urged, due_in=-14, answered=True),
        _e(opened.urged, due_in=-21, answered=True, promised=4),
        *[_e(opened.running, due_in=days) for days in (0, 0, 1, 2, 3, 4)],
        _e(opened.running, due_in=8, days=10),
        _e(opened.handed_over, due_in=4),
        _e(opened.unsigned, due_in=5),
        _e(opened.unsigned, due_in=1),
        _e(opened.unsigned, due_in=-2),
        _e(opened.refused_to_sign, days=4),
        _e(opened.voided, days=5),
        _e(opened.voided, days=6, again=True),
        _e(opened.handed_in, due_in=2, days=1),
        _e(opened.handed_in, due_in=0, days=0),
        _e(opened.handed_in, due_in=-4, days=1),
        _e(opened.handed_in, due_in=-9, days=3),
        _e(opened.looked_at, due_in=3, result="partly", days=0),
        _e(opened.looked_at, due_in=-1, result="unverifiable", days=0),
        _e(opened.more_time, due_in=1, days=2, decision=None),
        _e(opened.more_time, due_in=-3, days=2, decision=True),
        _e(opened.more_time, due_in=1, days=2, decision=False),
        _e(opened.running, due_in=4, clue_days=18),
        _e(opened.longer_clock, due_in=5, decision=None),
        _e(opened.longer_clock, due_in=6, decision=True),
        _e(opened.longer_clock, due_in=3, decision=False),
    ]


def _ending() -> list[Entry]:
    return [
        _e(ended.fulfilled, days=1),
        _e(ended.fulfilled, days=3),
        _e(ended.corrected_unsigned, days=9, close=False),
        _e(ended.corrected_unsigned, days=60, close=True),
        _e(ended.no_case, days=4, until="pending"),
        _e(ended.no_case, days=5, until="endorsed"),
        _e(ended.no_case, days=6, until="rejected"),
        _e(ended.rejected_proposal, days=8),
        _e(ended.filed_at_once, days=15),
        _e(ended.filed_at_once, days=50, outcome=Outcome.EXEMPT),
        _e(ended.filed_at_once, days=70, outcome=Outcome.MITIGATED),
        _e(ended.closed_without_pledge, days=33, answers=ended.ON_THE_SPOT, outcome=Outcome.NO_CASE),
        _e(ended.closed_without_pledge, days=44, answers=ended.NO_VIOLATION, outcome=Outcome.NOT_ESTABLISHED),
        _e(ended.closed_without_pledge, days=52, answers=ended.ELSEWHERE, outcome=Outcome.REFER_OTHER),
        _e(ended.handed_over_to_police, days=61),
        _e(ended.replaced, days=80),
        _e(ended.listed_food, days=90),
        _e(ended.at_once, days=10),
        _e(ended.again_after_correction, days=3, first_days=140, cases=2),
    ]


def _approvals_and_alike() -> list[Entry]:
    """Cases with the same facts and other outcomes, and what the inbox of approvals needs besides."""
    return [
        *[_e(alike.same_facts, days=150 - 11 * n) for n in range(6)],
        _e(alike.same_facts, days=95, outcome=Outcome.LIGHTER),
        _e(alike.same_facts, days=70, outcome=Outcome.NO_PENALTY),
        _e(alike.same_facts, days=3, outcome=Outcome.ESCALATE, until="pending"),
        _e(alike.same_facts, days=2, until="corrected"),
        _e(alike.police_pending, days=1),
        _e(opened.more_time, due_in=2, days=3, decision=None),
        _e(opened.more_time, due_in=3, days=3, decision=None),
    ]


def _neighbours() -> list[Entry]:
    """What the other two bureaux show: enough for lists, deadlines and the wall between bureaux."""
    return [
        _e(ended.breached, days=3),
        _e(opened.draft_violation, days=1),
        _e(desk.review_pending, why="food", days=2),
        _e(opened.ready, days=1),
        _e(opened.running, due_in=-2),
        _e(opened.running, due_in=-15),
        _e(opened.running, due_in=0),
        _e(opened.running, due_in=3),
        _e(opened.unsigned, due_in=4),
        _e(opened.handed_in, due_in=1, days=0),
        _e(ended.fulfilled, days=2),
        _e(ended.no_case, days=5, until="pending"),
        _e(ended.no_case, days=45),
    ]


def programme(codes: list[str]) -> list[tuple[str, Entry]]:
    """(bureau code, story) for the whole demo; ordinary finished pledges in the first bureau fill up to ``CASES``."""
    first, *others = codes
    told = [(first, entry) for entry in (*_broken(), *_registering(), *_running(), *_ending(), *_approvals_and_alike())]
    told += [(code, entry) for code in others for entry in _neighbours()]
    left = CASES - sum(entry.cases for _, entry in told)
    days = LONG_AGO[: max(left, 0)]
    fillers = [_e(ended.at_once if n % 4 == 3 else ended.no_case, days=ago) for n, ago in enumerate(days)]
    return told + [(first, entry) for entry in fillers]
