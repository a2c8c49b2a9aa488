"""Decisions of legal staff on one publication: 不公示, 报送, 更正, 撤回; and the one that opens a lenient outcome."""

from datetime import date

from django.db import transaction

from cases.models import Case
from cases.status import PartyKind
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import Publication
from ..selectors import is_lenient
from ..status import NOT_FOR_PERSONS, State, Target, Why
from .access import case_of, reason_of, require_unpacked, row_of, step, told


@transaction.atomic
def publication_skip(
    *, publication: Publication, actor: Officer, on: date, reason: str, version: int | None = None
) -> Publication:
    """Decide 不公示, with a reason that stays on the row."""
    row = row_of(publication, actor, version)
    require_unpacked(row.case_id)
    step(row, State.SKIPPED, Why.DECIDED, reason_of(reason), actor, on)
    told("publication_skip", row, actor, reason=row.reason)
    return row


@transaction.atomic
def publication_reopen(
    *, publication: Publication, actor: Officer, on: date, reason: str, version: int | None = None
) -> Publication:
    """Decide that what stood at 不公示 or was withdrawn is to be sent after all. Never for a natural person (待核实)."""
    row = row_of(publication, actor, version)
    if row.case.party.kind == PartyKind.PERSON:
        raise TransitionRefused(NOT_FOR_PERSONS)
    if row.state not in {State.SKIPPED, State.WITHDRAWN}:
        raise TransitionRefused(f"这条公示现在是“{row.get_state_display()}”，不需要这样办理。")
    step(row, State.PENDING, Why.DECIDED, reason_of(reason), actor, on)
    told("publication_reopen", row, actor, reason=row.reason)
    return row


@transaction.atomic
def lenient_decide(*, case: Case, target: str, actor: Officer, on: date, reason: str) -> Publication:
    """Decide to publish the lenient outcome of this one case in ``target``; never as a penalty (DOMAIN §7)."""
    case = case_of(case, actor)
    if not is_lenient(case):
        raise TransitionRefused("只有不予立案、不予行政处罚、免予处罚办结的案件才需要这项决定。")
    if case.party.kind == PartyKind.PERSON:
        raise TransitionRefused(NOT_FOR_PERSONS)
    if target not in Target.values:
        raise DomainError("请选择报送到哪个系统。", field="target")
    if case.publications.filter(target=target).exists():
        raise TransitionRefused("已经对这个系统作过公示决定，请在下面的记录上办理。", field="target")
    row = Publication.objects.create(
        bureau_id=case.bureau_id,
        case=case,
        target=target,
        lenient=True,
        why=Why.DECIDED,
        reason=reason_of(reason),
        decided_by=actor,
        decided_on=on,
        created_on=on,
    )
    told("publication_lenient", row, actor, reason=row.reason)
    return row


@transaction.atomic
def publication_correct(
    *, publication: Publication, actor: Officer, on: date, reason: str, version: int | None = None
) -> Publication:
    """What was published is not accurate: it waits to be sent again, corrected (公示规定 12). What was sent stays on record."""
    row = row_of(publication, actor, version)
    _require_sent(row, "更正")
    step(row, State.PENDING, Why.CORRECTION, reason_of(reason), actor, on)
    told("publication_correct", row, actor, reason=row.reason)
    return row


@transaction.atomic
def publication_withdraw(
    *,
    publication: Publication,
    actor: Officer,
    on: date,
    withdrawn_on: date,
    reason: str,
    version: int | None = None,
) -> Publication:
    """Record that the publication was withdrawn in the target system on ``withdrawn_on``, and why (公示规定 11: three working days)."""
    row = row_of(publication, actor, version)
    _require_sent(row, "撤回")
    if not row.sent_on <= withdrawn_on <= on:
        raise DomainError("撤回日期应在报送日和今天之间。", field="withdrawn_on")
    step(row, State.WITHDRAWN, Why.DECIDED, reason_of(reason), actor, withdrawn_on)
    told("publication_withdraw", row, actor, reason=row.reason, on=withdrawn_on)
    return row


def _require_sent(row: Publication, what: str) -> None:
    if row.state != State.SENT:
        raise TransitionRefused(f"这条公示现在是“{row.get_state_display()}”，没有报送过的不需要{what}。")
