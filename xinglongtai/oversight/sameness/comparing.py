"""Pairs of closed cases that differ: found within a bureau and days, told side by side. Reads, never writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.models import Case, Disposition, Violation
from cases.nameless import without_party
from cases.querysets import reach
from cases.status import DecisionState, Outcome
from catalog.eligibility.vocabulary import OUTCOMES
from xinglongtai.core.errors import NotVisible
from xinglongtai.core.models import Officer

from . import reading
from .likeness import Alike, Pair, pairs
from .models import SamenessDecision

#: Sheets are read in pieces, so that a year of cases does not stand in memory at once.
PIECE = 400


@dataclass(frozen=True)
class Shown:
    """One case of a pair as the reader may see it: without name and link where it lies out of reach."""

    case_id: int
    party: str
    unit: str
    outcome: str
    on: date
    inspected_on: date
    handler: str
    basis: str
    reason: str
    number: str


@dataclass(frozen=True)
class ShownPair:
    """A pair with what agrees and what differs, and the word on it if there is one."""

    pair: Pair
    violation: str
    item: str
    odd: Shown
    beside: Shown
    decided: SamenessDecision | None
    differs: list[tuple[str, str, str]]


def find(bureau, *, since: date, until: date, item_id: int | None = None) -> list[Pair]:
    """All pairs of cases that ended in these days. One query says which items can have any; only their sheets are read."""
    rows = reading.closed_alone(bureau, since=since, until=until)
    if item_id:
        rows = rows.filter(item_version__item_id=item_id)
    wanted = [pk for several in reading.with_different_outcomes(rows).values() for pk in several]
    return pairs(_alike(wanted), Outcome.values)


def _alike(wanted: list[int]) -> Iterable[Alike]:
    wanted = sorted(wanted)
    for start in range(0, len(wanted), PIECE):
        piece = Violation.objects.filter(pk__in=wanted[start : start + PIECE])
        for one in reading.read(piece, sheets=True):
            yield Alike(one.case.pk, one.fingerprint, one.case.outcome, one.case.outcome_on)


def in_reach(found: list[Pair], actor: Officer, unit_path: str = "") -> list[Pair]:
    """Pairs of which the reader may see one case at least; with ``unit_path``, of which one belongs to that unit or below."""
    limit = reach(actor)
    if limit is None or not found:
        return []
    pks = {pk for pair in found for pk in (pair.odd.case, pair.beside.case)}
    rows = Case.objects.filter(limit, unit__path__startswith=unit_path).filter(pk__in=pks)
    seen = set(rows.values_list("pk", flat=True))
    return [pair for pair in found if {pair.odd.case, pair.beside.case} & seen]


def decided_for(found: list[Pair]) -> dict[tuple[int, str], SamenessDecision]:
    """The words on these pairs by (case, outcome it was held against). One query."""
    rows = SamenessDecision.objects.filter(case__in=[pair.odd.case for pair in found])
    return {(row.case_id, row.beside_outcome): row for row in rows.select_related("decided_by__unit")}


def key_of(pair: Pair) -> tuple[int, str]:
    """What a word on ``pair`` answers."""
    return pair.odd.case, pair.beside.outcome


def tell(found: list[Pair], actor: Officer) -> list[ShownPair]:
    """The pairs with their cases in words. A fixed number of queries."""
    pks = {pk for pair in found for pk in (pair.odd.case, pair.beside.case)}
    people = ("party", "unit", "handler", "bureau")
    cases = {row.pk: row for row in Case.objects.filter(pk__in=pks).select_related(*people)}
    seen = set(Case.objects.visible_to(actor).filter(pk__in=pks).values_list("pk", flat=True))
    materials = {one.case.pk: one for one in reading.read(Violation.objects.filter(case__in=pks))}
    approved = Disposition.objects.filter(case__in=pks, state=DecisionState.APPROVED).order_by("pk")
    last = {row.case_id: row for row in approved}
    decided = decided_for(found)
    told = []
    for pair in found:
        one, other = materials[pair.odd.case], materials[pair.beside.case]
        version = one.violation.item_version
        told.append(
            ShownPair(
                pair=pair,
                violation=one.violation.description,
                item=version.item.number if version else "清单外",
                odd=_shown(cases[pair.odd.case], last.get(pair.odd.case), pair.odd.case in seen),
                beside=_shown(cases[pair.beside.case], last.get(pair.beside.case), pair.beside.case in seen),
                decided=decided.get(key_of(pair)),
                differs=_differences(one, other),
            )
        )
    return told


def _shown(case: Case, row: Disposition | None, seen: bool) -> Shown:
    return Shown(
        case_id=case.pk if seen else 0,
        party=case.party.name if seen else "",
        unit=str(case.unit),
        outcome=case.get_outcome_display(),
        on=case.outcome_on,
        inspected_on=case.inspected_on,
        handler=case.handler.name if seen else "",
        basis=row.basis if row else "",
        reason=without_party(row.reason, case.party) if row else "",
        number=case.decision_number if seen else "",
    )


def _differences(one: reading.Material, other: reading.Material) -> list[tuple[str, str, str]]:
    """(what, here, there) of the traits beyond the sheet that differ."""
    both = (one, other)
    told = [
        ("承办单位", *(str(row.case.unit) for row in both)),
        ("当事人类型", *(row.traits.party for row in both)),
        ("首违核查", *(row.traits.first or "没有查" for row in both)),
        ("货值", *(row.traits.goods or "没有记载" for row in both)),
        ("检查来源", *(row.case.get_source_display() for row in both)),
        ("是否立案", *("已立案" if row.case.filed_on else "未立案" for row in both)),
        ("检查到处理", *(f"{(row.case.outcome_on - row.case.inspected_on).days}天" for row in both)),
    ]
    return [(what, here, there) for what, here, there in told if here != there]


def pair_of(odd: int, beside: int, actor: Officer) -> tuple[Pair, list[tuple[str, str]]]:
    """The pair of two cases of the actor's bureau with the answers that agree, as (line, answer).

    NotVisible unless the reader may see one of them, both ended alone, their facts agree and their outcomes differ.
    """
    bureau = actor.unit.bureau
    rows = reading.closed_alone(bureau, since=date.min, until=date.max).filter(case__in=[odd, beside])
    found = {one.case.pk: one for one in reading.read(rows, sheets=True)}
    gone = NotVisible("没有找到这一对案件：可能已不再不同，或者不在您的可见范围内。")
    if set(found) != {odd, beside}:
        raise gone
    one, other = found[odd], found[beside]
    if one.fingerprint != other.fingerprint or one.case.outcome == other.case.outcome:
        raise gone
    as_alike = [Alike(row.case.pk, row.fingerprint, row.case.outcome, row.case.outcome_on) for row in (one, other)]
    pair = Pair(*as_alike, among=0, like_beside=0)
    if not in_reach([pair], actor):
        raise gone
    lines = [(row["label"], OUTCOMES[row["outcome"]]) for row in one.lines if reading.is_decisive(row)]
    return pair, [*lines, ("改正情况", one.corrected or "没有记载")]
