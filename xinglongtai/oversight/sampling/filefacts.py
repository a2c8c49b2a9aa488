"""From the rows of one case to the plain facts that the checks read. A fixed number of queries."""

from datetime import date

from cases.models import Case, Evidence
from cases.outcomes import NEEDS_EDUCATION
from cases.status import CheckResult, CheckSource, DecisionState, EvidenceKind, Outcome, ReviewVerdict
from pledges.consistency.facts import CLOSE
from pledges.consistency.services import found_in
from pledges.models import Paper, Pledge, Recheck, Service
from pledges.papers.kinds import PaperKind
from pledges.status import Delivery, PledgeStatus
from xinglongtai.core.models import Officer

from .checks import Certified, FileFacts, ViolationFacts, Visit

_SOURCES = dict(CheckSource.choices)
#: The paper on which an outcome rests.
_PAPER_OF = {
    Outcome.NO_CASE: PaperKind.NO_CASE,
    Outcome.NO_PENALTY: PaperKind.NO_PENALTY,
    Outcome.REFER_POLICE: PaperKind.REFERRAL,
    Outcome.REFER_OTHER: PaperKind.REFERRAL,
}


def facts_of(case: Case, on: date) -> FileFacts:
    """Everything about ``case`` that a check reads, as it stands on ``on``."""
    pledge = (
        Pledge.objects.filter(case=case)
        .exclude(status__in=[PledgeStatus.VOIDED, PledgeStatus.REFUSED])
        .select_related("letter")
        .order_by("-pk")
        .first()
    )
    service = _service(pledge)
    disposition = case.dispositions.filter(state=DecisionState.APPROVED).select_related("decided_by").first()
    education = case.education.order_by("on").first()
    kinds = list(Evidence.objects.filter(case=case, set_aside_reason="").values_list("kind", flat=True))
    violations = _violations(case)
    educated_on = education.on if education else None
    return FileFacts(
        inspection=Visit(case.inspected_on, _people(case.handler, case.co_handler)),
        violations=violations,
        required_sources=tuple(_SOURCES.values()),
        letter_on=pledge.issued_on if pledge else None,
        signed_on=pledge.signed_on if pledge else None,
        delivery=Delivery(pledge.delivery).label if pledge and pledge.delivery else "",
        served_on=service.served_on if service else None,
        recheck=_recheck(case, pledge),
        educated_on=educated_on,
        education_due=case.outcome in NEEDS_EDUCATION,
        ended_on=case.outcome_on,
        filed_on=case.filed_on,
        clock_due_on=case.clock_due_on,
        extended=case.clock_extensions.filter(state=DecisionState.APPROVED).exists(),
        scene_photos=kinds.count(EvidenceKind.PHOTO),
        fixed_photos=kinds.count(EvidenceKind.CORRECTED),
        handlers=tuple(person.name for person in (case.handler, case.co_handler) if person),
        decided_by=disposition.decided_by.name if disposition and disposition.decided_by else "",
        disagreements=tuple(
            row.name for row in found_in(case, on=on, moment=CLOSE, outcome=case.outcome) if row.is_hard
        ),
        missing=_missing(case, pledge, violations, educated_on),
    )


def _people(*officers: Officer | None) -> tuple[Certified, ...]:
    return tuple(Certified(row.name, row.certificate_from, row.certificate_to) for row in officers if row)


def _service(pledge: Pledge | None) -> Service | None:
    if pledge is None or not hasattr(pledge, "letter"):
        return None
    return Service.objects.filter(document_id=pledge.letter.document_id, set_aside_reason="").first()


def _recheck(case: Case, pledge: Pledge | None) -> Visit | None:
    row = Recheck.objects.filter(pledge=pledge).select_related("officer", "co_officer").last() if pledge else None
    row = row or case.corrections.select_related("officer", "co_officer").last()
    return Visit(row.on, _people(row.officer, row.co_officer)) if row else None


def _violations(case: Case) -> tuple[ViolationFacts, ...]:
    found = []
    for row in case.violations.prefetch_related("history_checks", "assessments__reviews"):
        checks = list(row.history_checks.all())
        sheet = next((sheet for sheet in row.assessments.all() if sheet.is_current), None)
        found.append(
            ViolationFacts(
                words=row.description,
                sources=tuple(_SOURCES[check.source] for check in checks),
                unverified=tuple(_SOURCES[c.source] for c in checks if c.result == CheckResult.UNVERIFIED),
                sheet_on=sheet.made_on if sheet else None,
                needs_review=bool(sheet) and sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW,
                reviewed=bool(sheet) and any(review.decided_at for review in sheet.reviews.all()),
            )
        )
    return tuple(found)


def _missing(case: Case, pledge: Pledge | None, violations, educated_on: date | None) -> tuple[str, ...]:
    """Names of what the outcome wants and the file lacks."""
    lacking = [] if violations and all(row.sheet_on for row in violations) else ["适用核查表"]
    if case.outcome in NEEDS_EDUCATION and educated_on is None:
        lacking.append("教育记录")
    if pledge and pledge.status == PledgeStatus.FULFILLED and not pledge.rechecks.exists():
        lacking.append("复查记录")
    if kind := _PAPER_OF.get(case.outcome):
        if not Paper.objects.filter(case=case, kind=kind, document__voided_at__isnull=True).exists():
            lacking.append(PaperKind(kind).label)
    return tuple(lacking)
