"""The first-offence check over what this installation knows: own cases, and imported records (DOMAIN §3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xinglongtai.core.vault import marks
from xinglongtai.core.vault.text import Unopenable

from .models import Case, Party, PriorRecord, Violation
from .status import CaseStatus, ItemMatch, Outcome

#: A case counts as an earlier violation unless it was given up or its facts failed.
_NOT_A_VIOLATION = (CaseStatus.DRAFT, CaseStatus.CANCELLED)
#: Words of an imported outcome that say nothing was imposed.
_NOT_PENALISED = ("不予", "免予", "免于", "不罚", "免罚")


@dataclass(frozen=True)
class Prior:
    """One earlier violation that may matter. ``match`` says how the party was recognised.

    ``same_type`` is None where the record does not tell its kind surely: then a person decides.
    """

    on: date
    violation: str
    item_no: str
    same_type: bool | None
    match: str
    source: str
    place: str
    outcome: str = ""
    case_id: int | None = None
    record_id: int | None = None

    def to_dict(self) -> dict:
        """JSON-able; no personal data."""
        return {**self.__dict__, "on": self.on.isoformat()}


#: Column → code of ``catalog.eligibility.vocabulary.MATCHES``. The surest comes first.
_MATCHES = {"uscc": "uscc", "registration_no": "old_reg_no", "id_number": "operator_id"}
NUMBERS = tuple(_MATCHES)


def bearing(name: str, rows: Sequence, prefix: str = "") -> Q | None:
    """Rows that bear the number ``name`` of one of ``rows`` (parties, records); ``None`` when none of them has one.

    A person's number lies closed: it is asked for by its marks under every key there is, and by the row's own.
    """
    held = [number for row in rows if (number := getattr(row, name))]
    if not held:
        return None
    if name != "id_number":
        return Q(**{f"{prefix}{name}__in": held})
    asked = {*marks.of(held, name), *(row.id_mark for row in rows if row.id_mark)}
    return Q(**{f"{prefix}id_mark__in": sorted(asked)})


def same_number(name: str, one, other) -> bool:
    """Whether two rows bear the same number ``name``; what cannot be opened is compared by its mark."""
    here, there = getattr(one, name), getattr(other, name)
    if isinstance(here, Unopenable) or isinstance(there, Unopenable):
        return bool(one.id_mark) and one.id_mark == other.id_mark
    return bool(here) and here == there


def identity_filter(party: Party, prefix: str = "") -> Q | None:
    """Rows whose party is the same by a number; ``None`` when the party has no number."""
    found = Q()
    for name in NUMBERS:
        found |= bearing(name, [party], prefix) or Q()
    return found or None


def _match(party: Party, other) -> str:
    for name, code in _MATCHES.items():
        if same_number(name, party, other):
            return code
    return "premises" if getattr(other, "address_key", "") and other.address_key == party.address_key else "name"


def own_priors(violation: Violation, since: date) -> list[Prior]:
    """Earlier violations in this installation's cases since ``since``, by number or by premises.

    Other bureaus' cases count too (the law knows one 首次), but only day, kind and bureau are told.
    """
    case, party = violation.case, violation.case.party
    who = Q(pk=party.pk)
    by_number = identity_filter(party)
    if by_number:
        who |= by_number
    if party.address_key:
        who |= Q(address_key=party.address_key, bureau_id=case.bureau_id)
    # The parties first, by their indexes: in one condition over cases and parties every case would be read.
    parties = list(Party.objects.filter(who).values_list("pk", flat=True))
    cases = (
        Case.objects.filter(party__in=parties, inspected_on__gte=since)
        .exclude(pk=case.pk)
        .exclude(status__in=_NOT_A_VIOLATION)
        .exclude(outcome="not_established")
        .select_related("party", "bureau")
        .prefetch_related("violations__item_version__item", "dispositions")
        .order_by("-inspected_on", "-pk")
    )
    return [_from_case(earlier, found, violation, party) for earlier in cases for found in earlier.violations.all()]


def _from_case(earlier: Case, found: Violation, violation: Violation, party: Party) -> Prior:
    own = earlier.bureau_id == violation.case.bureau_id
    return Prior(
        on=found.act_on,
        violation=found.description,
        item_no=found.item_version.item.number if found.item_version else "",
        same_type=same_type(found, violation),
        match="uscc" if earlier.party_id == party.pk else _match(party, earlier.party),
        source="own",
        place=f"检查案件{earlier.pk}" if own else earlier.bureau.full_name,
        outcome=_outcome(earlier),
        case_id=earlier.pk if own else None,
    )


def _outcome(case: Case) -> str:
    """Code of ``vocabulary.PRIOR_OUTCOMES``: how the earlier case went."""
    origins = {row.from_status for row in case.dispositions.all()} | {case.status}
    if CaseStatus.BREACHED in origins:
        return "pledge_breached"
    if case.outcome in {Outcome.LIGHTER, Outcome.MITIGATED, Outcome.PENALTY}:
        return "penalised"
    if CaseStatus.CORRECTED in origins:
        return "pledge_fulfilled"
    return "not_penalised" if case.outcome else "open"


def same_type(found: Violation, violation: Violation) -> bool:
    """Same violation type: the same catalog item (any version); off the list, the same law named or the same words."""
    if found.item_version_id and violation.item_version_id:
        one, other = found.item_version.item, violation.item_version.item
        return (
            one.number == other.number
            if one.bureau_id == other.bureau_id
            else (
                found.item_version.violated_article == violation.item_version.violated_article
                and found.item_version.violated_law == violation.item_version.violated_law
            )
        )
    if found.item_version_id or violation.item_version_id:
        return found.description.strip() == violation.description.strip()
    law = violation.off_list_law.strip()
    return found.description.strip() == violation.description.strip() or bool(law and found.off_list_law.strip() == law)


def imported_priors(violation: Violation, since: date) -> list[Prior]:
    """Earlier violations in the imported records since ``since``: by number; by the same name or premises as a hint only."""
    case, party = violation.case, violation.case.party
    who = Q(party_name=party.name)
    if party.address_key:
        who |= Q(address_key=party.address_key)
    by_number = identity_filter(party)
    if by_number:
        who |= by_number
    rows = PriorRecord.objects.filter(who, bureau_id=case.bureau_id, act_on__gte=since).select_related("item")
    return [
        Prior(
            on=row.act_on,
            violation=row.violation,
            item_no=row.item.number if row.item else "",
            same_type=_same_type_as_record(row, violation),
            match=_match(party, row),
            source="imported",
            place=row.document_number or row.pledge_number or row.source,
            outcome=imported_outcome(row),
            record_id=row.pk,
        )
        for row in rows
    ]


def _same_type_as_record(row: PriorRecord, violation: Violation) -> bool | None:
    """Whether a record is of the violation's type: surely (same item, same words), surely not, or None.

    A record taken over in words only, or with an item found by likeness, may be of the same type under another wording: silence
    would make a second offence a first one, a guess would bar a first one. So a person decides (DOMAIN §3, items 3 and 4).
    """
    if row.violation.strip() == violation.description.strip():
        return True
    if row.item is None or row.item_match == ItemMatch.LIKELY:
        return None
    return violation.item_version is not None and row.item.number == violation.item_version.item.number


def imported_outcome(row: PriorRecord) -> str:
    """Code of ``vocabulary.PRIOR_OUTCOMES``: how the imported matter went.

    What was put right after a pledge or an order counts for 整改后再犯 as in an own case (policy 三(三)).
    """
    if row.breached:
        return "pledge_breached"
    if row.corrected:
        return "pledge_fulfilled" if row.pledge_number else "corrected"
    if any(word in row.outcome for word in _NOT_PENALISED):
        return "not_penalised"
    return "open" if row.pledge_number and not row.document_number and not row.outcome else "penalised"
