"""Verb of sameness: a word on a pair that differs."""

from datetime import date

from django.db import transaction

from cases.models import Case
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, NotVisible
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import holders

from .comparing import pair_of
from .models import SamenessDecision
from .status import Judgement

RIGHT = "oversight.decide_sameness"


@transaction.atomic
def sameness_decide(
    *, odd: int, beside: int, actor: Officer, on: date, judgement: str, reason: str, version: int | None = None
) -> SamenessDecision:
    """Say whether case ``odd`` was rightly treated otherwise than ``beside`` (primary keys), or needs correcting.

    It changes no case: a decision that stands is corrected by those who may, who are told. May be said again with another
    reason; both stay on the record. ``version``: of the earlier word when the form was opened, 0 where there was none.
    """
    guard.require(actor, RIGHT, "对同案同罚比对作出意见")
    case = Case.objects.select_for_update(of=("self",)).filter(pk=odd, bureau_id=actor.unit.bureau_id).first()
    if case is None:
        raise NotVisible("没有找到这一对案件。")
    pair, agrees = pair_of(odd, beside, actor)
    if judgement not in Judgement.values:
        raise DomainError("请选择有正当理由，或者需要纠正。", field="judgement")
    if not reason.strip():
        raise DomainError("请写明理由：两件案件有什么不同，或者为什么需要纠正。", field="reason")
    row = SamenessDecision.objects.select_for_update(of=("self",)).select_related("decided_by")
    row = row.filter(case=case, beside_outcome=pair.beside.outcome).first()
    guard.require_version(row or SamenessDecision(version=0), version, row and row.decided_by, what="这项意见")
    before = row.get_judgement_display() if row else ""
    row = row or SamenessDecision(bureau=actor.bureau, case=case, beside_outcome=pair.beside.outcome, version=0)
    row.beside_id, row.judgement, row.reason = beside, judgement, reason.strip()
    row.facts = {"agrees": [list(line) for line in agrees], "outcome": pair.odd.outcome, "beside": pair.beside.outcome}
    row.decided_by, row.decided_on, row.version = actor, on, row.version + 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="sameness_decide",
        actor=actor,
        target=row,
        thread=row.thread,
        beside=beside,
        judgement=row.get_judgement_display(),
        before=before,
        reason=row.reason,
    )
    if judgement == Judgement.CORRECT:
        _tell_head(case, row)
    return row


def heads_of(case: Case) -> list[Officer]:
    """The heads of the unit that handled ``case``; where it has none, who decides for the bureau."""
    heads = [
        who for who in holders(case.bureau, "cases.approve_first_step") if case.unit.path.startswith(who.unit.path)
    ]
    return heads or list(holders(case.bureau, "cases.approve_case"))


def _tell_head(case: Case, row: SamenessDecision) -> None:
    text = f"同案同罚比对：案件 {case.pk} 与事实相同的案件处理不同，认为需要纠正，请研究处理并与法制机构沟通"
    url = f"/oversight/sameness/{case.pk}/{row.beside_id}/"
    for head in heads_of(case):
        tell(head, key=f"sameness:{row.pk}:{row.version}", text=text, url=url, topic="sampling")
