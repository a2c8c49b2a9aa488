"""Lists of policy 四(六): only where the bureau switched them on; proposed by legal staff with a basis, decided by a leader, for a time."""

from datetime import date

from django.db import transaction

from cases.models import Party
from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import holders

from ..lists import require_verb
from ..models import TrustListing
from ..selectors import record_of
from ..status import ListKind, ListState

PROPOSE = ("oversight.propose_trust_list", "提出守信失信名单")
DECIDE = ("oversight.decide_trust_list", "决定守信失信名单")
_TEXTS = {
    "basis_document": "请填写依据文件的名称和文号。",
    "basis_article": "请照抄依据的条文。",
    "facts": "请写明事实和理由。",
    "measures": "请写明依据规定的激励或惩戒措施。",
}


@transaction.atomic
def listing_propose(*, party: Party, actor: Officer, on: date, data: dict) -> TrustListing:
    """Propose ``party`` for a list. ``data``: kind, basis_document, basis_article, facts, measures, starts_on, ends_on.

    For 惩戒 the record must hold a broken promise (refusing to sign is none), and no objection may be waiting.
    """
    guard.require(actor, *PROPOSE)
    require_verb(actor.bureau)
    party = guard.visible_row(Party.objects.visible_to(actor), party.pk)
    kind = data.get("kind")
    if kind not in ListKind.values:
        raise DomainError("请选择名单。", field="kind")
    texts = {name: (data.get(name) or "").strip() for name in _TEXTS}
    for name, message in _TEXTS.items():
        if not texts[name]:
            raise DomainError(message, field=name)
    starts_on, ends_on = data["starts_on"], data["ends_on"]
    _check_days(actor.bureau, starts_on, ends_on, on)
    record = record_of(party, actor, on)
    if kind == ListKind.DISCIPLINE:
        _require_broken(record)
    if TrustListing.objects.filter(party=party, kind=kind, state=ListState.PROPOSED).exists():
        raise TransitionRefused("已有一项同样的提议待决定。")
    row = TrustListing(
        bureau=actor.bureau,
        party=party,
        kind=kind,
        **texts,
        starts_on=starts_on,
        ends_on=ends_on,
        record=[{"title": line.title, "kind": line.label, "words": line.judged.words} for line in record.lines],
        proposed_by=actor,
        proposed_on=on,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    _event("trust_list_propose", row, actor, basis=f"{row.basis_document}", starts_on=starts_on, ends_on=ends_on)
    for officer in holders(row.bureau, DECIDE[0]):
        tell(
            officer,
            key=f"trust_listing:{row.pk}",
            text=f"有一项{row.get_kind_display()}名单的提议待决定。",
            url=address("oversight:trust_listing", row.pk),
            topic="trust",
        )
    return row


def _check_days(bureau, starts_on: date, ends_on: date, on: date) -> None:
    most = parameters.value(bureau, "trust.list_days_max")
    if starts_on < on:
        raise DomainError("开始日期不能早于今天。", field="starts_on")
    if ends_on < starts_on:
        raise DomainError("截止日期不能早于开始日期。", field="ends_on")
    if (ends_on - starts_on).days > most:
        raise DomainError(f"期限最长{most}天（参数“守信失信名单最长期限”）。", field="ends_on")


def _require_broken(record) -> None:
    if record.pending:
        raise TransitionRefused("守信记录有异议待处理，请先处理异议。")
    if not record.broken:
        raise TransitionRefused("守信记录里没有失诺，不能列入失信联合惩戒。不签承诺书、作废的不算失诺。")


def _event(verb: str, row: TrustListing, actor: Officer, **data) -> None:
    audit.record(verb=verb, actor=actor, target=row, thread=row.thread, list=row.get_kind_display(), **data)


def _row(listing: TrustListing, actor: Officer, right: tuple[str, str], version: int | None) -> TrustListing:
    guard.require(actor, *right)
    require_verb(actor.bureau)
    rows = TrustListing.objects.filter(bureau=actor.bureau).select_related("party", "decided_by")
    row = guard.visible_row(rows, listing.pk)
    guard.require_version(row, version, row.decided_by, what="这项名单")
    return row


def _require_proposed(row: TrustListing) -> None:
    if row.state != ListState.PROPOSED:
        raise TransitionRefused(f"这项名单现在是“{row.get_state_display()}”，不能这样办理。请刷新页面。")


def _save(row: TrustListing) -> TrustListing:
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    return row


@transaction.atomic
def listing_notice(
    *,
    listing: TrustListing,
    actor: Officer,
    on: date,
    noticed_on: date,
    notice: str,
    reply: str = "",
    version: int | None = None,
) -> TrustListing:
    """Record that the party was told beforehand, how, and what it said. May be added to until the decision."""
    row = _row(listing, actor, PROPOSE, version)
    _require_proposed(row)
    if not row.proposed_on <= noticed_on <= on:
        raise DomainError("告知日期应在提议日和今天之间。", field="noticed_on")
    if not notice.strip():
        raise DomainError("请写明告知的方式和送达情况。", field="notice")
    row.noticed_on, row.notice, row.reply = noticed_on, notice.strip(), reply.strip()
    _save(row)
    _event("trust_list_notice", row, actor, on=noticed_on, notice=row.notice)
    return row


@transaction.atomic
def listing_decide(
    *, listing: TrustListing, actor: Officer, on: date, approve: bool, note: str = "", version: int | None = None
) -> TrustListing:
    """Decide as a leader who did not propose it. 惩戒 needs the notice first, and its broken promise still on record."""
    row = _row(listing, actor, DECIDE, version)
    _require_proposed(row)
    if row.proposed_by_id == actor.pk:
        raise NotAllowed("提议人不能决定自己的提议，请由其他负责人决定。")
    if not approve and not note.strip():
        raise DomainError("不列入请写明理由。", field="note")
    if approve:
        _require_ready(row, actor, on)
    row.state = ListState.ENTERED if approve else ListState.REJECTED
    row.decided_by, row.decided_on, row.decision_note = actor, on, note.strip()
    _save(row)
    if approve:
        told = f"：{row.decision_note}" if row.decision_note else ""
        _event("trust_list_enter", row, actor, starts_on=row.starts_on, ends_on=row.ends_on, note=told)
    else:
        _event("trust_list_reject", row, actor, note=row.decision_note)
    return row


def _require_ready(row: TrustListing, actor: Officer, on: date) -> None:
    if row.ends_on < on:
        raise TransitionRefused("提议的截止日期已过，请不列入，由法制人员重新提议。")
    if row.kind == ListKind.DISCIPLINE:
        if row.noticed_on is None:
            raise TransitionRefused("还没有登记事先告知当事人。惩戒须先告知，听取意见后再决定。")
        _require_broken(record_of(row.party, actor, on))


@transaction.atomic
def listing_withdraw(
    *, listing: TrustListing, actor: Officer, on: date, reason: str, version: int | None = None
) -> TrustListing:
    """Legal staff take an undecided proposal back."""
    row = _row(listing, actor, PROPOSE, version)
    _require_proposed(row)
    return _end(row, ListState.WITHDRAWN, "trust_list_withdraw", actor, on, reason)


@transaction.atomic
def listing_end(
    *, listing: TrustListing, actor: Officer, on: date, reason: str, version: int | None = None
) -> TrustListing:
    """Take the party off the list before the end (信用修复, or a ground that fell away), by a leader with a reason."""
    row = _row(listing, actor, DECIDE, version)
    if row.state != ListState.ENTERED or row.ends_on < on:
        raise TransitionRefused(f"这项名单现在是“{row.standing(on)[0]}”，不需要移出。")
    return _end(row, ListState.ENDED, "trust_list_end", actor, on, reason)


def _end(row: TrustListing, state: str, verb: str, actor: Officer, on: date, reason: str) -> TrustListing:
    if not reason.strip():
        raise DomainError("请写明理由。", field="reason")
    row.state, row.ended_by, row.ended_on, row.end_reason = state, actor, on, reason.strip()
    _save(row)
    _event(verb, row, actor, on=on, reason=row.end_reason)
    return row


@transaction.atomic
def list_export_record(*, actor: Officer, count: int, filters: str) -> None:
    """That somebody took the list away."""
    guard.require(actor, "oversight.view_trust", "查看守信情况")
    require_verb(actor.bureau)
    audit.record(verb="trust_list_export", actor=actor, target=actor.bureau, count=count, filters=filters)
