"""Reads that cross tables: history at a glance, duplicates, the facts a decision rests on."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xinglongtai.core.statements import statement
from xinglongtai.core.textsearch import search_key

from .history import identity_filter
from .models import Assessment, Case, Party, PriorRecord
from .outcomes import CaseFacts
from .status import CaseStatus, ReviewVerdict


@dataclass(frozen=True)
class PartyGlance:
    """What an officer sees before starting: counts, not stories."""

    visits: int
    last_visit: date | None
    pledged: int
    breached: int
    open_cases: int
    measures: int


def party_glance(party: Party) -> PartyGlance:
    """A party's history at a glance, in a fixed number of queries."""
    cases = list(
        Case.objects.filter(party=party)
        .exclude(status=CaseStatus.CANCELLED)
        .values_list("status", "inspected_on", "dispositions__from_status", "pk")
    )
    breached = {pk for status, _, origin, pk in cases if CaseStatus.BREACHED in (status, origin)}
    pledged = {
        pk
        for status, _, origin, pk in cases
        if {status, origin} & {CaseStatus.PLEDGED, CaseStatus.CORRECTED, CaseStatus.BREACHED}
    }
    final = {CaseStatus.CLOSED, CaseStatus.REFERRED}
    return PartyGlance(
        visits=len({pk for *_, pk in cases}),
        last_visit=max((day for _, day, _, _ in cases), default=None),
        pledged=len(pledged),
        breached=len(breached),
        open_cases=len({pk for status, _, _, pk in cases if status not in final}),
        measures=party.measures.filter(set_aside_reason="").count(),
    )


def prior_records(party: Party):
    """Imported records of ``party``: by a number, or by exactly the same name."""
    who = Q(party_name=party.name)
    by_number = identity_filter(party)
    if by_number:
        who |= by_number
    return PriorRecord.objects.filter(who, bureau_id=party.bureau_id).select_related("item")


def likely_duplicates(*, bureau, name: str, phone: str = "", address: str = "", exclude: int | None = None):
    """Parties that may be the same: same words in the name, same phone, or same premises. For a warning only."""
    key, place = search_key(name), search_key(address)
    who = Q(name_key=key) if key else Q(pk__in=[])
    if phone:
        who |= Q(phone=phone)
    if place:
        who |= Q(address_key=place)
    return Party.objects.filter(who, bureau=bureau).exclude(pk=exclude)[:5]


def sheets_in_force(case: Case):
    """The newest sheet of each violation, in the order of the violations; a queryset of the sheets alone."""
    return Assessment.objects.filter(violation__case=case, is_current=True).order_by("violation_id")


def current_sheets(case: Case) -> list[Assessment]:
    """The same with what they are about: violation and item."""
    return _current_sheets(case)


@statement
def _current_sheets(case):
    return sheets_in_force(case).select_related("violation__item_version__item", "made_by")


#: From the gravest to the mildest: the case follows its gravest violation.
_GRAVITY = [
    ReviewVerdict.TRANSFER_TO_POLICE,
    ReviewVerdict.ORDINARY_PROCEDURE,
    ReviewVerdict.NOT_ELIGIBLE,
    ReviewVerdict.NEEDS_LEGAL_REVIEW,
    ReviewVerdict.ELIGIBLE,
    ReviewVerdict.NO_PLEDGE_NEEDED,
]


def gravest(verdicts) -> str:
    """The verdict that decides for the whole case; "" when there is none yet."""
    held = set(verdicts)
    return next((v for v in _GRAVITY if v in held), "")


def case_facts(case: Case, status: str | None = None) -> CaseFacts:
    """The facts the outcome rules ask for. ``status`` overrides the case's own (the status before a proposal)."""
    sheets = list(sheets_in_force(case))
    verdicts = frozenset(sheet.effective_verdict for sheet in sheets)
    state = status or case.status
    on_the_spot = bool(sheets) and verdicts == {ReviewVerdict.NO_PLEDGE_NEEDED}
    corrected = state == CaseStatus.CORRECTED or on_the_spot
    return CaseFacts(
        status=state,
        verdicts=verdicts,
        corrected=corrected,
        educated=case.education.exists(),
        clock_due_on=case.clock_due_on,
        confiscation=any(sheet.sheet.get("confiscation", False) for sheet in sheets),
        pledge_pending=state == CaseStatus.PLEDGED,
    )
