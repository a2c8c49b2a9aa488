"""Which papers a case needs now, which it may have, and which it must not have yet. Pure rules over a few plain facts.

Kinds, statuses and outcomes are the values of ``PaperKind``, ``CaseStatus`` and ``Outcome``; a test holds them together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

SCENE, ORDER, ADDRESS, SERVICE = "scene_record", "correction_order", "service_address", "proof_of_service"
RECHECK, NO_CASE, FILING = "recheck_record", "no_case_approval", "filing_approval"
NO_PENALTY, CLOSING, REFERRAL = "no_penalty_decision", "closing_approval", "referral_letter"
#: In the order in which a file is made; the order with its number goes before what quotes it.
ORDERED = (ORDER, SCENE, ADDRESS, RECHECK, FILING, NO_CASE, NO_PENALTY, REFERRAL, SERVICE, CLOSING)
#: Kinds that bear a number of their own series.
NUMBERED = frozenset({ORDER, NO_PENALTY, REFERRAL})
#: Kinds that reach the party and want a 送达回证 (程序规定 82).
SERVED = frozenset({ORDER, NO_PENALTY})
#: Kinds that tell of one proposal, by the outcome proposed.
BY_OUTCOME = {
    NO_CASE: frozenset({"no_case"}),
    FILING: frozenset({"escalate"}),
    NO_PENALTY: frozenset({"no_penalty"}),
    REFERRAL: frozenset({"refer_police", "refer_other"}),
}
#: Nothing is issued while the facts still change, nor for what was entered by mistake.
UNSETTLED = frozenset({"draft", "cancelled"})
_ORDER_WANTED = frozenset({"ready", "pledged"})
_NO_ORDER = frozenset({"no_pledge_needed", "transfer_to_police", ""})
_ENDED = frozenset({"closed", "referred", "cancelled"})


@dataclass(frozen=True)
class Proposal:
    """A disposition: its key, its outcome and whether it was approved (else it still waits)."""

    pk: int
    outcome: str
    approved: bool


@dataclass(frozen=True)
class Issued:
    """A paper that stands (not void): its kind and the key of the recheck or proposal it tells of."""

    kind: str
    target: int | None = None


@dataclass(frozen=True)
class Moment:
    """What the rules look at. ``rechecks``: keys in order; ``corrections``: verified without a pledge; ``unserved``: papers that
    stand and are on no 送达回证 yet; ``ordered_elsewhere``: the letter in force names a 责令改正 of another register; ``verdict``: the
    sheet's, as it counts; ``filed``: happened."""

    status: str
    verdict: str = ""
    filed: bool = False
    outcome: str = ""
    corrections: int = 0
    unserved: int = 0
    ordered_elsewhere: bool = False
    rechecks: tuple[int, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    issued: frozenset[Issued] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Due:
    """A paper that may be made now. ``needed``: it belongs to this moment; else it is only possible. ``preview_only``: the decision
    it prints is not taken yet. ``why`` names the rule."""

    kind: str
    target: int | None = None
    needed: bool = True
    preview_only: bool = False
    why: str = ""


def due(moment: Moment) -> list[Due]:
    """Every paper that may be made in this state, those of the moment marked as needed, in the order of the file."""
    if moment.status in UNSETTLED:
        return []
    found: list[Due] = []
    for kind in ORDERED:
        found += _RULES[kind](moment)
    return [one for one in found if Issued(one.kind, one.target) not in moment.issued]


def needed(found: Iterable[Due]) -> list[Due]:
    """Those that are to be made now."""
    return [one for one in found if one.needed and not one.preview_only]


def _scene(moment: Moment) -> list[Due]:
    live = moment.status not in _ENDED and not moment.filed
    return [Due(SCENE, needed=live, why="检查应当制作现场笔录（程序规定第二十八条）")]


def _order(moment: Moment) -> list[Due]:
    if moment.status in _ENDED:
        return []
    if moment.ordered_elsewhere:
        return []
    wanted = moment.status in _ORDER_WANTED or (moment.status == "assessed" and moment.verdict not in _NO_ORDER)
    return [Due(ORDER, needed=wanted, why="应当责令改正或者限期改正（行政处罚法第二十八条）")]


def _address(moment: Moment) -> list[Due]:
    if moment.status in _ENDED:
        return []
    return [Due(ADDRESS, needed=moment.status in _ORDER_WANTED, why="可以要求签署送达地址确认书（程序规定第八十三条）")]


def _service(moment: Moment) -> list[Due]:
    """One 回证 for everything that was handed over together: while the letter is still to come, it waits for it."""
    if not moment.unserved:
        return []
    return [
        Due(SERVICE, needed=moment.status != "ready", why="直接送达由受送达人在送达回证上签收（程序规定第八十二条）")
    ]


def _recheck(moment: Moment) -> list[Due]:
    why = "复查由两名执法人员进行并记录"
    found = [Due(RECHECK, target, why=why) for target in moment.rechecks]
    return [*found, Due(RECHECK, why=why)] if moment.corrections else found


def _by_proposal(kind: str, why: str):
    def rule(moment: Moment) -> list[Due]:
        return [
            Due(kind, row.pk, preview_only=not row.approved, why=why)
            for row in moment.proposals
            if row.outcome in BY_OUTCOME[kind]
        ]

    return rule


def _closing(moment: Moment) -> list[Due]:
    """程序规定 77 speaks of the ordinary procedure; facts that failed before filing end with the same form."""
    if moment.status != "closed" or not (moment.filed or moment.outcome == "not_established"):
        return []
    last = max((row.pk for row in moment.proposals if row.approved), default=None)
    return [Due(CLOSING, last, why="普通程序案件应当填写结案审批表（程序规定第七十七条）")]


_RULES = {
    SCENE: _scene,
    ORDER: _order,
    ADDRESS: _address,
    SERVICE: _service,
    RECHECK: _recheck,
    NO_CASE: _by_proposal(NO_CASE, "决定不予立案的，应当填写不予立案审批表（程序规定第二十条）"),
    FILING: _by_proposal(FILING, "决定立案的，应当填写立案审批表（程序规定第十九条）"),
    NO_PENALTY: _by_proposal(NO_PENALTY, "依法不予行政处罚（程序规定第六十条第一款第二项）"),
    REFERRAL: _by_proposal(REFERRAL, "移送有管辖权的机关（程序规定第十七条）"),
    CLOSING: _closing,
}
