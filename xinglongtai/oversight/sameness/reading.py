"""From rows to what is compared: traits of a case, the fingerprint of its sheet. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q

from cases.models import Assessment, Case, Correction, Violation
from cases.status import PartyKind
from catalog.alike import Described, alike, plain
from catalog.eligibility.vocabulary import DONE
from pledges.models import Pledge
from pledges.status import PledgeStatus

from .likeness import Traits, goods_class

#: Similar cases that are read one by one: the newest so many of an item.
MOST = 300
IN_TIME, LATE, NOT_DONE = "按期改正", "逾期后改正", "没有改正"
_FIRST = {"found": "查到同类违法", "unverified": "未能核实", "none": "首次"}
#: Groups of the sheet that tell of the list, not of the case.
_OF_THE_LIST = frozenset({"清单事项"})


@dataclass
class Material:
    """One violation of a closed case with its newest sheet, as far as it is compared."""

    case: Case
    violation: Violation
    facts: dict
    lines: list[dict] = field(default_factory=list)
    corrected: str = ""

    @property
    def traits(self) -> Traits:
        return Traits(
            item=item_key(self.violation),
            corrected=self.corrected,
            first=first_offence(self.facts),
            party=PartyKind(self.case.party.kind).label,
            goods=goods_class((self.facts.get("answers") or {}).get("goods_value")),
        )

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """(line, outcome) of what was decided when the sheet was made: the decisive lines, in one order."""
        told = {(row["key"], row["outcome"]) for row in self.lines if is_decisive(row)}
        return tuple(sorted(told))

    @property
    def fingerprint(self) -> tuple:
        """Equal for cases with the same item, the same answers and the same correction."""
        return item_key(self.violation), self.corrected, self.answers


def is_decisive(line: dict) -> bool:
    """Whether a line of a sheet tells something of the case that could be known when the sheet was made."""
    return line.get("settles", "now") == "now" and line["group"] not in _OF_THE_LIST


def item_key(violation: Violation) -> str:
    """What makes two violations the same: the item in any version; off the list, the law named for it."""
    if violation.item_version_id:
        return f"item:{violation.item_version.item_id}"
    law = plain(violation.off_list_law)
    return f"law:{law}" if law else ""


def first_offence(facts: dict) -> str:
    """What all sources together said: 首次, 未能核实 or 查到同类违法; "" where nobody looked."""
    said = {source["status"] for source in facts.get("first_offence_sources") or []}
    return next((_FIRST[key] for key in ("found", "unverified", "none") if key in said), "")


def corrections_of(cases: Iterable[int]) -> dict[int, str]:
    """Case → how it was corrected: by its last pledge that counts, or by what officers verified without one. Two queries."""
    cases, found = list(cases), {}
    verified = Correction.objects.filter(case__in=cases).values_list("case_id", flat=True)
    found.update(dict.fromkeys(verified, IN_TIME))
    ended = (PledgeStatus.FULFILLED, PledgeStatus.BREACHED)
    rows = Pledge.objects.filter(case__in=cases, status__in=ended).order_by("pk")
    for case, status, handed, closed, due in rows.values_list(
        "case_id", "status", "submitted_on", "closed_on", "due_on"
    ):
        done = handed or closed
        found[case] = NOT_DONE if status == PledgeStatus.BREACHED else IN_TIME if done and done <= due else LATE
    return found


def corrected_by_sheet(facts: dict) -> str:
    """What the sheet itself says where there was nothing to promise."""
    said = facts.get("correction") or ""
    if said in DONE:
        return IN_TIME
    return {"done_late": LATE, "overdue": NOT_DONE, "refused": NOT_DONE, "failed": NOT_DONE}.get(said, "")


def read(violations, *, sheets: bool = False) -> list[Material]:
    """``violations`` (a queryset) with their current sheet. ``sheets``: the lines too, which are much to read."""
    rows = violations.select_related("case__party", "case__unit", "item_version__item")
    rows = {row.pk: row for row in rows}
    wanted = ["violation_id", "facts", *(["sheet"] if sheets else [])]
    current = Assessment.objects.filter(violation__in=list(rows), is_current=True).values_list(*wanted)
    corrected = corrections_of({row.case_id for row in rows.values()})
    found = {}
    for pk, facts, *sheet in current:
        row = rows[pk]
        lines = sheet[0]["lines"] if sheet else []
        done = corrected.get(row.case_id) or corrected_by_sheet(facts)
        found[pk] = Material(row.case, row, facts, lines, done)
    return [found[pk] for pk in rows if pk in found]


def alike_rows(violation: Violation, *, bureau, since: date):
    """Violations of closed cases of ``bureau`` like ``violation``, decided since, newest first.

    Off the list: those that name the same article or tell the same in nearly the same words.
    """
    rows = Violation.objects.filter(case__bureau=bureau, case__outcome_on__gte=since).exclude(case__outcome="")
    rows = rows.exclude(case=violation.case_id).order_by("-case__outcome_on", "-pk")
    if violation.item_version_id:
        return rows.filter(item_version__item_id=violation.item_version.item_id)
    rows = rows.filter(item_version=None)
    told = [Described(violation.pk, violation.description, violation.off_list_law)]
    told += [Described(*row) for row in rows.values_list("pk", "description", "off_list_law")[:MOST]]
    return rows.filter(pk__in=alike(told)[violation.pk])


def closed_alone(bureau, *, since: date, until: date):
    """Violations of cases that ended in these days and hold no other violation: only there the outcome belongs to one."""
    ended = Q(bureau=bureau, outcome_on__range=(since, until)) & ~Q(outcome="")
    single = Case.objects.filter(ended).annotate(held=Count("violations")).filter(held=1)
    return Violation.objects.filter(case__in=single.values("pk")).order_by("pk")


def with_different_outcomes(rows) -> dict[str, set[int]]:
    """Of ``rows``, what can hold a pair at all: item → violations, for items with two outcomes at least. One query."""
    outcomes, found = defaultdict(set), defaultdict(set)
    for pk, item, law, outcome in rows.values_list(
        "pk", "item_version__item_id", "off_list_law", "case__outcome"
    ).iterator():
        key = f"item:{item}" if item else f"law:{plain(law)}"
        outcomes[key].add(outcome)
        found[key].add(pk)
    return {key: found[key] for key, several in outcomes.items() if len(several) > 1 and key != "law:"}


def years_ago(on: date, years: int) -> date:
    """The first day that is looked at."""
    return on - timedelta(days=365 * years)
