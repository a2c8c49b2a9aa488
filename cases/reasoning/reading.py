"""From the case's rows to the findings that are put into words, and the text that stands now."""

from collections.abc import Callable

from ..dossier import Dossier, latest_reviews, with_violations
from ..models import Case, Reasoning, Violation
from ..status import DecisionState
from .compose import RECORD, ROUTES, YOU, YOUR_FIRM, Findings, Judged, Point, Told, Voice, compose

#: Lines of the sheet that say why an act counts as minor, first or without intent, in the order in which they are told.
WHY = ("minor_act", "no_harm", "minor_harm", "first_offence", "no_intent")
#: Effects of a failed line that close the way to a pledge.
CLOSING = frozenset({"close", "file", "transfer", "no_violation", "elsewhere"})
_READERS: list[Callable[[Case], Told | None]] = []


def register(reader: Callable[[Case], Told | None]) -> None:
    """The room of promises says how what was promised and done is read."""
    if reader not in _READERS:
        _READERS.append(reader)


def told_about(case: Case) -> Told | None:
    """What the rooms above know of the promise of ``case``."""
    return next((told for reader in _READERS if (told := reader(case))), None)


def voice_for(case: Case) -> Voice:
    """你 for a person or an 个体工商户, 你单位 for everybody else, as in the letter."""
    return YOU if case.party.is_person else YOUR_FIRM


def findings_of(dossier: Dossier, told: Told | None) -> Findings:
    """The structured findings of the case. No query where the dossier was read."""
    reviews = {row.assessment.violation_id: row for row in latest_reviews(dossier.reviews)}
    return Findings(
        inspected_on=dossier.case.inspected_on,
        judged=tuple(_judged(row, reviews.get(row.pk)) for row in dossier.violations),
        told=told,
        verified=tuple(row.on for row in dossier.corrections),
        educated=bool(dossier.education),
    )


def _point(line: dict) -> Point:
    return Point(key=line["key"], label=line["label"], evidence=line.get("evidence", ""), note=line.get("note", ""))


def _judged(row: Violation, review) -> Judged:
    version, sheet = row.item_version, row.sheet_now
    law = {"duty": row.off_list_law, "off_list": True}
    if version:
        law = {
            "duty": f"{version.violated_law}{version.violated_article}",
            "clause": f"{version.penalty_law}{version.penalty_article}",
        }
    if sheet is None:
        return Judged(act=row.description, **law)
    lines = {line["key"]: line for line in sheet.sheet["lines"]}
    routes = {route["key"]: route["state"] for route in sheet.sheet.get("routes", [])}
    asked = [lines[key] for key in WHY if key in lines]
    at_once = lines.get("corrected")
    approved = review is not None and review.state == DecisionState.APPROVED
    rejected = review is not None and review.state == DecisionState.REJECTED
    return Judged(
        act=row.description,
        **law,
        progressive=bool(sheet.sheet.get("progressive")),
        met=tuple(_point(line) for line in asked if line["outcome"] == "met"),
        unknown=tuple(_point(line) for line in asked if line["outcome"] == "unknown"),
        failed=tuple(
            _point(line)
            for line in lines.values()
            if line["outcome"] == "not_met" and line.get("effect") in CLOSING and not approved
        ),
        open_routes=tuple(key for key in ROUTES if routes.get(key) in {"open", "pending"}),
        claimed=tuple(key for key in ROUTES if key == "no_fault" and routes.get(key) == "unknown"),
        reviewed="approved" if approved else "rejected" if rejected else "",
        approved_basis=review.approved_basis if approved else "",
        corrected_at_once=at_once["note"] if at_once and at_once["outcome"] == "met" else "",
    )


def composed(dossier: Dossier, told: Told | None, voice: Voice | None = None) -> str:
    """The text as the findings give it now; ``voice`` is that of the party unless told otherwise."""
    return compose(findings_of(dossier, told), voice or voice_for(dossier.case))


def latest(case: Case) -> Reasoning | None:
    """The text an officer kept last, if one did."""
    return Reasoning.objects.filter(case=case).select_related("edited_by__unit").first()


def is_stale(dossier: Dossier, told: Told | None) -> bool:
    """Whether the findings changed since an officer kept a text."""
    row = latest(dossier.case)
    return row is not None and row.composed != composed(dossier, told)


def reasons_text(case: Case) -> str:
    """The reasons as they go into papers and onto the party's page: the officer's last text, else the composed one."""
    row = latest(case)
    return row.text if row else composed(with_violations(case), told_about(case))


def proposed_reason(dossier: Dossier) -> str:
    """The reasons for the bureau's own papers: the officer's last text, else composed of «当事人»."""
    row = latest(dossier.case)
    return row.text if row else composed(dossier, told_about(dossier.case), RECORD)
