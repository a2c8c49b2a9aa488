"""Found parties with their history at a glance and the registration that is still open, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from xinglongtai.core.models import Officer
from xinglongtai.core.staffing import may_act

from .models import Case, Party
from .selectors import PartyGlance
from .status import FINAL, CaseStatus

_PLEDGED = {CaseStatus.PLEDGED, CaseStatus.CORRECTED, CaseStatus.BREACHED}


@dataclass(frozen=True)
class FoundParty:
    """One result card. ``draft`` is the asking officer's own unfinished case; ``open_case`` another one they may see."""

    party: Party
    glance: PartyGlance
    draft: Case | None
    open_case: Case | None


def found_parties(parties: Sequence[Party], actor: Officer) -> list[FoundParty]:
    """The cards of ``parties``, in their order."""
    glances = glances_of(parties)
    going = defaultdict(list)
    rows = Case.objects.visible_to(actor).filter(party__in=parties).exclude(status__in=FINAL).with_people()
    for case in rows.order_by("-pk"):
        going[case.party_id].append(case)
    cards = []
    for party in parties:
        cases = going[party.pk]
        draft = next((c for c in cases if c.status == CaseStatus.DRAFT and c.handled_by(actor)), None)
        cards.append(FoundParty(party, glances[party.pk], draft, next((c for c in cases if c is not draft), None)))
    return cards


def glances_of(parties: Sequence[Party]) -> dict[int, PartyGlance]:
    """:func:`cases.selectors.party_glance` for several parties at once: two queries however many there are."""
    seen: dict[int, dict[int, tuple[str, date, set[str]]]] = defaultdict(dict)
    rows = Case.objects.filter(party__in=parties).exclude(status=CaseStatus.CANCELLED)
    for party_id, pk, status, day, origin in rows.values_list(
        "party_id", "pk", "status", "inspected_on", "dispositions__from_status"
    ):
        seen[party_id].setdefault(pk, (status, day, set()))[2].update({status, origin})
    counted = Party.objects.filter(pk__in=[p.pk for p in parties]).annotate(
        kept_measures=Count("measures", filter=Q(measures__set_aside_reason=""))
    )
    measures = dict(counted.values_list("pk", "kept_measures"))
    return {party.pk: _glance(list(seen[party.pk].values()), measures.get(party.pk, 0)) for party in parties}


def _glance(cases, measures: int) -> PartyGlance:
    return PartyGlance(
        visits=len(cases),
        last_visit=max((day for _, day, _ in cases), default=None),
        pledged=sum(bool(words & _PLEDGED) for *_, words in cases),
        breached=sum(CaseStatus.BREACHED in words for *_, words in cases),
        open_cases=sum(status not in FINAL for status, *_ in cases),
        measures=measures,
    )


def last_second_officer(actor: Officer, on: date) -> Officer | None:
    """The second officer of the actor's last case, where that person may inspect on ``on`` in this bureau."""
    last = (
        Case.objects.filter(handler=actor, co_handler__isnull=False)
        .select_related("co_handler__unit")
        .order_by("-pk")
        .first()
    )
    officer = last.co_handler if last else None
    if officer and officer.unit.bureau_id == actor.unit.bureau_id and not may_act(officer, on):
        return officer
    return None
