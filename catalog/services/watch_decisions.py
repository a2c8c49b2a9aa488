"""What legal staff decide on an item touched by a change of the law: it goes on, a new version is drafted, or it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.guard import require, visible_row
from xinglongtai.core.models import Officer

from ..models import Citation, ItemVersion, LawChange, TouchedItem
from ..rewording import Rewording, rewordings
from ..rows import split_cell
from ..status import ChangeDecision, CitationRole, LoadState, VersionState, WatchAct, stricter
from .publication import item_version_retire
from .versions import item_version_new, item_version_save
from .watch import DECIDE, settle

_WHAT = "处理法规变动"


@dataclass(frozen=True)
class Decided:
    """What became of one row of a bulk decision. ``draft`` is the id of the draft made or used, else None."""

    name: str
    done: bool
    message: str
    draft: int | None = None


@transaction.atomic
def law_change_decide(
    *, change: LawChange, rows: Iterable[int], actor: Officer, on: date, act: str, reason: str = ""
) -> list[Decided]:
    """Do the same with several touched items of the actor's bureau, each on its own: what fails does not hold up the others.

    ``rows`` are ids of :class:`TouchedItem`, ``act`` is a :class:`WatchAct`. Raises NotAllowed, and DomainError where
    nothing is chosen or the reason is missing.
    """
    require(actor, DECIDE, _WHAT)
    if act not in WatchAct.values:
        raise DomainError("请选择处理方式。", field="act")
    if act != WatchAct.REDRAFT and not reason.strip():
        raise DomainError("请写明理由，它会记入事项的历史。", field="reason")
    chosen = list(
        TouchedItem.objects.for_bureau(actor.bureau)
        .filter(change=change, pk__in=list(rows))
        .select_related("version__item")
        .order_by("pk")
    )
    if not chosen:
        raise DomainError("请先勾选要处理的事项。", field="rows")
    verb = {
        WatchAct.UNAFFECTED: touched_unaffected,
        WatchAct.REDRAFT: touched_redraft,
        WatchAct.END: touched_end,
    }[WatchAct(act)]
    return [_one(verb, row, actor, on, reason.strip()) for row in chosen]


def _one(verb, row: TouchedItem, actor: Officer, on: date, reason: str) -> Decided:
    name = f"{row.version.item.number} 第{row.version.version_no}版"
    try:
        with transaction.atomic():
            done = verb(touched=row, actor=actor, on=on, reason=reason)
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        return Decided(name, False, refusal.message)
    if isinstance(done, ItemVersion):
        return Decided(name, True, f"第{done.version_no}版，自 {done.effective_from:%Y-%m-%d} 起施行", done.pk)
    return Decided(name, True, done.get_decision_display())


def _locked(touched: TouchedItem, actor: Officer) -> TouchedItem:
    """The row under its lock, undecided and of the actor's bureau. Raises NotAllowed, NotVisible, TransitionRefused."""
    require(actor, DECIDE, _WHAT)
    rows = TouchedItem.objects.for_bureau(actor.bureau).select_related("version__item", "change__statute")
    row = visible_row(rows, touched.pk)
    if row.decision != ChangeDecision.UNTOUCHED:
        raise TransitionRefused(f"{row.version.item.number} 已处理为“{row.get_decision_display()}”，不能重复处理。")
    return row


def _record(row: TouchedItem, actor: Officer, decision: str, reason: str) -> None:
    for thread in (row.change.thread, f"item:{row.version.item_id}"):
        audit.record(
            verb="law_change_decide",
            actor=actor,
            target=row,
            thread=thread,
            title=row.change.statute.title,
            number=row.version.item.number,
            version_no=row.version.version_no,
            decision=decision,
            reason=reason,
        )


