"""What every verb on a case does first and last: lock, check, move, stamp."""

from collections.abc import Sequence

from xinglongtai.core import guard
from xinglongtai.core.display import person
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Delegation, Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.rows import validate
from xinglongtai.core.seen import seen_by
from xinglongtai.core.staffing import may_act

from ..models import Case
from ..querysets import case_in_reach
from ..status import EDITABLE, CaseStatus, may_become


@seen_by
def _locked(officer, pk, *, also):
    rows = Case.objects.visible_to(officer)
    return guard.locked(rows.select_related(*also) if also else rows, pk)


def lock(
    case: Case,
    actor: Officer,
    version: int | None = None,
    deputed: Sequence[Delegation] = (),
    also: Sequence[str] = (),
) -> Case:
    """The case re-read under a write lock, if ``actor`` may see it. Raises NotVisible or StaleRow.

    ``deputed``: to decide as a deputy, what the represented people see counts too. ``also``: relations that are read with it.
    """
    if deputed:
        rows = Case.objects.visible_to_deputy(actor, deputed)
        row = guard.visible_row(rows.select_related(*also) if also else rows, case.pk)
    else:
        row = guard.seen_row(_locked, actor, case.pk, also=tuple(also))
    if version is not None:  # who changed it last is told only where the form is stale
        guard.require_version(row, version, row.updated_by if version != row.version else None, what="这个案件")
    return row


def require_handling(case: Case, actor: Officer) -> None:
    """Only the handling officers or their unit head act on a case's facts and letter. Raises NotAllowed."""
    guard.require(actor, "cases.handle_case", "办理案件")
    if case.handled_by(actor):
        return
    if actor.user.has_perm("cases.assign_case") and case.unit.path.startswith(actor.unit.path):
        return
    raise NotAllowed(f"这个案件由{case.handler.name}主办。请主办人移交后再办理。")


def require_editable(case: Case) -> None:
    """Facts change only while the case is being registered. Raises TransitionRefused."""
    if case.status not in EDITABLE:
        raise TransitionRefused(
            f"案件现在是“{case.get_status_display()}”，登记内容已经固定。确需修改的，请先用“退回修改”。"
        )


def require_other(
    case: Case, actor: Officer, *others: Officer | None, by: guard.Authority | None = None
) -> Officer | None:
    """办案人员 ≠ 审核人员. Raises NotAllowed when ``actor`` handles the case or is one of ``others``.

    ``by``: what :func:`guard.require` gave. Returns the person whom ``actor`` represents, who is just as little one of
    these and sees the case; ``None`` for a right of one's own.
    """
    if case.handled_by(actor) or actor in others:
        raise NotAllowed("办案人员不能审核、审批自己办理或提出的事项，请由其他有权人员办理。")
    if by is None or (by.own and case_in_reach(case, actor)):
        return None
    for row in by.delegations:
        principal = row.principal
        if not case.handled_by(principal) and principal not in others and case_in_reach(case, principal):
            return principal
    names = "、".join(row.principal.name for row in by.delegations)
    raise NotAllowed(f"这一项由{names}办理、提出，或不在其审批范围内，代行人同样不能审批，请由其他有权人员办理。")


def tell_principal(principal: Officer | None, actor: Officer, case: Case, what: str, *, key: str) -> None:
    """The represented person learns what was decided for them. No party, only the case's number."""
    if principal is not None:
        text = f"{actor.name}代您{what}（案件 {case.pk}）"
        tell(principal, key=f"deputy:{key}", text=text, url=f"/cases/{case.pk}/", topic="approval")


def tell_asked(case: Case, asked_by: Officer, *, key: str, text: str, rejected: bool) -> None:
    """Who asked and who handles the case learn what became of it; a refusal leads to the page where its reason stands."""
    if rejected:
        text += "，理由见案件页"
    for officer in dict.fromkeys([asked_by, case.handler]):
        tell(officer, key=key, text=text, url=f"/cases/{case.pk}/", topic="approval")


def behalf(principal: Officer | None) -> str:
    """How an event says for whom it was done: «代李四（演示局）», "" for a right of one's own."""
    return f"代{person(principal)}" if principal else ""


def move(case: Case, status: str) -> None:
    """Change the status in memory. Raises TransitionRefused where the table does not allow it."""
    if not may_become(case.status, status):
        raise TransitionRefused(
            f"案件现在是“{case.get_status_display()}”，不能转为“{CaseStatus(status).label}”。请刷新页面，按页面上的下一步办理。"
        )
    case.status = status


def stamp(case: Case, actor: Officer) -> Case:
    """Validate and save ``case`` with a new version number."""
    case.version += 1
    case.updated_by = actor
    validate(case)
    case.save()
    return case


def require_two(first: Officer, second: Officer | None, on, *, field: str, what: str) -> None:
    """Two different officers who may both act on ``on`` (行政处罚法 42 I; ``core.staffing``). DomainError on ``field`` otherwise."""
    if second is None:
        raise DomainError(f"{what}须由两名执法人员进行，请选择第二名。", field=field)
    if first.pk == second.pk:
        raise DomainError("两名执法人员不能是同一人，请另选一名。", field=field)
    for officer in (first, second):
        if hindrances := may_act(officer, on):
            raise DomainError("\n".join(hindrances), field=field)
