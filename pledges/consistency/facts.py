"""What the rules of consistency read: one case, its papers and what was done, as plain values. Nothing here knows a database.

A blank value («», ``None``, an empty tuple) means «not said» and disagrees with nothing.
"""

from dataclasses import dataclass
from datetime import date

HARD, SOFT = "hard", "soft"
#: Moments at which the set is read: the letter goes out; another paper goes out; nothing is about to; an outcome is proposed or
#: decided (and papers on it); 结案.
ISSUE, PAPER, RUNNING, CLOSE, FINISH = "issue", "paper", "running", "close", "finish"
LETTER = "pledge"
#: Codes of ``pledges.papers.kinds.PaperKind``, repeated here so that the rules stay plain Python; a test holds them together.
SCENE, ORDER, RECHECK, NO_PENALTY, REFERRAL = (
    "scene_record",
    "correction_order",
    "recheck_record",
    "no_penalty_decision",
    "referral_letter",
)
APPROVALS = frozenset({"no_case_approval", "filing_approval", "closing_approval"})
INTERNAL = "本机关内部一致性"


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """One thing that does not agree. ``mend`` is a key of ``pledges.consistency.links``, ``target`` the row it leads to.

    ``paper`` and ``field`` name where it stands, ``here`` what stands there, ``elsewhere`` what stands in other places and where.
    """

    code: str
    severity: str
    paper: str
    field: str
    here: str
    elsewhere: str
    basis: str = INTERNAL
    mend: str = "case"
    target: int | None = None

    @property
    def is_hard(self) -> bool:
        return self.severity == HARD

    @property
    def name(self) -> str:
        """Paper and field, without what stands there: fit for the record of events."""
        return f"{self.paper}·{self.field}"

    @property
    def sentence(self) -> str:
        """The disagreement in one Chinese sentence, with its basis."""
        return f"{self.paper}的“{self.field}”：{self.here}；{self.elsewhere}（{self.basis}）。"


@dataclass(frozen=True, kw_only=True)
class OfficerFacts:
    """An officer with the certificate as it stands now. ``former``: earlier ones as (number, first day, last day), where they matter."""

    name: str
    certificate_no: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    key: int = 0
    former: tuple[tuple[str, date, date], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What one issued paper says. ``title`` is its name with its number; ``counts``: neither void nor refused by the party.

    ``amounts``: (what for, how much). ``key`` is the row the mending link leads to: the pledge of a letter, else the paper.
    """

    kind: str
    title: str
    number: str = ""
    on: date | None = None
    counts: bool = True
    draft: bool = False
    key: int | None = None
    document: int | None = None
    party_name: str = ""
    party_code: str = ""
    party_address: str = ""
    officers: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    inspected_on: date | None = None
    due_on: date | None = None
    order_number: str = ""
    letter_number: str = ""
    decision_number: str = ""
    items: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    amounts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """The party as the case knows it now. ``codes``: every number that identifies it."""

    name: str
    codes: tuple[str, ...] = ()
    address: str = ""
    key: int = 0


@dataclass(frozen=True, kw_only=True)
class SheetFacts:
    """The current sheet of a violation; ``None`` in :class:`ViolationFacts` when there is none.

    ``changed``: Chinese names of facts that are another today than when the sheet was made.
    """

    made_on: date
    needs_review: bool = False
    reviewed: bool = False
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ViolationFacts:
    """A violation: ``item`` as papers print it («R3（第1版）», «清单外»), ``clauses`` as law and article."""

    words: str
    act_on: date
    item: str = ""
    clauses: tuple[str, ...] = ()
    sheet: SheetFacts | None = None


@dataclass(frozen=True, kw_only=True)
class RecheckFacts:
    """A recheck, or the verification of a correction without a pledge (``pledged`` False)."""

    on: date
    officers: tuple[OfficerFacts, ...]
    corrected: bool
    photos: int = 0
    pledged: bool = True


@dataclass(frozen=True, kw_only=True)
class PledgeFacts:
    """The promise that counts: the newest one that is neither void nor refused."""

    issued_on: date
    agreed_on: date
    due_on: date
    immediate: bool = False
    order_number: str = ""
    signed_on: date | None = None
    has_scan: bool = False
    delivered: bool = False
    submitted: tuple[date, ...] = ()
    key: int | None = None
    document: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiptFacts:
    """送达 of one paper."""

    document: int
    served_on: date


@dataclass(frozen=True, kw_only=True)
class DispositionFacts:
    """The proposal that is open or was approved."""

    proposed_on: date
    reason: str
    decided_on: date | None = None
    decision_number: str = ""


@dataclass(frozen=True, kw_only=True)
class SetFacts:
    """Everything about one case that may disagree, on the day ``on``. ``outcome`` is that proposed, "" while nobody knows."""

    on: date
    moment: str
    party: PartyFacts
    discovered_on: date
    inspected_on: date
    handler: OfficerFacts
    co_handler: OfficerFacts | None = None
    former: tuple[str, ...] = ()
    printed: tuple[OfficerFacts, ...] = ()
    recusal: str = ""
    filed_on: date | None = None
    violations: tuple[ViolationFacts, ...] = ()
    papers: tuple[PaperFacts, ...] = ()
    pledge: PledgeFacts | None = None
    rechecks: tuple[RecheckFacts, ...] = ()
    education: tuple[date, ...] = ()
    receipts: tuple[ReceiptFacts, ...] = ()
    disposition: DispositionFacts | None = None
    outcome: str = ""
    reasons_stale: bool = False

    @property
    def standing(self) -> tuple[PaperFacts, ...]:
        """Papers that count."""
        return tuple(paper for paper in self.papers if paper.counts)

    @property
    def officers(self) -> tuple[OfficerFacts, ...]:
        """The one or two officers who handle the case now."""
        return (self.handler, self.co_handler) if self.co_handler else (self.handler,)

    @property
    def issuing(self) -> bool:
        """Whether a paper is about to go out."""
        return self.moment in {ISSUE, PAPER}

    @property
    def closing(self) -> bool:
        """Whether what an ending needs is looked for."""
        return self.moment in {CLOSE, FINISH}

    def of_kind(self, *kinds: str) -> tuple[PaperFacts, ...]:
        """Papers of these kinds that count."""
        return tuple(paper for paper in self.standing if paper.kind in kinds)


def chinese(day: date) -> str:
    """«2026年6月1日»."""
    return f"{day.year}年{day.month}月{day.day}日"
