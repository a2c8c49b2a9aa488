"""Materials come in; two officers recheck; the closed list of results decides what follows (policy 四(三))."""

from datetime import date
from uuid import UUID

from django.db import transaction

from cases.models import Evidence
from cases.services import case_mark_breached, case_mark_corrected
from cases.services.access import require_two
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import DecisionState, Pledge, Recheck, RemoteProof, Submission
from ..partypage import offers
from ..partypage.standing import remote_facts, standing_of
from ..status import BREACHING, PledgeStatus, RecheckResult
from .access import lock, move, stamp


@transaction.atomic
def materials_receive(
    *,
    pledge: Pledge,
    actor: Officer,
    on: date,
    statement: str,
    files: list[Evidence] = (),
    received_on: date | None = None,
    version: int | None = None,
) -> Submission:
    """Register correction materials. The pledge waits for recheck and is no longer overdue.

    ``received_on`` is the day the party handed them in (default today); it may lie after the deadline.
    """
    guard.require(actor, "pledges.track_pledge", "接收整改材料")
    pledge = lock(pledge, actor, version)
    day = received_on or on
    if not statement.strip():
        raise DomainError("请写明整改情况说明。", field="statement")
    if day > on or (pledge.signed_on and day < pledge.signed_on):
        raise DomainError("提交日期应在签署日期和今天之间。", field="received_on")
    if any(file.case_id != pledge.case_id for file in files):
        raise DomainError("证明材料不属于本案。", field="files")
    row = take_in(pledge, actor=actor, day=day, statement=statement, files=files)
    audit.record(
        verb="materials_receive",
        actor=actor,
        target=row,
        thread=pledge.thread,
        statement=row.statement,
        on=day,
        late=day > pledge.due_on,
        files=[f.sha256 for f in files],
    )
    return row


def take_in(
    pledge: Pledge,
    *,
    actor: Officer | None,
    day: date,
    statement: str,
    files: list[Evidence],
    client_key: UUID | None = None,
) -> Submission:
    """Materials on a locked pledge, by an officer or (``actor`` None, ``client_key``) by the party. The first ones make the pledge
    wait for recheck, the party may add more (补充); a form opened before any of them came is stale."""
    adds = actor is None and pledge.status == PledgeStatus.SUBMITTED
    if not adds:
        move(pledge, PledgeStatus.SUBMITTED)
        pledge.submitted_on = day
    stamp(pledge)
    row = Submission.objects.create(
        pledge=pledge, on=day, statement=statement.strip(), received_by=actor, client_key=client_key
    )
    row.files.set(files)
    return row


def _check_result(pledge: Pledge, result: str, on: date, note: str) -> None:
    if result not in RecheckResult.values:
        raise DomainError("请选择复查结果。", field="result")
    if not note.strip():
        raise DomainError("请写明复查看到的情况。", field="note")
    if result == RecheckResult.OVERDUE and on <= pledge.due_on:
        raise DomainError(f"改正期限 {pledge.due_on:%Y-%m-%d} 还没有过，不能认定“逾期未改”。", field="result")
    if result == RecheckResult.PARTLY:
        if on > pledge.due_on:
            raise DomainError("改正期限已过，不能再延期，请按“逾期未改”或“改后仍不符合”认定。", field="result")
        if pledge.extensions.filter(state=DecisionState.APPROVED).exists():
            raise DomainError("这份承诺已经延期过一次，不能再延期。请按实际结果认定。", field="result")


def _usable(proof: RemoteProof, pledge: Pledge) -> RemoteProof:
    """``proof`` under a lock, where a recheck may rest on it."""
    row = RemoteProof.objects.select_for_update(of=("self",)).filter(pledge=pledge, pk=proof.pk).first()
    if row is None or not row.waits or hasattr(row, "recheck"):
        raise TransitionRefused("这组照片已经处理过，或不属于这份承诺。请刷新页面。")
    if reason := offers.no_photo(standing_of(pledge), remote_facts(pledge)):
        raise TransitionRefused(f"不能免到场复查：{reason}")
    return row


@transaction.atomic
def recheck_record(
    *,
    pledge: Pledge,
    actor: Officer,
    co_officer: Officer | None,
    on: date,
    checked_on: date,
    result: str,
    note: str,
    photos: list[Evidence] = (),
    proof: RemoteProof | None = None,
    version: int | None = None,
) -> Recheck:
    """Record a recheck by two certified officers. 整改到位 fulfils; 拒不改正/逾期未改/改后仍不符合 breach;
    部分到位 and 无法核查 leave the pledge running (an extension is a request of its own).

    ``proof``: they did not go there but looked at the photos the party took with the word (免到场), where that is allowed.
    """
    guard.require(actor, "pledges.track_pledge", "记录复查")
    pledge = lock(pledge, actor, version)
    if pledge.status not in {PledgeStatus.SIGNED, PledgeStatus.SUBMITTED}:
        raise TransitionRefused(f"承诺现在是“{pledge.get_status_display()}”，不能记录复查。")
    if checked_on > on or (pledge.signed_on and checked_on < pledge.signed_on):
        raise DomainError("复查日期应在签署日期和今天之间。", field="checked_on")
    require_two(actor, co_officer, checked_on, field="co_officer", what="复查")
    _check_result(pledge, result, checked_on, note)
    if any(photo.case_id != pledge.case_id for photo in photos):
        raise DomainError("照片不属于本案。", field="photos")
    proof = _usable(proof, pledge) if proof else None
    row = Recheck.objects.create(
        pledge=pledge,
        on=checked_on,
        officer=actor,
        co_officer=co_officer,
        result=result,
        note=note.strip(),
        remote=proof is not None,
        proof=proof,
    )
    row.photos.set([*photos, *(proof.photos.all() if proof else ())])
    audit.record(
        verb="recheck_record",
        actor=actor,
        target=row,
        thread=pledge.thread,
        result=row.get_result_display() + ("，免到场" if proof else ""),
        officers=[actor.name, co_officer.name],
        note=row.note,
        on=checked_on,
    )
    _follow(pledge, result, actor, checked_on)
    return row


def _follow(pledge: Pledge, result: str, actor: Officer, on: date) -> None:
    if result == RecheckResult.CORRECTED:
        move(pledge, PledgeStatus.FULFILLED)
        pledge.closed_on = on
        case_mark_corrected(case=pledge.case, actor=actor)
    elif result in BREACHING:
        move(pledge, PledgeStatus.BREACHED)
        pledge.closed_on = on
        case_mark_breached(case=pledge.case, actor=actor)
    elif pledge.status == PledgeStatus.SUBMITTED and result == RecheckResult.PARTLY:
        move(pledge, PledgeStatus.SIGNED)
    stamp(pledge)
