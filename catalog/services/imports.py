"""Taking a line of a file into a draft. Nothing is published here, and nothing becomes freer than it was."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.guard import require

from ..models import Batch, Citation, ConditionToken, Item, ItemCondition, ItemVersion, Statute
from ..rows import HEADER_OF_FIELD, CatalogRow, CitedArticle, RowRefused
from ..status import TokenRole, stricter
from .batches import batch_create, clean_or_refuse, item_create
from .versions import item_version_new, next_number, thread

IMPORT = "catalog.import_catalog"
NEW, UPDATED, UNCHANGED = "new", "update", "skip"


@dataclass
class ImportOutcome:
    """What became of a line: ``kind`` new, update or skip; ``changes`` are (header, old, new); ``notes`` for the user."""

    kind: str
    version: ItemVersion
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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
    cited = _resolve_citations(row.citations if citations is None else citations, on)
    tokens = _resolve_tokens(row)
    batch = Batch.objects.filter(bureau=actor.bureau, name=row.batch).first() or batch_create(
        actor=actor, name=row.batch, is_sample=is_sample
    )
    item = Item.objects.for_bureau(actor.bureau).filter(number=row.number).first()
    newest = ItemVersion.objects.filter(item=item).order_by("-version_no").first() if item else None
    if item and item.domain != row.domain:
        raise RowRefused([f"事项 {row.number} 的领域是“{item.domain}”，与文件中的“{row.domain}”不一致"])
    values, notes = _kept_strict(row, newest)
    if newest is None:
        item = item or item_create(actor=actor, number=row.number, domain=row.domain)
        draft = ItemVersion(item=item, version_no=next_number(item), batch=batch, edited_by=actor, **values)
        clean_or_refuse(draft)
        draft.save()
        _replace_parts(draft, cited, tokens)
        _record(draft, actor, ["全部"])
        return ImportOutcome(NEW, draft, [], notes)
    changes = _changes(newest, batch, values, cited, tokens)
    if not changes:
        return ImportOutcome(UNCHANGED, newest, [], notes)
    draft = item_version_new(item=item, actor=actor) if newest.frozen else newest
    if newest.frozen:
        notes.append(f"第{newest.version_no}版已发布，改动写入新的草稿第{draft.version_no}版")
    draft.batch, draft.edited_by = batch, actor
    for name, value in values.items():
        setattr(draft, name, value)
    clean_or_refuse(draft)
    draft.save()
    _replace_parts(draft, cited, tokens)
    _record(draft, actor, [header for header, _, _ in changes])
    return ImportOutcome(UPDATED, draft, changes, notes)


@transaction.atomic
def import_summary_record(*, actor, file_name: str, created: int, updated: int, skipped: int, refused: int) -> None:
    """Leave one record of a whole import besides those of its lines."""
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


def _resolve_citations(wanted: list[CitedArticle], on: date) -> list[tuple]:
    titles = {citation.title for citation in wanted}
    statutes = {s.title: s for s in Statute.objects.filter(title__in=titles).prefetch_related("versions")}
    if missing := sorted(titles - statutes.keys()):
        raise RowRefused([f"法规库中没有《{title}》，请先在“法规”中登记" for title in missing])
    found = []
    for citation in wanted:
        statute = statutes[citation.title]
        day = citation.version_date
        fits = [v for v in statute.versions.all() if (v.version_date == day if day else v.covers(on))]
        if day and not fits:
            raise RowRefused([f"法规库中没有《{citation.title}》{day:%Y-%m-%d} 的版本，请先登记"])
        found.append((citation.role, statute.pk, fits[0].pk if fits else None, citation.label))
    return found


def _resolve_tokens(row: CatalogRow) -> list[tuple]:
    known = {t.token: t for t in ConditionToken.objects.filter(token__in=[name for name, _, _ in row.tokens])}
    reasons, found = [], []
    for name, text, role in row.tokens:
        token = known.get(name)
        if token is None:
            reasons.append(f"没有名为“{name}”的条件词，请先在“条件词”中登记")
        elif token.role != role:
            reasons.append(f"“{name}”是{TokenRole(token.role).label}，不能写在“{TokenRole(role).label}”一栏")
        else:
            found.append((token.pk, text))
    if reasons:
        raise RowRefused(reasons)
    return found


def _kept_strict(row: CatalogRow, newest: ItemVersion | None) -> tuple[dict, list[str]]:
    values = dict(row.values)
    if newest is None:
        return values, []
    values["load_state"] = stricter(newest.load_state, values["load_state"])
    if values["load_state"] == row.values["load_state"]:
        return values, []
    return values, [f"使用状态保持“{newest.get_load_state_display()}”：导入不能放宽，请由法制人员在后台修改"]


def _changes(version: ItemVersion, batch, values: dict, cited: list, tokens: list) -> list[tuple[str, str, str]]:
    changes = []
    if version.batch_id != batch.pk:
        changes.append(("批次", str(version.batch), str(batch)))
    for name, new in values.items():
        old = getattr(version, name)
        if old != new:
            changes.append((HEADER_OF_FIELD[name], _shown(version, name, old), _shown(version, name, new)))
    if _parts_of(version)[0] != sorted(cited, key=str):
        changes.append(("引用条款", f"{version.citations.count()} 条", f"{len(cited)} 条"))
    if _parts_of(version)[1] != tokens:
        changes.append(("适用条件", f"{version.conditions.count()} 项", f"{len(tokens)} 项"))
    return changes


def _parts_of(version: ItemVersion) -> tuple[list, list]:
    cited = version.citations.values_list("role", "statute_id", "statute_version_id", "article_label")
    tokens = version.conditions.order_by("sort", "pk").values_list("token_id", "text")
    return sorted(cited, key=str), list(tokens)


def _shown(version: ItemVersion, name: str, value) -> str:
    choices = dict(version._meta.get_field(name).flatchoices)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(choices.get(value, "" if value is None else value))


def _replace_parts(draft: ItemVersion, cited: list, tokens: list) -> None:
    draft.citations.all().delete()
    draft.conditions.all().delete()
    Citation.objects.bulk_create(
        Citation(version=draft, role=role, statute_id=statute, statute_version_id=version, article_label=label)
        for role, statute, version, label in cited
    )
    ItemCondition.objects.bulk_create(
        ItemCondition(version=draft, token_id=token, text=text, sort=place)
        for place, (token, text) in enumerate(tokens, start=1)
    )


def _record(draft: ItemVersion, actor, fields: list[str]) -> None:
    audit.record(
        verb="item_version_import",
        actor=actor,
        target=draft,
        thread=thread(draft),
        number=draft.item.number,
        version_no=draft.version_no,
        fields=fields,
    )
