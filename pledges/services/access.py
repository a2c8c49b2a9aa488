"""What every verb on a pledge does first and last."""

from collections.abc import Sequence

from xinglongtai.core import guard
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Delegation, Officer
from xinglongtai.core.rows import validate

from ..models import Pledge
from ..status import PledgeStatus, may_become


def lock(pledge: Pledge, actor: Officer, version: int | None = None, deputed: Sequence[Delegation] = ()) -> Pledge:
    """The pledge re-read under a write lock, if ``actor`` may see it; to decide as a deputy, through the represented people too."""
    row = guard.visible_row(Pledge.objects.visible_to_deputy(actor, deputed), pledge.pk)
    guard.require_version(row, version, what="这份承诺")
    return row


def move(pledge: Pledge, status: str) -> None:
    """Change the status in memory. Raises TransitionRefused where the table does not allow it."""
    if not may_become(pledge.status, status):
        raise TransitionRefused(
            f"承诺现在是“{pledge.get_status_display()}”，不能转为“{PledgeStatus(status).label}”。"
            "请刷新页面，按页面上的下一步办理。"
        )
    pledge.status = status


def stamp(pledge: Pledge) -> Pledge:
    """Validate and save with a new version number."""
    pledge.version += 1
    validate(pledge)
    pledge.save()
    return pledge


def letter_of(pledge: Pledge) -> str:
    """The pledge in a message: number of its letter and of its case, nothing of the party."""
    return f"承诺书 {pledge.letter.document.number_text}（案件 {pledge.case_id}）"