@transaction.atomic
def touched_unaffected(*, touched: TouchedItem, actor: Officer, on: date, reason: str) -> TouchedItem:
    """«不受影响，继续适用»: the change does not concern this item; lifts or prevents the suspension.

    Raises DomainError without a reason; TransitionRefused where the item itself ends before the change.
    """
    row = _locked(touched, actor)
    if not reason.strip():
        raise DomainError("请写明为什么不受影响，它会记入事项的历史。", field="reason")
    ends = row.version.effective_to
    if ends is not None and ends < row.change.effective_on:
        raise TransitionRefused(
            f"{row.version.item.number} 自身到 {ends:%Y-%m-%d} 为止，变动生效时已不适用，不能“继续适用”。"
            "需要接续的请建立新版本，不再需要的请办理失效。"
        )
    settle(row, ChangeDecision.UNAFFECTED, actor, reason.strip())
    _record(row, actor, ChangeDecision.UNAFFECTED.label, row.reason)
    return row


@transaction.atomic
def touched_end(*, touched: TouchedItem, actor: Officer, on: date, reason: str) -> TouchedItem:
    """«办理失效»: the item no longer applies from the day of the change, or from ``on`` when that has passed."""
    row = _locked(touched, actor)
    if not reason.strip():
        raise DomainError("请填写失效理由。", field="reason")
    if row.version.state == VersionState.PUBLISHED:
        first_day_without = max(on, row.change.effective_on)
        item_version_retire(version=row.version, actor=actor, on=first_day_without, reason=reason)
        row.refresh_from_db()
    else:
        settle(row, ChangeDecision.ENDED, actor, reason.strip())
    _record(row, actor, ChangeDecision.ENDED.label, reason.strip())
    return row


@transaction.atomic
def touched_redraft(*, touched: TouchedItem, actor: Officer, on: date, reason: str = "") -> ItemVersion:
    """«建立新版本»: a draft from the day of the change on, its citations moved to the new wording where the article is known.

    An open draft of the item is used. The draft counts as unchecked (须法制审核) until somebody has compared the texts; the
    task stays open until it is published.
    """
    row = _locked(touched, actor)
    item = row.version.item
    draft = ItemVersion.objects.drafts().filter(item=item).first() or item_version_new(item=item, actor=actor)
    moved = _move(draft, row.change)
    draft.verified = False
    draft.text_in_force_checked = False
    draft.load_state = stricter(draft.load_state, LoadState.REVIEW)
    draft.effective_from = max(on, row.change.effective_on, draft.effective_from or on)
    draft.effective_to = None
    fields = ["effective_from", "effective_to", "verified", "text_in_force_checked", "load_state", *moved]
    draft = item_version_save(version=draft, actor=actor, fields=fields)
    _record(row, actor, f"建立草稿第{draft.version_no}版", "；".join(moved) or "条文对应待人工核对")
    return draft


def _move(draft: ItemVersion, change: LawChange) -> list[str]:
    """Point the draft's citations of the changed statute at the new wording; returns «第十条→第十一条» for each."""
    older = Q(statute_version__isnull=True) | Q(statute_version__effective_from__lt=change.effective_on)
    cited = draft.citations.filter(older, statute=change.statute_id).select_related("statute", "statute_version")
    found = rewordings(cited, change)
    moved = []
    for each in found.values():
        if not each.known:
            continue
        citation = each.citation
        taken = Citation.objects.filter(
            version=draft, role=citation.role, statute=citation.statute_id, article_label=each.label
        )
        if taken.exclude(pk=citation.pk).exists():
            continue
        _rename(draft, each)
        moved.append(f"{citation.article_label}→{each.label}")
        citation.article_label, citation.statute_version = each.label, change.version
        citation.save()
    return moved


def _rename(draft: ItemVersion, found: Rewording) -> None:
    """The article as the draft's own words name it."""
    citation = found.citation
    title, old, new = citation.statute.title, citation.article_label, found.label
    if citation.role in (CitationRole.VIOLATED, CitationRole.PENALTY):
        if getattr(draft, f"{citation.role}_law") == title:
            name = f"{citation.role}_article"
            labels = [new if label == old else label for label in split_cell(getattr(draft, name))]
            setattr(draft, name, ";".join(labels))
        return
    name = "leniency_basis" if citation.role == CitationRole.LENIENCY else "related_basis"
    parts = [f"{title}{new}" if part == f"{title}{old}" else part for part in split_cell(getattr(draft, name))]
    setattr(draft, name, ";".join(parts))
