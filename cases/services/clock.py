"""Asking for and deciding on fifteen more working days (程序规定 18)."""

from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..clock import verification_due
from ..models import Case, ClockExtension
from ..status import CLOCK_RUNNING, ApprovalKind, DecisionState
from .access import behalf, lock, require_handling, require_other, stamp, tell_asked, tell_principal


@transaction.atomic
def clock_extension_request(
    *, case: Case, actor: Officer, on: date, reason: str, version: int | None = None
) -> ClockExtension:
    """Ask for the longer clock, once, before the clock has run out."""
    case = lock(case, actor, version)
    require_handling(case, actor)
    if case.status not in CLOCK_RUNNING:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，核查期限不再计算。")
    if not reason.strip():
        raise DomainError("请写明需要延长核查期限的特殊情况。", field="reason")
    if case.clock_extensions.filter(state__in=[DecisionState.PENDING, DecisionState.APPROVED]).exists():
        raise TransitionRefused("核查期限只能延长一次，已有申请或已批准。")
    if on > case.clock_due_on:
        raise TransitionRefused(f"核查期限已于 {case.clock_due_on:%Y-%m-%d} 届满，不能再延长。请提出转立案。")
    row = ClockExtension.objects.create(case=case, reason=reason.strip(), requested_on=on, requested_by=actor)
    stamp(case, actor)
    audit.record(verb="clock_extension_request", actor=actor, target=row, thread=case.thread, reason=row.reason)
    return row


@transaction.atomic
def clock_extension_decide(
    *, extension: ClockExtension, actor: Officer, on: date, approve: bool, note: str = ""
) -> ClockExtension:
    """Decide as a leader (市场监督管理部门负责人批准); a refusal needs a reason."""
    by = guard.require(actor, "cases.approve_case", "审批核查期限延长", on=on, kind=ApprovalKind.CLOCK.value)
    case = lock(extension.case, actor, deputed=by.delegations)
    row = ClockExtension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    principal = require_other(case, actor, row.requested_by, by=by)
    if row.state != DecisionState.PENDING:
        raise TransitionRefused(f"这项申请已是“{row.get_state_display()}”。")
    if not approve and not note.strip():
        raise DomainError("不批准请写明理由。", field="note")
    row.state = DecisionState.APPROVED if approve else DecisionState.REJECTED
    row.decided_by, row.decided_for, row.decided_on, row.decision_note = actor, principal, on, note.strip()
    row.save()
    case.clock_due_on = verification_due(case)
    stamp(case, actor)
    audit.record(
        verb="clock_extension_approve" if approve else "clock_extension_reject",
        actor=actor,
        target=row,
        thread=case.thread,
        due=case.clock_due_on,
        note=row.decision_note,
        behalf=behalf(principal),
    )
    tell_asked(
        case,
        row.requested_by,
        key=f"clock:{row.pk}",
        text=f"案件 {case.pk} 核查期限延长：{row.get_state_display()}",
        rejected=not approve,
    )
    tell_principal(principal, actor, case, f"审批了延长核查期限：{row.get_state_display()}", key=f"clock:{row.pk}")
    return row
