"""The record of promises of one party, line by line, computed on the spot in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q

from cases.history import NUMBERS, bearing, same_number
from cases.models import Case, Party, PriorRecord, Violation
from pledges.models import Pledge, Recheck
from pledges.status import PledgeMode
from xinglongtai.core.models import Officer

from .models import TrustListing, TrustObjection
from .record import Facts, Judged, judge, judge_prior
from .status import COUNTED, TONE, Kind, ObjectionState, Source


@dataclass(frozen=True)
class Line:
    """One promise: where it stands, what was promised, what became of it, what was objected and corrected."""

    source: str
    pk: int
    title: str
    violation: str
    day: date
    judged: Judged
    case_id: int | None = None
    objections: list[TrustObjection] = field(default_factory=list)

    @property
    def key(self) -> str:
        """«pledge-12», as it stands in an address."""
        return f"{self.source}-{self.pk}"

    @property
    def imported(self) -> bool:
        return self.source == Source.PRIOR

    @property
    def computed_label(self) -> str:
        return Kind(self.judged.kind).label

    @property
    def correction(self) -> TrustObjection | None:
        """The last objection that was accepted."""
        accepted = [row for row in self.objections if row.state == ObjectionState.ACCEPTED]
        return accepted[-1] if accepted else None

    @property
    def kind(self) -> str:
        """The word that counts on this record: the correction, else what was computed."""
        return self.correction.corrected_to if self.correction else self.judged.kind

    @property
    def label(self) -> str:
        return self.correction.get_corrected_to_display() if self.correction else self.computed_label

    @property
    def tone(self) -> str:
        return TONE[Kind(self.kind)]

    @property
    def pending(self) -> TrustObjection | None:
        """An objection that waits."""
        return next((row for row in self.objections if row.state == ObjectionState.PENDING), None)

    @property
    def may_object(self) -> bool:
        """Whether an objection can be taken: something was judged, and none waits."""
        return self.judged.kind != Kind.OPEN and self.pending is None

    @property
    def told(self) -> str:
        """The line in words, for an objection."""
        return f"{self.title} {self.violation}"[:400]


@dataclass(frozen=True)
class Record:
    """A party's record as of a day. ``unsure``: imported records that fit by name only; they count for nothing."""

    party: Party
    on: date
    lines: list[Line]
    unsure: list[Line]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(word, tone, how many) of promises kept, late, broken; no sum and no share."""
        found = Counter(line.kind for line in self.lines)
        return [(kind.label, TONE[kind], found[kind]) for kind in COUNTED]

    @property
    def pending(self) -> int:
        return sum(line.pending is not None for line in self.lines)

    @property
    def broken(self) -> list[Line]:
        return [line for line in self.lines if line.kind == Kind.BROKEN]

    def line(self, key: str) -> Line | None:
        """The line of that key; what fits by name only is none."""
        return next((line for line in self.lines if line.key == key), None)


def _numbers(parties: Sequence[Party]) -> Q:
    """Rows that carry one of the numbers of ``parties``."""
    found = Q(pk__in=[])
    for name in NUMBERS:
        found |= bearing(name, parties) or Q()
    return found


def _same(party: Party, other) -> bool:
    """Whether ``other`` (a party or an imported record) is ``party`` by one of its numbers."""
    return any(same_number(name, party, other) for name in NUMBERS)


def twins_of(parties: Sequence[Party]) -> dict[int, set[int]]:
    """Party → primary keys of the bureau's rows that are this party by its number (it may have been registered twice)."""
    rows = Party.objects.filter(bureau_id=parties[0].bureau_id).filter(
        Q(pk__in=[party.pk for party in parties]) | _numbers(parties)
    )
    rows = list(rows)
    return {party.pk: {row.pk for row in rows if row.pk == party.pk or _same(party, row)} for party in parties}


def _pledges(party_ids: Iterable[int]):
    """Their pledges with what a line needs."""
    rows = Pledge.objects.filter(case__party_id__in=party_ids).select_related("case", "letter__document")
    return rows.prefetch_related(
        Prefetch("case__violations", Violation.objects.only("case", "description")),
        Prefetch("rechecks", Recheck.objects.order_by("pk")),
    ).order_by("-issued_on", "-pk")


def facts_of(pledge: Pledge) -> Facts:
    """The plain facts of one pledge (loaded by :func:`_pledges`)."""
    last = next(reversed(pledge.rechecks.all()), None)
    return Facts(
        status=pledge.status,
        at_once=pledge.mode == PledgeMode.IMMEDIATE,
        agreed_on=pledge.agreed_on,
        due_on=pledge.due_on,
        signed_on=pledge.signed_on,
        submitted_on=pledge.submitted_on,
        found=last.get_result_display() if last else "",
        found_on=last.on if last else None,
        reason=pledge.close_reason,
    )


def _pledge_line(row: Pledge, seen: set[int], on: date) -> Line:
    return Line(
        source=Source.PLEDGE,
        pk=row.pk,
        title=row.letter.document.number_text,
        violation="、".join(violation.description for violation in row.case.violations.all()),
        day=row.issued_on,
        judged=judge(facts_of(row), on),
        case_id=row.case_id if row.case_id in seen else None,
    )


def _prior_line(row: PriorRecord) -> Line:
    return Line(
        source=Source.PRIOR,
        pk=row.pk,
        title=row.document_number or "无文号",
        violation=row.violation,
        day=row.act_on,
        judged=judge_prior(row.breached, row.outcome, row.source),
    )


def records_of(parties: Sequence[Party], actor: Officer, on: date) -> list[Record]:
    """The records of ``parties`` (of one bureau) as of ``on``, each newest first, in a fixed number of queries.

    Cases out of ``actor``'s reach stand without a link.
    """
    if not parties:
        return []
    twins = twins_of(parties)
    pledges = list(_pledges({pk for found in twins.values() for pk in found}))
    cases = Case.objects.visible_to(actor).filter(pk__in=[row.case_id for row in pledges])
    seen = set(cases.values_list("pk", flat=True))
    who = _numbers(parties) | Q(party_name__in=[party.name for party in parties])
    priors = list(PriorRecord.objects.filter(who, bureau_id=parties[0].bureau_id))
    objected = _objections(pledges, priors)
    records = []
    for party in parties:
        mine = [_pledge_line(row, seen, on) for row in pledges if row.case.party_id in twins[party.pk]]
        mine += [_prior_line(row) for row in priors if _same(party, row)]
        for line in mine:
            line.objections.extend(objected[line.key])
        mine.sort(key=lambda line: (line.day, line.key), reverse=True)
        unsure = [_prior_line(row) for row in priors if row.party_name == party.name and not _same(party, row)]
        records.append(Record(party, on, mine, unsure))
    return records


def record_of(party: Party, actor: Officer, on: date) -> Record:
    """The record of one party."""
    return records_of([party], actor, on)[0]


def _objections(pledges, priors) -> dict[str, list[TrustObjection]]:
    found = defaultdict(list)
    rows = TrustObjection.objects.filter(Q(pledge__in=pledges) | Q(prior__in=priors))
    for row in rows.select_related("recorded_by__unit", "decided_by__unit").order_by("pk"):
        found[f"{row.source}-{row.pledge_id or row.prior_id}"].append(row)
    return found


def listings_of(party: Party) -> list[TrustListing]:
    """The party's entries on lists, newest first."""
    rows = TrustListing.objects.filter(party_id__in=twins_of([party])[party.pk]).select_related(
        "proposed_by", "decided_by"
    )
    return list(rows.order_by("-pk"))
