"""Everything the case page shows, read in a fixed number of queries."""

from dataclasses import dataclass, field
from functools import cached_property

from xinglongtai.core import audit, parameters
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.statements import spread, statement

from . import law_text
from .models import (
    Assessment,
    Case,
    ClockExtension,
    Correction,
    Disposition,
    Education,
    Evidence,
    FirstOffenceCheck,
    Measure,
    Review,
    Violation,
)
from .next_step import CasePosition
from .selectors import gravest
from .status import CaseStatus, DecisionState

#: Lines of the timeline shown at once; the rest opens on demand.
EVENTS_SHOWN = 12
#: Verbs whose line in the timeline is coloured.
_TONES = {
    "pledge_issue": "info",
    "letter_issue": "info",
    "case_corrected": "good",
    "correction_verify": "good",
    "disposition_approve": "good",
    "review_approve": "good",
    "extension_approve": "good",
    "case_breached": "danger",
    "pledge_refuse": "warn",
    "letter_void": "warn",
    "pledge_urge": "warn",
    "disposition_reject": "warn",
    "disposition_return": "warn",
    "review_reject": "warn",
    "review_return": "warn",
    "case_cancel": "warn",
}


#: Status of the case → the legal section's decision that led there.
_EXPLAINS = {
    CaseStatus.DRAFT: DecisionState.WITHDRAWN,
    CaseStatus.READY: DecisionState.APPROVED,
    CaseStatus.ASSESSED: DecisionState.REJECTED,
}


def latest_reviews(reviews) -> list:
    """The newest review of each violation; ``reviews`` newest first."""
    seen, found = set(), []
    for row in reviews:
        if row.assessment.violation_id not in seen:
            seen.add(row.assessment.violation_id)
            found.append(row)
    return found


def opinions_of(case: Case) -> list:
    """What the legal section said last of ``case``, as :attr:`Dossier.opinions`, for pages without a dossier. One query."""
    return Dossier(case).opinions


def timeline_items(events) -> list[dict]:
    """Events as the timeline component wants them: moment, person, sentence."""
    items = [
        {
            "at": event.at,
            "who": person(event.actor),
            "text": audit.describe(event),
            "verb": event.verb,
            "tone": _TONES.get(event.verb, "neutral"),
        }
        for event in events
    ]
    return _folded(items)


def _folded(items: list[dict]) -> list[dict]:
    """Looks of somebody who is not logged in, one after the other, as one line with their number; the records stay one by one."""
    found: list[dict] = []
    for item in items:
        same = found and not item["who"] and (found[-1]["who"], found[-1]["verb"]) == ("", item["verb"])
        if same and found[-1]["said"] == item["text"]:
            found[-1]["times"] += 1
            found[-1]["text"] = f"{item['text']}（连续{found[-1]['times']}次）"
        else:
            found.append({**item, "said": item["text"], "times": 1})
    return found


@statement(of="case")
def _evidence(case):
    return Evidence.objects.filter(case=case).select_related("uploaded_by", "violation")


@statement(of="case", sparse="case")
def _reviews(case):
    people = ("requested_by__unit", "decided_by__unit")
    return Review.objects.filter(case=case).select_related("assessment__violation", *people)


@statement(of="case", sparse="case")
def _dispositions(case):
    people = ("proposed_by__unit", "endorsed_by__unit", "endorsed_for__unit", "decided_by__unit", "decided_for__unit")
    return Disposition.objects.filter(case=case).select_related(*people)


@statement(of="case", sparse="case")
def _clock_extensions(case):
    people = ("requested_by__unit", "decided_by__unit", "decided_for__unit")
    return ClockExtension.objects.filter(case=case).select_related(*people)


@statement(of="case", sparse="case")
def _education(case):
    return Education.objects.filter(case=case).select_related("recorded_by__unit")


@statement(of="case", sparse="case")
def _corrections(case):
    return Correction.objects.filter(case=case).select_related("officer__unit", "co_officer__unit")


@statement(of="case", sparse="case")
def _measures(case):
    return Measure.objects.filter(case=case, set_aside_reason="").select_related("officer__unit")


@statement(of="case")
def _violations(case):
    return Violation.objects.filter(case=case).select_related("item_version__item")


@statement
def _sheets(case, *, people):
    rows = Assessment.objects.filter(violation__case=case, is_current=True)
    return rows.select_related("made_by__unit") if people else rows


@statement
def _lookups(case, *, people):
    rows = FirstOffenceCheck.objects.filter(violation__case=case)
    return rows.select_related("checked_by__unit", "evidence") if people else rows


