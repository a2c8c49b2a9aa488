"""Reads of publication: what lacks, when the clock ends, how many stand where; and what other rooms ask."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from cases import identity
from cases.models import Case
from cases.status import CaseStatus, DecisionState, PartyKind
from xinglongtai.core import parameters
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import DomainError
from xinglongtai.core.workdays import WorkCalendar, working_days_between

from . import checklist, clock
from .models import OutcomeContent, Publication
from .status import LENIENT, PENALTIES, State, Target


def state_words(case_ids: Iterable[int]) -> dict[int, str]:
    """公示状态 of each case in words for the ledger, in two queries.

    A closed penalty case that nobody looked at yet is 待报送. A lenient case is in it only when legal staff decided on it;
    any other case is not in it.
    """
    ids = list(case_ids)
    parts: dict[int, list[str]] = defaultdict(list)
    rows = Publication.objects.filter(case__pk__among=ids).order_by("case_id", "-target")
    for row in rows.only("case_id", "target", "state", "why", "sent_on", "lenient"):
        day = f"（{cn_date(row.sent_on)}）" if row.state == State.SENT else ""
        mark = "从宽信息" if row.lenient else ""
        parts[row.case_id].append(f"{row.get_target_display()}：{mark}{row.state_words}{day}")
    fresh = penalty_cases().filter(pk__among=ids).values_list("pk", flat=True)
    found = dict.fromkeys(fresh, State.PENDING.label)
    return found | {pk: "；".join(words) for pk, words in parts.items()}


def penalty_cases():
    """Closed cases that ended in a penalty of the ordinary procedure (公示规定 2 I)."""
    return Case.objects.filter(status=CaseStatus.CLOSED, outcome__in=PENALTIES)


def is_lenient(case: Case) -> bool:
    """Whether the case is closed with a lenient outcome, which is not published unless legal staff decide so."""
    return case.status == CaseStatus.CLOSED and case.outcome in LENIENT


def is_penalty(case: Case) -> bool:
    """Whether the case is closed with a penalty."""
    return case.status == CaseStatus.CLOSED and case.outcome in PENALTIES


def content_of(case: Case) -> OutcomeContent | None:
    """The recorded content of ``case``, if there is any."""
    return getattr(case, "published_content", None)


def draft_content(case: Case) -> dict:
    """What the form starts with: taken from the case, to be compared with the decision."""
    proposal = case.dispositions.filter(state=DecisionState.APPROVED, outcome=case.outcome).first()
    violations = case.violations.values_list("description", flat=True)
    return {
        "number": case.decision_number,
        "decided_on": case.outcome_on,
        "violation": "；".join(violations)[:300],
        "basis": proposal.basis if proposal else "",
        "authority": case.bureau.full_name,
    }


def _uscc_fault(case: Case) -> str:
    party = case.party
    if party.kind == PartyKind.PERSON:
        return "自然人没有统一社会信用代码，本系统不报送（待核实）。"
    if not party.uscc:
        return "没有统一社会信用代码，请承办人对照执照补填。"
    try:
        identity.check_uscc(party.uscc)
    except DomainError as fault:
        return fault.message
    return ""


def facts_of(case: Case) -> checklist.Facts:
    """The checklist's facts; the case comes with party and content."""
    content = content_of(case) or OutcomeContent()
    names = ("number", "decided_on", "violation", "basis", "fine", "gains", "content", "authority", "elsewhere")
    return checklist.Facts(
        lenient=is_lenient(case),
        party_name=case.party.name,
        uscc_fault=_uscc_fault(case),
        case_number=case.decision_number,
        filed_on=case.filed_on,
        kinds=tuple(content.kinds),
        informed=content.informed,
        screened=content.screened,
        **{name: getattr(content, name) for name in names},
    )


def limits_of(bureau) -> clock.Limits:
    """The bureau's clocks."""
    return clock.Limits(
        gsxt=parameters.value(bureau, "publication.days"),
        push=parameters.value(bureau, "publication.push_days"),
        credit=parameters.value(bureau, "publication.credit_days"),
    )


@dataclass(frozen=True)
class Entry:
    """One publication as a list shows it: its clock (``due_on`` None where none runs) and what lacks."""

    row: Publication
    due_on: date | None
    late: bool
    left: int
    clock_words: str
    warnings: tuple[str, ...]
    faults: list[str]

    @property
    def left_words(self) -> str:
        """«还有3个工作日», «今天届满», «已超过2个工作日»; "" without a clock."""
        if self.due_on is None:
            return ""
        if self.late:
            return f"已超过{self.left}个工作日" if self.left else "已届满"
        return f"还有{self.left}个工作日" if self.left else "今天届满"


def entry(row: Publication, on: date, limits: clock.Limits, calendar: WorkCalendar) -> Entry:
    """``row`` (loaded ``with_case``) with its clock and lacks on ``on``. ``left``: working days to the last day, or since it."""
    faults = checklist.faults(facts_of(row.case), on) if row.state == State.PENDING else []
    if row.state != State.PENDING or row.lenient or row.first_sent_on:
        return Entry(row, None, False, 0, "", (), faults)
    content = content_of(row.case)
    decided = (content.decided_on if content else None) or row.case.outcome_on
    elsewhere = bool(content and content.elsewhere)
    found = clock.deadline_of(row.target, decided, elsewhere, limits, calendar)
    left = working_days_between(min(on, found.due_on), max(on, found.due_on), calendar)
    words = clock.WORDS[limits.of(row.target, elsewhere)[0]]
    return Entry(row, found.due_on, found.due_on < on, left, words, found.warnings, faults)


def counts(rows) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """How many of ``rows`` stand where: (target, its name, [(state, its name, how many)])."""
    found = Counter({(t, s): n for t, s, n in rows.values_list("target", "state").order_by().annotate(n=Count("pk"))})
    return [
        (target, Target(target).label, [(state, State(state).label, found[target, state]) for state in State.values])
        for target in Target.values
    ]
