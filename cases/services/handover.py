"""移交 to another officer, and choosing the second one."""

from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import allowed
from xinglongtai.core.staffing import may_act

from ..models import Case
from .access import lock, stamp


def _require_giver(case: Case, actor: Officer) -> None:
    if actor.pk == case.handler_id or actor.user.has_perm("cases.assign_case"):
        return
    raise NotAllowed("只有主办人、所/队负责人或督导可以移交、改派案件。")


@transaction.atomic
def case_handover(*, case: Case, actor: Officer, to: Officer, note: str, version: int | None = None) -> Case:
    """Hand the case to another officer of the bureau; the unit follows the officer. The giver loses the main role."""
    case = lock(case, actor, version)
    _require_giver(case, actor)
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不需要移交。")
    if to.pk == case.handler_id:
        raise DomainError(f"{to.name}已经是主办人，请选择另一名执法人员。", field="to")
    if to.unit.bureau_id != case.bureau_id or not allowed(to, "cases.handle_case"):
        raise DomainError("只能移交给本机关在岗的执法人员。", field="to")
    if not note.strip():
        raise DomainError("请写明移交说明，便于接手人了解情况。", field="note")
    old = case.handler
    case.handler = to
    case.unit = to.unit
    if case.co_handler_id == to.pk:
        case.co_handler = old
    stamp(case, actor)
    audit.record(
        verb="case_handover",
        actor=actor,
        target=case,
        thread=case.thread,
        old=old.name,
        new=to.name,
        note=note.strip(),
    )
    tell(
        to,
        key=f"handover:{case.pk}:{case.version}",
        text=f"{actor.name}把案件 {case.pk} 移交给您，移交说明见案件页",
        url=f"/cases/{case.pk}/",
        topic="handover",
    )
    return case


@transaction.atomic
def case_assign_co_handler(*, case: Case, actor: Officer, to: Officer, version: int | None = None) -> Case:
    """Choose another second officer, valid on the day of inspection."""
    case = lock(case, actor, version)
    _require_giver(case, actor)
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不能再更换协办人。")
    if to.pk == case.handler_id:
        raise DomainError("两名执法人员不能是同一人，请另选一名。", field="to")
    if to.unit.bureau_id != case.bureau_id:
        raise DomainError(f"{to.name}不是本机关的执法人员，请另选一名。", field="to")
    if hindrances := may_act(to, case.inspected_on):
        raise DomainError("\n".join(hindrances), field="to")
    old = case.co_handler.name if case.co_handler else "（未定）"
    case.co_handler = to
    stamp(case, actor)
    audit.record(verb="case_co_handler", actor=actor, target=case, thread=case.thread, old=old, new=to.name)
    return case
