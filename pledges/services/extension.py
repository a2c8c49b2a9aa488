"""One extension, asked before the pledge is due, approved by somebody else (DOMAIN §4)."""

from datetime import date

from django.db import transaction

from cases.services.access import behalf, require_other, tell_asked, tell_principal
from cases.status import ApprovalKind
from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.calendar import load
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.workdays import add_working_days

from ..models import DecisionState, Extension, Pledge
from ..status import PledgeStatus
from .access import letter_of, lock, stamp


def longest(pledge: Pledge) -> date:
    """The last day an extension may reach, by the bureau's parameter (working days after the present deadline)."""
    days = parameters.value(pledge.bureau, "pledge.extension_days")
    return add_working_days(pledge.due_on, days, load([pledge.due_on.year, pledge.due_on.year + 1])).due_on


def require_extendable(pledge: Pledge, on: date) -> None:
    """Raise TransitionRefused unless an extension may be asked for on ``on``: signed, not past its day, not extended before."""
    if pledge.status != PledgeStatus.SIGNED:
        raise TransitionRefused(f"承诺现在是“{pledge.get_status_display()}”，只有“履行中”的承诺可以申请延期。")
    if on > pledge.due_on:
        raise TransitionRefused("改正期限已过，不能再延期。请复查并按结果办理。")
    if pledge.extensions.filter(state__in=[DecisionState.PENDING, DecisionState.APPROVED]).exists():
        raise TransitionRefused("一份承诺只能延期一次，已有申请或已批准。")


@transaction.atomic
def extension_request(
    *, pledge: Pledge, actor: Officer, on: date, new_due_on: date, reason: str, version: int | None = None
) -> Extension:
    """Ask for a later deadline: once, while the deadline has not passed."""
    guard.require(actor, "pledges.track_pledge", "申请延期")
    pledge = lock(pledge, actor, version)
    require_extendable(pledge, on)
    if not reason.strip():
        raise DomainError("请写明延期理由。", field="reason")
    if new_due_on <= pledge.due_on:
        raise DomainError(f"延期后的日期应晚于现在的期限 {pledge.due_on:%Y-%m-%d}。", field="new_due_on")
    if new_due_on > longest(pledge):
        raise DomainError(f"延期最长到 {longest(pledge):%Y-%m-%d}（参数“延期最长”）。", field="new_due_on")
    row = Extension.objects.create(
        pledge=pledge, new_due_on=new_due_on, reason=reason.strip(), requested_on=on, requested_by=actor
    )
    stamp(pledge)
    audit.record(
        verb="extension_request",
        actor=actor,
        target=row,
        thread=pledge.thread,
        new_due=new_due_on,
        reason=row.reason,
    )
    return row


@transaction.atomic
def extension_decide(*, extension: Extension, actor: Officer, on: date, approve: bool, note: str = "") -> Extension:
    """Decide as a leader who does not handle the case. Approval moves ``due_on``; nothing else ever does."""
    by = guard.require(actor, "pledges.approve_extension", "审批延期", on=on, kind=ApprovalKind.EXTENSION.value)
    pledge = lock(extension.pledge, actor, deputed=by.delegations)
    row = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    principal = require_other(pledge.case, actor, row.requested_by, by=by)
    if row.state != DecisionState.PENDING:
        raise TransitionRefused(f"这项申请已是“{row.get_state_display()}”。")
    if not approve and not note.strip():
        raise DomainError("不批准请写明理由。", field="note")
    if approve and pledge.status != PledgeStatus.SIGNED:
        raise TransitionRefused(f"承诺已是“{pledge.get_status_display()}”，不需要再延期。请不批准此申请。")
    old_due = pledge.due_on
    row.state = DecisionState.APPROVED if approve else DecisionState.REJECTED
    row.decided_by, row.decided_for, row.decided_on, row.decision_note = actor, principal, on, note.strip()
    row.save()
    if approve:
        pledge.due_on = row.new_due_on
    stamp(pledge)
    audit.record(
        verb="extension_approve" if approve else "extension_reject",
        actor=actor,
        target=row,
        thread=pledge.thread,
        old_due=old_due,
        new_due=row.new_due_on,
        note=row.decision_note,
        behalf=behalf(principal),
    )
    tell_asked(
        pledge.case,
        row.requested_by,
        key=f"extension:{row.pk}",
        text=f"{letter_of(pledge)}的延期申请：{row.get_state_display()}",
        rejected=not approve,
    )
    what = f"审批了承诺延期：{row.get_state_display()}"
    tell_principal(principal, actor, pledge.case, what, key=f"extension:{row.pk}")
    return row
