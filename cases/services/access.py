"""What every verb on a case does first and last: lock, check, move, stamp."""

from xinglongtai.core import guard
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.staffing import may_act

from ..models import Case
from ..status import EDITABLE, CaseStatus, may_become


def lock(case: Case, actor: Officer, version: int | None = None) -> Case:
    """The case re-read under a write lock, if ``actor`` may see it. Raises NotVisible or StaleRow."""
    row = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    guard.require_version(row, version, row.updated_by, what="这个案件")
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


def require_other(case: Case, actor: Officer, *others: Officer) -> None:
    """办案人员 ≠ 审核人员. Raises NotAllowed when ``actor`` handles the case or is one of ``others``."""
    if case.handled_by(actor) or actor in others:
        raise NotAllowed("办案人员不能审核、审批自己办理或提出的事项，请由其他有权人员办理。")


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
    case.full_clean(validate_constraints=False)
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
