"""Proposing an outcome and deciding on it: two different people, always."""

from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer

from .. import peers
from ..closing import require_agreement
from ..models import Case, Disposition
from ..outcomes import NO_CASE_BASES, refusals
from ..selectors import case_facts
from ..status import ApprovalKind, CaseStatus, DecisionState, Outcome
from .access import behalf, lock, move, require_handling, require_other, stamp, tell_asked, tell_principal

_RESULT_STATUS = {
    Outcome.ESCALATE: CaseStatus.FILED,
    Outcome.REFER_POLICE: CaseStatus.REFERRED,
    Outcome.REFER_OTHER: CaseStatus.REFERRED,
}


@transaction.atomic
def disposition_propose(
    *,
    case: Case,
    actor: Officer,
    on: date,
    outcome: str,
    basis: str,
    reason: str,
    decision_number: str = "",
    unlike: str = "",
    version: int | None = None,
) -> Disposition:
    """Propose how the case ends. Raises DomainError with every unmet requirement of DOMAIN §2.

    ``unlike``: why this case is treated otherwise than similar ones; asked for, recorded, never required.
    """
    case = lock(case, actor, version)
    require_handling(case, actor)
    if outcome not in Outcome.values:
        raise DomainError("请选择拟处理结果。", field="outcome")
    found = refusals(outcome, case_facts(case), on=on, decision_number=decision_number)
    if found:
        raise TransitionRefused("\n".join(found), field="outcome", reasons=found)
    if not reason.strip():
        raise DomainError("请写明理由：事实、证据、改正情况和裁量考虑。", field="reason")
    if not basis.strip():
        raise DomainError("请填写法律依据。", field="basis")
    if outcome == Outcome.NO_CASE and basis not in NO_CASE_BASES.values():
        raise DomainError("不予立案请从程序规定第二十条第一款各项中选择依据。", field="basis")
    passed = require_agreement(case, on, outcome, field="outcome")
    usual = peers.usual_outcome(case, on)
    usual, unlike = (usual, unlike.strip()) if peers.differs(usual, outcome) else ("", "")
    before = case.status
    move(case, CaseStatus.DECIDING)
    stamp(case, actor)
    row = Disposition.objects.create(
        case=case,
        outcome=outcome,
        basis=basis.strip(),
        reason=reason.strip(),
        decision_number=decision_number.strip(),
        usual_outcome=usual,
        unlike_reason=unlike[:500],
        from_status=before,
        proposed_on=on,
        proposed_by=actor,
    )
    audit.record(
        verb="disposition_propose",
        actor=actor,
        target=row,
        thread=case.thread,
        outcome=row.get_outcome_display(),
        reason=row.reason,
        basis=row.basis,
        passed=passed,
        unlike=_unlike_words(row),
    )
    return row


def _unlike_words(row: Disposition) -> str:
    """How the event says that similar cases ended otherwise; "" where they did not."""
    if not row.usual_outcome:
        return ""
    return f"（同类案件多为{row.get_usual_outcome_display()}，不同处理的理由：{row.unlike_reason or '没有说明'}）"


def _open_row(disposition: Disposition, actor: Officer, deputed=()) -> tuple[Case, Disposition]:
    case = lock(disposition.case, actor, deputed=deputed)
    row = Disposition.objects.select_for_update(of=("self",)).get(pk=disposition.pk)
    if not row.is_open:
        raise TransitionRefused(f"这项处理意见已是“{row.get_state_display()}”，请处理下一项。")
    return case, row


@transaction.atomic
def disposition_endorse(
    *, disposition: Disposition, actor: Officer, note: str = "", on: date | None = None
) -> Disposition:
    """First step by the unit head (所/队负责人初审). Only with ``on``, the day of the act, a deputy may do it."""
    by = guard.require(actor, "cases.approve_first_step", "初审处理意见", on=on, kind=ApprovalKind.FIRST_STEP.value)
    case, row = _open_row(disposition, actor, by.delegations)
    principal = require_other(case, actor, row.proposed_by, by=by)
    if row.state == DecisionState.ENDORSED:
        raise TransitionRefused("这项处理意见已经初审，等待局负责人审批。")
    row.state = DecisionState.ENDORSED
    row.endorsed_by, row.endorsed_for, row.endorsed_on, row.endorse_note = actor, principal, on, note.strip()
    row.save()
    audit.record(
        verb="disposition_endorse",
        actor=actor,
        target=row,
        thread=case.thread,
        note=row.endorse_note,
        behalf=behalf(principal),
    )
    what = f"初审了处理意见“{row.get_outcome_display()}”"
    tell_principal(principal, actor, case, what, key=f"endorse:{row.pk}")
    return row


@transaction.atomic
def disposition_return(*, disposition: Disposition, actor: Officer, on: date, note: str) -> Disposition:
    """The first step does not agree: the proposal goes back with the reason, and the case to where it was."""
    by = guard.require(actor, "cases.approve_first_step", "初审处理意见", on=on, kind=ApprovalKind.FIRST_STEP.value)
    case, row = _open_row(disposition, actor, by.delegations)
    principal = require_other(case, actor, row.proposed_by, by=by)
    if row.state == DecisionState.ENDORSED:
        raise TransitionRefused("这项处理意见已经初审，等待局负责人审批。")
    if not note.strip():
        raise DomainError("退回请写明理由。", field="note")
    return _refused(case, row, actor, principal, on, note, verb="disposition_return")


