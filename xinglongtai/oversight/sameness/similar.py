"""Beside a disposition: similar closed cases of the bureau, what became of them, and what is usual."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from cases.models import Case, Disposition, Violation
from cases.nameless import without_party
from cases.peers import differs
from cases.status import DecisionState, Outcome
from xinglongtai.core import parameters
from xinglongtai.core.models import Officer

from . import reading
from .likeness import CRITERIA, Past, comparable, most_alike, usual
from .words import share

#: Of a reason so many characters are shown.
REASON = 60
#: Violations of one case that are compared.
VIOLATIONS = 3


@dataclass(frozen=True)
class Line:
    """One similar case. ``case_id`` 0: it lies out of the reader's reach and has neither name nor link."""

    case_id: int
    party: str
    unit: str
    outcome: str
    on: date
    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Similar:
    """What is shown beside one violation's disposition."""

    violation: Violation
    lines: list[Line]
    total: int
    shares: list[tuple[str, str]]
    small: bool
    comparable: int
    usual: str
    departs: bool

    @property
    def usual_label(self) -> str:
        return Outcome(self.usual).label if self.usual else ""


def _past(materials, mine: reading.Material) -> list[Past]:
    """As the comparison sees them. All were found as the same kind of violation: off the list their words may differ."""
    kind = mine.traits.item or "same"
    return [
        Past(one.case.pk, replace(one.traits, item=kind), one.case.outcome, one.case.outcome_on) for one in materials
    ]


def _traits(mine: reading.Material):
    return replace(mine.traits, item=mine.traits.item or "same")


def _own(violation: Violation) -> reading.Material | None:
    found = reading.read(Violation.objects.filter(pk=violation.pk))
    return found[0] if found else None


def _history(violation: Violation, bureau, on: date) -> list[reading.Material]:
    since = reading.years_ago(on, parameters.value(bureau, "sameness.years"))
    rows = reading.alike_rows(violation, bureau=bureau, since=since)
    return reading.read(rows.filter(pk__in=list(rows.values_list("pk", flat=True)[: reading.MOST])))


def usual_outcome(case: Case, on: date) -> str:
    """What cases like ``case`` usually ended in; "" for several violations, few cases, or no majority. For cases.peers."""
    violations = list(case.violations.select_related("item_version__item", "case__party")[:2])
    if len(violations) != 1:
        return ""
    mine = _own(violations[0])
    if mine is None:
        return ""
    return _usual(mine, _past(_history(violations[0], case.bureau, on), mine), case.bureau)


def _usual(mine: reading.Material, past: list[Past], bureau) -> str:
    outcomes = Counter(one.outcome for one in comparable(_traits(mine), past))
    return usual(outcomes, parameters.value(bureau, "sameness.usual_from"))


def similar_to(case: Case, actor: Officer, on: date, outcome: str = "") -> list[Similar]:
    """For each violation of ``case`` the closed cases of the same kind, most alike first. Rows out of reach carry no name."""
    violations = list(case.violations.select_related("item_version__item", "case__party").order_by("pk"))
    return [
        found
        for violation in violations[:VIOLATIONS]
        if (found := _similar(violation, case, actor, on, outcome, alone=len(violations) == 1))
    ]


def _similar(violation, case, actor, on, outcome, *, alone: bool) -> Similar | None:
    mine = _own(violation)
    if mine is None:
        return None
    materials = _history(violation, case.bureau, on)
    past, by_case = _past(materials, mine), {one.case.pk: one for one in materials}
    ranked = most_alike(_traits(mine), past)[: parameters.value(case.bureau, "sameness.rows")]
    small = parameters.value(case.bureau, "evaluation.small_sample")
    outcomes = Counter(one.outcome for one in past)
    common = _usual(mine, past, case.bureau) if alone else ""
    return Similar(
        violation=violation,
        lines=_lines(ranked, by_case, actor),
        total=len(past),
        shares=[
            (Outcome(key).label, share(outcomes[key], len(past), small)) for key in Outcome.values if outcomes[key]
        ],
        small=len(past) < small,
        comparable=len(comparable(_traits(mine), past)),
        usual=common,
        departs=differs(common, outcome) if outcome else False,
    )


def _lines(ranked, by_case, actor: Officer) -> list[Line]:
    pks = [one.case for one, _ in ranked]
    seen = set(Case.objects.visible_to(actor).filter(pk__in=pks).values_list("pk", flat=True))
    reasons = reasons_of(pks)
    lines = []
    for one, agrees in ranked:
        row = by_case[one.case].case
        known = [key for key in CRITERIA if getattr(one.traits, key) and key not in agrees]
        lines.append(
            Line(
                case_id=row.pk if row.pk in seen else 0,
                party=row.party.name if row.pk in seen else "",
                unit=str(row.unit),
                outcome=row.get_outcome_display(),
                on=row.outcome_on,
                agrees=tuple(CRITERIA[key] for key in agrees),
                differs=tuple(getattr(one.traits, key) for key in known),
                reason=without_party(reasons.get(row.pk, ""), row.party)[:REASON],
            )
        )
    return lines


def reasons_of(pks) -> dict[int, str]:
    """Case → the first line of the reasons of its approved outcome. One query."""
    rows = Disposition.objects.filter(case__in=pks, state=DecisionState.APPROVED).order_by("pk")
    return {case: reason.split("\n", 1)[0] for case, reason in rows.values_list("case_id", "reason")}
