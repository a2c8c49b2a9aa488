"""Taking lines of a file into drafts. Nothing is published here, and nothing becomes freer than it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError
from xinglongtai.core.guard import require

from ..models import Citation, Item, ItemCondition, ItemVersion
from ..rows import CatalogRow, CitedArticle
from .batches import batch_create
from .import_plans import NEW, UNCHANGED, UPDATED, Plan, plan_row
from .import_snapshots import keep_drafts
from .import_stock import Stock
from .versions import _NOT_COPIED, thread

IMPORT = "catalog.import_catalog"
__all__ = [
    "IMPORT",
    "NEW",
    "UNCHANGED",
    "UPDATED",
    "ImportOutcome",
    "import_summary_record",
    "item_version_import",
    "plans_apply",
]


@dataclass
class ImportOutcome:
    """What became of a line: ``kind`` new, update or skip; ``changes`` are (header, old, new); ``notes`` for the user.

    ``made_item`` and ``made_version`` tell what was not there before.
    """

    kind: str
    version: ItemVersion
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made_item: bool = False
    made_version: bool = False


@transaction.atomic
def item_version_import(
    *, row: CatalogRow, actor, on: date, citations: list[CitedArticle] | None = None, is_sample: bool = False
) -> ImportOutcome:
    """Take ``row`` into the actor's bureau as a draft.

    A new number makes a new item; a known one changes its open draft or opens a new version; a line that says what
    already stands is skipped. Switched-off items and those under legal review stay so (the stricter state wins).
    ``citations`` replace those read from the columns; ``on`` picks the statute version in force where none is named.
    Raises NotAllowed; RowRefused for statutes, tokens or batches that do not fit.
    """
    require(actor, IMPORT, "导入清单")
    stock = Stock(actor.bureau, on, [row.number], lock=True)
    return plans_apply(stock=stock, plans=[plan_row(stock, row, citations)], actor=actor, is_sample=is_sample)[0]


@transaction.atomic
def plans_apply(*, stock: Stock, plans: Sequence[Plan], actor, is_sample: bool = False) -> list[ImportOutcome]:
    """Write what the plans say, all or nothing, in a fixed number of steps. One outcome a plan, in order.

    Raises NotAllowed; DomainError when somebody gave one of the numbers meanwhile.
    """
    require(actor, IMPORT, "导入清单")
    _make_batches(stock, plans, actor, is_sample)
    try:
        made = _make_items(stock, plans, actor)
        drafts = _make_drafts(stock, plans, actor)
    except IntegrityError:
        raise DomainError("导入时有人同时新增了相同编号的事项。什么都没有写入，请重新预览。") from None
    outcomes = []
    for plan, draft in zip(plans, drafts, strict=True):
        fresh = draft is not plan.newest
        outcomes.append(ImportOutcome(plan.kind, draft, plan.changes, plan.notes, plan.row.number in made, fresh))
    changed = [outcome for outcome in outcomes if outcome.kind != UNCHANGED]
    _replace_parts([(o.version, p) for o, p in zip(outcomes, plans, strict=True) if o.kind != UNCHANGED])
    audit.record_many(_event(outcome, actor) for outcome in changed)
    return outcomes


@transaction.atomic
def import_summary_record(*, actor, file_name: str, created: int, updated: int, skipped: int, refused: int) -> None:
    """Leave one record of a whole import besides those of its lines. NotAllowed for who may not import."""
    require(actor, IMPORT, "导入清单")
    audit.record(
        verb="catalog_import",
        actor=actor,
        target=actor.bureau,
        file=file_name,
        created=created,
        updated=updated,
        skipped=skipped,
        refused=refused,
    )


def _make_batches(stock: Stock, plans: Sequence[Plan], actor, is_sample: bool) -> None:
    for name in dict.fromkeys(plan.row.batch for plan in plans if plan.kind != UNCHANGED):
        if name and name not in stock.batches:
            stock.batches[name] = batch_create(actor=actor, name=name, is_sample=is_sample)


def _make_items(stock: Stock, plans: Sequence[Plan], actor) -> set[str]:
    """The items that are not there yet; returns their numbers."""
    wanted = [plan.row for plan in plans if plan.row.number not in stock.items]
    if wanted:
        require(actor, "catalog.add_item", "新增清单事项")
    with transaction.atomic():
        rows = [Item(bureau=stock.bureau, number=row.number, domain=row.domain) for row in wanted]
        for item in Item.objects.bulk_create(rows, batch_size=500):
            stock.items[item.number] = item
    audit.record_many(
        {"verb": "item_create", "actor": actor, "target": item, "thread": f"item:{item.pk}", "number": item.number}
        for item in rows
    )
    return {row.number for row in wanted}


def _make_drafts(stock: Stock, plans: Sequence[Plan], actor) -> list[ItemVersion]:
    """One version a plan: the one that stands, the open draft changed, or a new draft."""
    drafts = [_draft(stock, plan, actor) for plan in plans]
    fresh = [draft for draft in drafts if draft._state.adding]
    with transaction.atomic():
        ItemVersion.objects.bulk_create(fresh, batch_size=200)
    changed = [
        draft for plan, draft in zip(plans, drafts, strict=True) if plan.kind == UPDATED and draft is plan.newest
    ]
    names = {name for plan in plans for name in plan.values}
    keep_drafts(changed, {*names, "batch", "source_list"})
    return drafts


def _draft(stock: Stock, plan: Plan, actor) -> ItemVersion:
    if plan.kind == UNCHANGED:
        return plan.newest
    draft = plan.newest
    if draft is None or draft.frozen:
        kept = [f.attname for f in ItemVersion._meta.concrete_fields if f.name not in _NOT_COPIED]
        copied = {name: getattr(draft, name) for name in kept} if draft else {}
        item = stock.items[plan.row.number]
        number = draft.version_no + 1 if draft else 1
        draft = ItemVersion(**{**copied, "item_id": item.pk, "version_no": number})
        draft.item = item
    if plan.row.batch:
        draft.batch = stock.batches[plan.row.batch]
    draft.source_list, draft.edited_by = plan.source_list, actor
    for name, value in plan.values.items():
        setattr(draft, name, value)
    return draft


def _replace_parts(pairs: list[tuple[ItemVersion, Plan]]) -> None:
    """Citations and conditions of the changed drafts, anew."""
    standing = [draft.pk for draft, plan in pairs if draft is plan.newest]
    Citation.objects.filter(version__in=standing).delete()
    ItemCondition.objects.filter(version__in=standing).delete()
    Citation.objects.bulk_create(
        (
            Citation(version=draft, role=role, statute_id=statute, statute_version_id=wording, article_label=label)
            for draft, plan in pairs
            for role, statute, wording, label in plan.cited
        ),
        batch_size=500,
    )
    ItemCondition.objects.bulk_create(
        (
            ItemCondition(version=draft, token_id=token, text=text, sort=place)
            for draft, plan in pairs
            for place, (token, text) in enumerate(plan.tokens, start=1)
        ),
        batch_size=500,
    )


def _event(outcome: ImportOutcome, actor) -> dict:
    version = outcome.version
    return {
        "verb": "item_version_import",
        "actor": actor,
        "target": version,
        "thread": thread(version),
        "number": version.item.number,
        "version_no": version.version_no,
        "fields": [header for header, _, _ in outcome.changes] if outcome.kind == UPDATED else ["全部"],
    }