def _refused(case: Case, row: Disposition, actor: Officer, principal, on: date, note: str, *, verb: str) -> Disposition:
    """Not approved: back to the proposer with the reason."""
    row.state = DecisionState.REJECTED
    row.decided_by, row.decided_for, row.decided_on, row.decision_note = actor, principal, on, note.strip()
    row.save()
    move(case, row.from_status)
    stamp(case, actor)
    _told(case, row, actor, principal, verb)
    return row


def _told(case: Case, row: Disposition, actor: Officer, principal: Officer | None, verb: str, **facts) -> None:
    """The event of a decision, and the notices to those who asked and to the represented person."""
    outcome, state = row.get_outcome_display(), row.get_state_display()
    said = {"outcome": outcome, "note": row.decision_note, "behalf": behalf(principal)}
    audit.record(verb=verb, actor=actor, target=row, thread=case.thread, **said, **facts)
    tell_asked(
        case,
        row.proposed_by,
        key=f"disposition:{row.pk}",
        text=f"案件 {case.pk} 处理意见“{outcome}”：{state}",
        rejected=row.state == DecisionState.REJECTED,
    )
    tell_principal(principal, actor, case, f"审批了处理意见“{outcome}”：{state}", key=f"decide:{row.pk}")


@transaction.atomic
def disposition_decide(
    *, disposition: Disposition, actor: Officer, on: date, approve: bool, note: str = ""
) -> Disposition:
    """Decide as a leader. Approved: the case ends or is filed. Rejected (with a reason): it returns to where it was.

    The requirements are checked again on the day of the decision: a clock may have run out since the proposal.
    """
    by = guard.require(actor, "cases.approve_case", "审批处理意见", on=on, kind=disposition.kind.value)
    case, row = _open_row(disposition, actor, by.delegations)
    principal = require_other(case, actor, row.proposed_by, row.endorsed_by, row.endorsed_for, by=by)
    if not approve and not note.strip():
        raise DomainError("不批准请写明理由。", field="note")
    if not approve:
        return _refused(case, row, actor, principal, on, note, verb="disposition_reject")
    passed = _check_again(case, row, on)
    row.state = DecisionState.APPROVED
    row.decided_by, row.decided_for, row.decided_on, row.decision_note = actor, principal, on, note.strip()
    row.save()
    _carry_out(case, row, on)
    stamp(case, actor)
    _told(case, row, actor, principal, "disposition_approve", passed=passed)
    return row


def _check_again(case: Case, row: Disposition, on: date) -> list[str]:
    """Refuse what may no longer be approved on ``on``; otherwise the names of what does not agree and may be passed."""
    if parameters.value(case.bureau, "decision.two_steps") and row.state != DecisionState.ENDORSED:
        raise TransitionRefused("本机关要求先由所/队负责人初审，请待初审后再审批。")
    found = refusals(row.outcome, case_facts(case, row.from_status), on=on, decision_number=row.decision_number)
    if found:
        raise TransitionRefused("\n".join([*found, "请不批准并退回承办人，或由承办人撤回后重提。"]), reasons=found)
    return require_agreement(case, on, row.outcome)


def _carry_out(case: Case, row: Disposition, on: date) -> None:
    move(case, _RESULT_STATUS.get(row.outcome, CaseStatus.CLOSED))
    if case.status == CaseStatus.FILED:
        case.filed_on = on
    else:
        case.outcome, case.outcome_on, case.decision_number = row.outcome, on, row.decision_number


@transaction.atomic
def disposition_withdraw(*, disposition: Disposition, actor: Officer) -> Disposition:
    """The proposer takes an undecided proposal back; the case returns to where it was."""
    if disposition.proposed_by_id != actor.pk and not lock(disposition.case, actor).handled_by(actor):
        raise NotAllowed("只有提出人或承办人可以撤回处理意见。")
    case, row = _open_row(disposition, actor)
    row.state = DecisionState.WITHDRAWN
    row.save()
    move(case, row.from_status)
    stamp(case, actor)
    audit.record(
        verb="disposition_withdraw",
        actor=actor,
        target=row,
        thread=case.thread,
        outcome=row.get_outcome_display(),
    )
    return row


@transaction.atomic
def case_decision_numbered(*, case: Case, actor: Officer, disposition_id: int, number: str) -> Case:
    """The number the decision paper was issued under ("" when that paper was declared void), on proposal and case alike."""
    case = lock(case, actor)
    require_handling(case, actor)
    row = Disposition.objects.select_for_update(of=("self",)).get(pk=disposition_id, case=case)
    if row.state != DecisionState.APPROVED:
        raise TransitionRefused("处理意见还没有批准，不能编决定文号。")
    row.decision_number = case.decision_number = number
    row.save()
    return stamp(case, actor)
