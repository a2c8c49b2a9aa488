"""Keeping the reasons (说理): every edit is a version of its own."""

from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, StaleRow, TransitionRefused
from xinglongtai.core.models import Officer

from ..dossier import with_violations
from ..models import Case, Reasoning
from ..reasoning.reading import composed, latest, told_about
from .access import lock, require_handling

LONGEST = 2000  #: characters; what fits into the reason of a proposal


@transaction.atomic
def reasoning_save(*, case: Case, actor: Officer, text: str, version: int | None = None) -> Reasoning:
    """Keep ``text`` as the next version. ``version``: that of the text the form was opened on (0: none yet); ``None`` skips the check.

    The same text on the same findings is kept once. Raises TransitionRefused when the case is over, StaleRow when somebody else kept
    a version meanwhile.
    """
    case = lock(case, actor)
    require_handling(case, actor)
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，说理不能再改。")
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise DomainError("请写明理由，不能留空。", field="text")
    if len(text) > LONGEST:
        raise DomainError(f"说理最多 {LONGEST} 字，现在有 {len(text)} 字，请精简。", field="text")
    before = latest(case)
    number = before.version if before else 0
    if version is not None and version != number:
        who = before.edited_by if before else None
        raise StaleRow(
            f"您打开页面之后，说理已被修改{f'（{who.name}）' if who else ''}。您填写的内容仍保留在下面，请核对后重新提交。",
            changed_by=who,
        )
    now = composed(with_violations(case), told_about(case))
    if before and (before.text, before.composed) == (text, now):
        return before
    row = Reasoning.objects.create(case=case, version=number + 1, composed=now, text=text, edited_by=actor)
    audit.record(
        verb="reasoning_save",
        actor=actor,
        target=row,
        thread=case.thread,
        version=row.version,
        before=number,
        changed=text != now,
    )
    return row