@dataclass
class Dossier:
    """One case with its violations, sheets, papers and decisions."""

    case: Case
    violations: list[Violation] = field(default_factory=list)

    @cached_property
    def evidence(self) -> list[Evidence]:
        return _evidence(self.case)

    @property
    def photos(self) -> list[Evidence]:
        """Images still in use."""
        return [row for row in self.evidence if row.is_image and not row.set_aside_reason and not row.is_personal]

    @property
    def documents(self) -> list[Evidence]:
        """Papers and scans still in use."""
        return [row for row in self.evidence if row not in self.photos and not row.set_aside_reason]

    @property
    def set_aside(self) -> list[Evidence]:
        return [row for row in self.evidence if row.set_aside_reason]

    @cached_property
    def reviews(self):
        return _reviews(self.case)

    @property
    def opinions(self) -> list:
        """What the legal section said last, as long as it explains where the case stands; newest first."""
        wanted = _EXPLAINS.get(self.case.status)
        return [row for row in latest_reviews(self.reviews) if row.decided_at and row.state == wanted]

    @cached_property
    def dispositions(self):
        return _dispositions(self.case)

    @cached_property
    def clock_extensions(self):
        return _clock_extensions(self.case)

    @cached_property
    def education(self):
        return _education(self.case)

    @cached_property
    def corrections(self):
        return _corrections(self.case)

    @cached_property
    def measures(self):
        return _measures(self.case)

    @cached_property
    def events(self) -> list[dict]:
        return timeline_items(audit.thread(self.case.thread))

    @property
    def latest_events(self) -> list[dict]:
        return self.events[:EVENTS_SHOWN]

    @property
    def older_events(self) -> list[dict]:
        return self.events[EVENTS_SHOWN:]

    @property
    def sheets(self) -> list[Assessment]:
        return [row.sheet_now for row in self.violations if row.sheet_now]

    @cached_property
    def verdict(self) -> str:
        """The gravest verdict of the current sheets."""
        return gravest(sheet.effective_verdict for sheet in self.sheets)

    @cached_property
    def open_disposition(self):
        return next((row for row in self.dispositions if row.is_open), None)

    @cached_property
    def extension_pending(self):
        return next((row for row in self.clock_extensions if row.state == DecisionState.PENDING), None)

    @property
    def may_extend_clock(self) -> bool:
        """Whether the one extension of the clock is still to be had."""
        used = {DecisionState.PENDING, DecisionState.APPROVED}
        return not any(row.state in used for row in self.clock_extensions)

    @cached_property
    def position(self) -> CasePosition:
        """What decides the next step."""
        pending = next((row for row in reversed(self.reviews) if row.state == DecisionState.PENDING), None)
        return CasePosition(
            verdict=self.verdict,
            educated=bool(self.education),
            review_id=pending.pk if pending else None,
            review_by=pending.requested_by_id if pending else None,
            review_words=f"已于{cn_date(pending.requested_at)}提请法制审核" if pending else "",
            returned=any(row.state == DecisionState.WITHDRAWN for row in self.opinions),
            refused=any(row.state == DecisionState.REJECTED for row in self.opinions),
            disposition=self.open_disposition,
            two_steps=bool(self.open_disposition) and parameters.value(self.case.bureau, "decision.two_steps"),
        )


@statement(of="case")
def _dispositions_alone(case):
    return Disposition.objects.filter(case=case)


@statement(of="case")
def _education_alone(case):
    return Education.objects.filter(case=case)


@statement(of="case")
def _corrections_alone(case):
    return Correction.objects.filter(case=case).select_related("officer", "co_officer")


class DossierToJudge(Dossier):
    """A dossier without the people whom only pages show."""

    @cached_property
    def dispositions(self):
        return _dispositions_alone(self.case)

    @cached_property
    def education(self):
        return _education_alone(self.case)

    @cached_property
    def corrections(self):
        return _corrections_alone(self.case)


def with_violations(case: Case) -> Dossier:
    """The dossier of ``case``; each violation carries ``sheet_now`` (its current sheet or ``None``) and its look-ups."""
    rows = _with_sheets(case, people=True)
    law_text.attach(rows)
    return Dossier(case, rows)


def to_judge(case: Case) -> Dossier:
    """The same for rules, which need neither the people nor the words of the law that a page shows."""
    return DossierToJudge(case, _with_sheets(case, people=False))


def _with_sheets(case: Case, people: bool) -> list[Violation]:
    """The violations with their current sheet and look-ups."""
    rows = _violations(case)
    if rows:
        spread(rows, "assessments", _sheets(case, people=people), "violation_id", "current")
        spread(rows, "history_checks", _lookups(case, people=people), "violation_id", "checks")
    for row in rows:
        row.sheet_now = row.current[0] if row.current else None
    return rows
