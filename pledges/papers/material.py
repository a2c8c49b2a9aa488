"""What the papers of a case are composed of: plain facts read once, so that nothing is typed twice. Pure."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Person:
    """An officer as printed: name and 执法证号."""

    name: str
    certificate_no: str = ""


@dataclass(frozen=True)
class Finding:
    """One violation: what was found, the articles («法规第几条»), the item of the list («R3（第2版）», number «R3»)."""

    description: str
    detail: str = ""
    violated: str = ""
    penalty: str = ""
    item: str = ""
    item_number: str = ""


@dataclass(frozen=True)
class PledgeFact:
    """The pledge in force. ``by_date``: 限期改正, else 立即改正."""

    number: str
    by_date: bool
    issued_on: date
    due_on: date
    signed_on: date | None = None
    signatory: str = ""
    delivery: str = ""
    submitted_on: date | None = None


@dataclass(frozen=True)
class OrderFact:
    """The 责令改正通知书 in force; ``due_on`` empty for 立即改正."""

    number: str
    due_on: date | None


@dataclass(frozen=True)
class RecheckFact:
    """One recheck, or the verification of a correction without a pledge (``result`` «整改到位», no pledge)."""

    on: date
    officers: tuple[Person, ...]
    result: str
    note: str


@dataclass(frozen=True)
class DispositionFact:
    """A proposed outcome and what became of it; ``number`` is a number given by another register («» = ours)."""

    outcome: str
    label: str
    basis: str
    reason: str
    number: str
    proposed_by: str
    proposed_on: date
    endorsed_by: str = ""
    endorse_note: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    decision_note: str = ""
    approved: bool = False


@dataclass(frozen=True)
class Served:
    """A paper that has to reach the party: its title, its number, the key of its document."""

    title: str
    number: str
    document: int = 0


@dataclass(frozen=True)
class AddressFact:
    """Where papers reach the party, as far as it is known; ``electronic``: the account agreed to («» = not agreed)."""

    receiver: str = ""
    address: str = ""
    phone: str = ""
    electronic: str = ""


@dataclass(frozen=True)
class ServiceFact:
    """How the papers were served, as far as it is recorded."""

    place: str = ""
    way: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Photo:
    """A picture that may be printed: its name for the press, and the words under it."""

    name: str
    caption: str


@dataclass(frozen=True)
class Material:
    """Everything known of a case that some paper prints."""

    bureau_name: str
    unit_name: str
    party_name: str
    inspected_on: date
    discovered_on: date
    source: str
    findings: tuple[Finding, ...]
    officers: tuple[Person, ...]
    bureau_phone: str = ""
    bureau_address: str = ""
    party_code_label: str = ""
    party_code: str = ""
    party_is_individual: bool = False
    party_address: str = ""
    party_phone: str = ""
    party_operator: str = ""
    names_a_person: bool = False
    place: str = ""
    clock_due_on: date | None = None
    filed_on: date | None = None
    education: str = ""
    evidence: str = ""
    reasons: str = ""
    pledge: PledgeFact | None = None
    order: OrderFact | None = None
    recheck: RecheckFact | None = None
    disposition: DispositionFact | None = None
    last_recheck: RecheckFact | None = None
    served: tuple[Served, ...] = ()
    address: AddressFact = AddressFact()
    service: ServiceFact = ServiceFact()
    photos: dict[str, Photo] = field(default_factory=dict)
    demo: bool = False
