"""A party objects to a line of its record; legal staff decide. The record is computed: only objections are stored."""

from datetime import date

from django.db import transaction

from cases.models import Party, PriorRecord
from pledges.models import Pledge
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import holders

from ..models import TrustObjection
from ..selectors import record_of
from ..status import Kind, ObjectionState, ObjectionWay, Source, corrections_of

SEE = ("oversight.view_trust", "查看守信情况")
CORRECT = ("oversight.correct_trust", "更正守信记录")


@transaction.atomic
def objection_record(*, party: Party, line: str, actor: Officer, on: date, data: dict) -> TrustObjection:
    """Record that the party objects to ``line`` («pledge-12»): who, how, on which day, what. Legal staff are told.

    ``data``: raised_by, way, raised_on, words. One objection at a time waits for each line.
    """
    guard.require(actor, *SEE)
    party = guard.visible_row(Party.objects.visible_to(actor), party.pk)
    found = record_of(party, actor, on).line(line)
    if found is None:
        raise DomainError("这条记录已经不在守信记录里，请刷新页面。")
    if found.judged.kind == Kind.OPEN:
        raise TransitionRefused("这份承诺还没有了结，还没有认定，不需要异议。当事人的意见请在案件里登记。")
    if found.pending:
        raise TransitionRefused("这条记录已有一项异议待处理，请先处理。")
    _check(data, on)
    row = TrustObjection(
        bureau_id=party.bureau_id,
        party=party,
        source=found.source,
        pledge=None if found.imported else Pledge.objects.get(pk=found.pk),
        prior=PriorRecord.objects.get(pk=found.pk) if found.imported else None,
        line=found.told,
        computed=found.judged.kind,
        raised_by=data["raised_by"].strip(),
        way=data["way"],
        raised_on=data["raised_on"],
        words=data["words"].strip(),
        recorded_by=actor,
        recorded_on=on,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="trust_objection",
        actor=actor,
        target=row,
        thread=row.thread,
        way=row.get_way_display(),
        line=row.line,
    )
    _tell_legal(row)
    return row


def _check(data: dict, on: date) -> None:
    for name, message in (("raised_by", "请填写提出人。"), ("words", "请写明异议内容。")):
        if not (data.get(name) or "").strip():
            raise DomainError(message, field=name)
    if data.get("way") not in ObjectionWay.values:
        raise DomainError("请选择提出方式。", field="way")
    if data["raised_on"] > on:
        raise DomainError("提出日期不能晚于今天。", field="raised_on")


def _tell_legal(row: TrustObjection) -> None:
    for officer in holders(row.bureau, CORRECT[0]):
        tell(
            officer,
            key=f"trust_objection:{row.pk}",
            text="当事人对守信记录提出异议，请处理。",
            url=address("oversight:trust_objection", row.pk),
            topic="trust",
        )


@transaction.atomic
def objection_decide(
    *,
    objection: TrustObjection,
    actor: Officer,
    on: date,
    accept: bool,
    reason: str,
    corrected_to: str = "",
    version: int | None = None,
) -> TrustObjection:
    """Decide on an objection with a reason. Accepted: the line shows ``corrected_to`` beside what was computed, which stays.

    Nobody decides about their own case or an objection they recorded as its handler.
    """
    guard.require(actor, *CORRECT)
    rows = TrustObjection.objects.filter(bureau=actor.bureau).select_related("pledge__case", "decided_by")
    row = guard.visible_row(rows, objection.pk)
    guard.require_version(row, version, row.decided_by, what="这项异议")
    if row.state != ObjectionState.PENDING:
        raise TransitionRefused(f"这项异议{row.get_state_display()}，不需要再处理。")
    if row.pledge and row.pledge.case.handled_by(actor):
        raise NotAllowed("办案人员不能决定自己案件的异议，请由其他法制人员办理。")
    if not reason.strip():
        raise DomainError("请写明理由。", field="reason")
    if accept and corrected_to not in dict(corrections_of(row.computed)):
        raise DomainError("请选择更正为什么；异议不能使记录变得更差。", field="corrected_to")
    if accept and row.source == Source.PRIOR and row.prior_id is None:
        raise TransitionRefused("这条历史记录已经撤下，不需要更正。请选“不予更正”并写明。")
    row.state = ObjectionState.ACCEPTED if accept else ObjectionState.REJECTED
    row.corrected_to = corrected_to if accept else ""
    row.decided_by, row.decided_on, row.reason = actor, on, reason.strip()
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="trust_objection_accept" if accept else "trust_objection_reject",
        actor=actor,
        target=row,
        thread=row.thread,
        line=row.line,
        computed=Kind(row.computed).label,
        corrected=row.get_corrected_to_display(),
        reason=row.reason,
    )
    return row


@transaction.atomic
def record_printed(*, party: Party, actor: Officer, count: int) -> None:
    """That somebody opened the print view, which may be handed to the party."""
    guard.require(actor, *SEE)
    party = guard.visible_row(Party.objects.visible_to(actor), party.pk)
    audit.record(verb="trust_print", actor=actor, target=party, thread=f"party:{party.pk}", count=count)
