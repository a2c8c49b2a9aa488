"""Legal review: asked by the handler, decided by legal staff who do not handle the case."""

from django.db import transaction
from django.utils import timezone

from catalog.eligibility import Facts, ItemRule, Override, apply_overrides, assess
from catalog.eligibility_parameters import parameters_for
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell

from ..models import Assessment, Case, Review
from ..selectors import gravest
from ..status import CaseStatus, DecisionState, ReviewReason, ReviewVerdict
from .access import lock, move, require_handling, require_other, stamp

#: Line of the sheet → why it goes to legal staff.
_LINE_REASONS = {
    "key_area": ReviewReason.KEY_AREA,
    "listed": ReviewReason.OFF_LIST,
    "law_in_time": ReviewReason.LAW_CHANGE,
}


def review_reasons(assessment: Assessment) -> list[str]:
    """Why this sheet goes to legal staff, as ReviewReason values."""
    reasons = [ReviewReason.OVERRIDE] if assessment.override_reason else []
    for line in assessment.sheet["lines"]:
        if line["effect"] == "review" and line["key"] in _LINE_REASONS:
            reasons.append(_LINE_REASONS[line["key"]])
    return [str(r.value) for r in reasons or [ReviewReason.OTHER]]


def approved_verdict(assessment: Assessment) -> str:
    """The verdict once legal staff approve this sheet as it stands: questions left open still keep it from «eligible»."""
    facts = Facts.from_dict({**assessment.facts, "legal_review": "approved"}, _tokens(assessment))
    rule = ItemRule.from_dict(assessment.rule) if assessment.rule else None
    sheet = assess(rule, facts, parameters_for(assessment.violation.case.bureau))
    overrides = [
        Override(key=line["key"], outcome=line["outcome"], reason=line["override_reason"], approved=True)
        for line in assessment.sheet["lines"]
        if line["override_reason"]
    ]
    return apply_overrides(sheet, overrides).verdict


def _tokens(assessment: Assessment) -> dict[str, str]:
    parts = [*(assessment.rule or {}).get("conditions", []), *(assessment.rule or {}).get("exclusions", [])]
    return {part["token"]: part["text"] for part in parts}


@transaction.atomic
def review_request(*, case: Case, actor: Officer, note: str, version: int | None = None) -> list[Review]:
    """Send every sheet that needs a legal decision to legal staff; the case waits in 待法制审核."""
    case = lock(case, actor, version)
    require_handling(case, actor)
    sheets = list(
        Assessment.objects.filter(violation__case=case, is_current=True).select_related("violation__item_version")
    )
    if not sheets or len(sheets) < case.violations.count():
        raise TransitionRefused("还有违法行为没有作适用核查，请先完成核查表。")
    waiting = [
        s
        for s in sheets
        if s.effective_verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW or (s.override_reason and not s.decided_verdict)
    ]
    if not waiting:
        raise TransitionRefused("核查结论不需要法制审核，请按页面上的下一步办理。")
    if not note.strip():
        raise DomainError("请写明送审说明：为什么认为可以（或不可以）适用承诺。", field="note")
    move(case, CaseStatus.REVIEW)
    stamp(case, actor)
    rows = []
    for sheet in waiting:
        row = Review.objects.create(
            case=case, assessment=sheet, reasons=review_reasons(sheet), request_note=note.strip(), requested_by=actor
        )
        audit.record(
            verb="review_request",
            actor=actor,
            target=row,
            thread=case.thread,
            reasons=row.reason_labels,
            note=row.request_note,
        )
        rows.append(row)
    return rows


@transaction.atomic
def review_decide(*, review: Review, actor: Officer, decision: str, note: str) -> Review:
    """Decide on one sheet: ``approve`` (a pledge may be offered), ``reject`` (may not), ``return`` (back to the handler).

    When the last pending sheet is decided the case moves on: all approved → 待签承诺, any rejected → 已核查待处理.
    """
    guard.require(actor, "cases.review_case", "作法制审核")
    case = lock(review.case, actor)
    row = Review.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=review.pk)
    require_other(case, actor, row.requested_by)
    if row.state != DecisionState.PENDING:
        raise TransitionRefused(f"这项审核已是“{row.get_state_display()}”，请处理下一项。")
    if decision not in {"approve", "reject", "return"}:
        raise DomainError("请选择审核意见。", field="decision")
    if not note.strip():
        raise DomainError("请写明审核意见和理由。", field="note")
    approved = approved_verdict(row.assessment)
    if decision == "approve" and approved == ReviewVerdict.NEEDS_LEGAL_REVIEW:
        raise TransitionRefused("核查表还有没有答的项目，现在同意也不能适用。请选“退回补充”，请承办人补全后再送审。")
    row.decided_by, row.decided_at, row.decision_note = actor, timezone.now(), note.strip()
    row.state = {
        "approve": DecisionState.APPROVED,
        "reject": DecisionState.REJECTED,
        "return": DecisionState.WITHDRAWN,
    }[decision]
    row.save()
    audit.record(verb=f"review_{decision}", actor=actor, target=row, thread=case.thread, note=row.decision_note)
    if decision == "return":
        case.reviews.filter(state=DecisionState.PENDING).update(state=DecisionState.WITHDRAWN)
        move(case, CaseStatus.DRAFT)
        stamp(case, actor)
    else:
        sheet = row.assessment
        sheet.decided_verdict = approved if decision == "approve" else _rejected_verdict(sheet)
        sheet.save(update_fields=["decided_verdict"])
        _advance(case, actor)
    tell(
        case.handler,
        key=f"review:{row.pk}",
        text=f"“{case.party.name}”一案法制审核：{'已退回补充' if decision == 'return' else row.get_state_display()}",
        url=f"/cases/{case.pk}/",
    )
    return row


def _rejected_verdict(sheet: Assessment) -> str:
    """A refused sheet keeps a stricter verdict of its own; otherwise the pledge path is closed."""
    if sheet.verdict in {ReviewVerdict.ELIGIBLE, ReviewVerdict.NEEDS_LEGAL_REVIEW}:
        return ReviewVerdict.NOT_ELIGIBLE
    return sheet.verdict


def _advance(case: Case, actor: Officer) -> None:
    if case.reviews.filter(state=DecisionState.PENDING).exists():
        return
    verdicts = {s.effective_verdict for s in Assessment.objects.filter(violation__case=case, is_current=True)}
    move(case, CaseStatus.READY if gravest(verdicts) == ReviewVerdict.ELIGIBLE else CaseStatus.ASSESSED)
    stamp(case, actor)
