"""Legal review: asked by the handler, decided by legal staff who took no part in the case."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from catalog.eligibility import Facts, ItemRule, Override, apply_overrides, assess
from catalog.eligibility_parameters import parameters_for
from catalog.services import candidate_add
from xinglongtai.core import audit, guard, roles
from xinglongtai.core.display import cn_datetime, person
from xinglongtai.core.errors import DomainError, NotAllowed, StaleRow, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell

from ..models import Assessment, Case, Review
from ..nameless import without_party
from ..review_duty import obstacle, part_in
from ..review_queue import claims_count_from
from ..selectors import gravest
from ..status import CaseStatus, DecisionState, ReviewReason, ReviewVerdict
from .access import lock, move, require_handling, stamp

REVIEW = "cases.review_case"
#: Line of the sheet → why it goes to legal staff.
_LINE_REASONS = {
    "key_area": ReviewReason.KEY_AREA,
    "listed": ReviewReason.OFF_LIST,
    "law_in_time": ReviewReason.LAW_CHANGE,
}
_STATES = {
    "approve": DecisionState.APPROVED,
    "reject": DecisionState.REJECTED,
    "return": DecisionState.WITHDRAWN,
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
    """Send every sheet that needs a legal decision to legal staff; the case waits in 待法制审核, and they are told."""
    case = lock(case, actor, version)
    require_handling(case, actor)
    sheets = list(
        Assessment.objects.filter(violation__case=case, is_current=True)
        .select_related("violation__item_version")
        .order_by("violation_id")
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
    _tell_legal(case, rows)
    return rows


def _tell_legal(case: Case, rows: list[Review]) -> None:
    people = [o for o in roles.holders(case.bureau, REVIEW) if not obstacle(rows[0], o, part_in([case], o))]
    for row in rows:
        text = f"案件 {case.pk} 提请法制审核（{'、'.join(row.reason_labels)}）"
        for officer in people:
            tell(officer, key=f"review_asked:{row.pk}", text=text, url=f"/reviews/{row.pk}/", topic="review")


def _locked(review: Review, actor: Officer) -> tuple[Case, Review]:
    """Case and review under their locks, if ``actor`` may review and took no part. NotAllowed, NotVisible."""
    guard.require(actor, REVIEW, "作法制审核")
    case = lock(review.case, actor)
    rows = Review.objects.select_for_update(of=("self",)).select_related(
        "assessment__violation__case__bureau", "decided_by__unit", "claimed_by__unit"
    )
    row = rows.get(pk=review.pk)
    if words := obstacle(row, actor, part_in([case], actor)):
        raise NotAllowed(f"办案人员不能审核自己参与办理的案件：{words}。")
    return case, row


def _require_pending(row: Review) -> None:
    """StaleRow, with who decided what, when the review does not wait any more."""
    if row.is_pending:
        return
    if row.decided_by is None:
        raise StaleRow("这个案件已退回登记修改，这一项不再需要审核。您填写的内容没有提交。请处理下一项。")
    raise StaleRow(
        f"这一项已由{person(row.decided_by)}于{cn_datetime(row.decided_at)}审核：{row.opinion}。"
        "您填写的内容还在下面，没有提交。请处理下一项。",
        changed_by=row.decided_by,
        changed_at=row.decided_at,
    )


@transaction.atomic
def review_claim(*, review: Review, actor: Officer) -> Review:
    """«我来审»: say that one is reading this review, also in another's place; it lapses after ``review.claim_minutes``.

    Raises NotAllowed, NotVisible, StaleRow (decided already).
    """
    case, row = _locked(review, actor)
    _require_pending(row)
    before = row.holder(claims_count_from(case.bureau))
    if before == actor:
        return row
    row.claimed_by, row.claimed_at = actor, timezone.now()
    row.save(update_fields=["claimed_by", "claimed_at"])
    if before:
        audit.record(verb="review_take_over", actor=actor, target=row, thread=case.thread, old=before.name)
        tell(
            before,
            key=f"review_taken:{row.pk}:{row.claimed_at.isoformat()}",
            text=f"案件 {case.pk} 的法制审核已由{actor.name}接过去审。",
            url=f"/reviews/{row.pk}/",
            topic="review",
        )
    return row


@transaction.atomic
def review_release(*, review: Review, actor: Officer) -> Review:
    """Give a review back to the queue. Nothing happens when ``actor`` does not hold it. NotAllowed, NotVisible."""
    _, row = _locked(review, actor)
    if row.claimed_by_id == actor.pk:
        row.claimed_by = row.claimed_at = None
        row.save(update_fields=["claimed_by", "claimed_at"])
    return row


@transaction.atomic
def review_decide(
    *, review: Review, actor: Officer, on: date, decision: str, note: str, basis: str = "", scope: str = ""
) -> Review:
    """Decide on one sheet: ``approve`` (a pledge may be offered), ``reject`` (may not), ``return`` (back to the handler).

    An approval off the list names its legal ``basis`` and its ``scope`` and becomes a candidate for the next batch. When
    the last pending sheet is decided the case moves on: all approved → 待签承诺, any rejected → 已核查待处理. Raises
    NotAllowed (took part), NotVisible, StaleRow (decided already), TransitionRefused (a colleague is reading it; open
    questions), DomainError (what is missing).
    """
    case, row = _locked(review, actor)
    _require_pending(row)
    held = row.holder(claims_count_from(case.bureau))
    if held and held != actor:
        raise TransitionRefused(
            f"{person(held)}于{cn_datetime(row.claimed_at)}开始审这一项。请先商量；由您来审的，点“改由我来审”后再提交。"
        )
    _check_decision(row, decision, note, basis, scope)
    approved = approved_verdict(row.assessment)
    if decision == "approve" and approved == ReviewVerdict.NEEDS_LEGAL_REVIEW:
        raise TransitionRefused(why_not_approvable(row.assessment))
    row.decided_by, row.decided_at, row.decision_note = actor, timezone.now(), note.strip()
    row.state = _STATES[decision]
    if decision == "approve" and row.is_off_list:
        row.approved_basis, row.approved_scope = basis.strip(), scope.strip()
    row.claimed_by = row.claimed_at = None
    row.save()
    words = [row.approved_basis, row.approved_scope]
    audit.record(
        verb=f"review_{decision}",
        actor=actor,
        target=row,
        thread=case.thread,
        note="；".join(part for part in (row.decision_note, *words) if part),
    )
    if decision == "return":
        reviews_withdraw(case)
        move(case, CaseStatus.DRAFT)
        stamp(case, actor)
    else:
        sheet = row.assessment
        sheet.decided_verdict = approved if decision == "approve" else _rejected_verdict(sheet)
        sheet.save(update_fields=["decided_verdict"])
        _advance(case, actor)
    if row.approved_basis:
        _suggest(case, row, actor, on)
    _tell_handlers(case, row)
    return row


def why_not_approvable(assessment: Assessment) -> str:
    """Why an approval would leave the sheet short of «eligible»."""
    stopped = [n for n in assessment.sheet["lines"] if n["key"] == "not_suspended" and n["outcome"] == "not_met"]
    if stopped:
        return (
            "该事项因法规变动暂停适用，不能单就本案同意。请先在“法规变动”中处理这个事项，"
            "再请承办人重新核查；或者退回承办人改走清单外核查。"
        )
    return "核查表还有没有答的项目，现在同意也不能适用。请选“退回补充”，请承办人补全后再送审。"


def _check_decision(row: Review, decision: str, note: str, basis: str, scope: str) -> None:
    if decision not in _STATES:
        raise DomainError("请选择审核意见。", field="decision")
    if not note.strip():
        raise DomainError("请写明审核意见和理由。", field="note")
    if decision == "approve" and row.is_off_list:
        if not basis.strip():
            raise DomainError("清单外同意适用的，请写明法律依据（法规名称和条款）。", field="basis")
        if not scope.strip():
            raise DomainError("请写明这项同意的适用范围，如“仅限本案”。", field="scope")


def reviews_withdraw(case: Case) -> None:
    """What still waits on ``case`` goes back with it: its sheets will be made again. Called inside a verb's transaction."""
    case.reviews.filter(state=DecisionState.PENDING).update(
        state=DecisionState.WITHDRAWN, claimed_by=None, claimed_at=None
    )


def _suggest(case: Case, row: Review, actor: Officer, on: date) -> None:
    """The approved off-list violation as a candidate for the next batch, without anything that names the party."""
    violation, party = row.assessment.violation, case.party
    said = [f"承办人：{violation.off_list_reason}", f"审核：{row.decision_note}"]
    candidate_add(
        actor=actor,
        on=on,
        origin=f"案件{case.pk}",
        origin_url=f"/cases/{case.pk}/",
        violation=without_party(violation.description, party),
        violated=without_party(violation.off_list_law, party),
        basis=without_party(row.approved_basis, party),
        scope=without_party(row.approved_scope, party),
        reasons=without_party("\n".join(said), party),
    )


def _tell_handlers(case: Case, row: Review) -> None:
    for officer in (case.handler, case.co_handler):
        if officer:
            tell(
                officer,
                key=f"review:{row.pk}",
                text=f"案件 {case.pk} 法制审核：{row.opinion}，审核意见见案件页",
                url=f"/cases/{case.pk}/",
                topic="review",
            )


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
