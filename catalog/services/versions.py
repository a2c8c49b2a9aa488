"""Drafts: making, saving and deleting them. What is published is only touched by :mod:`.publication`."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotVisible, TransitionRefused
from xinglongtai.core.guard import require, visible_row

from ..models import Citation, Item, ItemCondition, ItemVersion, Statute
from ..querysets import FROZEN
from ..rows import split_cell
from ..status import CitationRole, VersionState
from .batches import clean_or_refuse

#: What a new version does not take over from the one before it.
_NOT_COPIED = {
    "id",
    "version_no",
    "state",
    "effective_from",
    "effective_to",
    "updated_at",
    "edited_by",
    "submitted_at",
    "submitted_by",
    "return_reason",
    "published_at",
    "published_by",
    "retired_at",
    "retired_by",
    "retire_reason",
}


def thread(version: ItemVersion) -> str:
    """The audit thread that gathers the history of an item."""
    return f"item:{version.item_id}"


def locked(version: ItemVersion, actor) -> ItemVersion:
    """The stored row under a write lock, if it belongs to the actor's bureau; NotVisible otherwise."""
    rows = ItemVersion.objects.for_bureau(actor.bureau).select_related("item")
    return visible_row(rows, version.pk)


def next_number(item: Item) -> int:
    """The version number after the highest one in use."""
    return (ItemVersion.objects.filter(item=item).aggregate(last=Max("version_no"))["last"] or 0) + 1


@transaction.atomic
def item_version_new(*, item: Item, actor) -> ItemVersion:
    """A draft that copies the newest version of ``item`` with its citations and conditions, but not its dates.

    Raises NotAllowed; NotVisible for another bureau's item; TransitionRefused while a draft is open.
    """
    require(actor, "catalog.add_itemversion", "建立清单事项新版本")
    item = visible_row(Item.objects.for_bureau(actor.bureau), item.pk)
    last = ItemVersion.objects.filter(item=item).order_by("-version_no").first()
    if last is None:
        raise TransitionRefused(f"事项 {item.number} 还没有任何版本，请用“增加清单事项版本”或导入建立。")
    if not last.standing:
        raise TransitionRefused(_open_already(item, last))
    fields = [f.attname for f in ItemVersion._meta.concrete_fields if f.name not in _NOT_COPIED]
    draft = ItemVersion(**{name: getattr(last, name) for name in fields}, version_no=next_number(item), edited_by=actor)
    draft.save()
    for citation in last.citations.all():
        Citation.objects.create(
            version=draft,
            role=citation.role,
            statute_id=citation.statute_id,
            statute_version_id=citation.statute_version_id,
            article_label=citation.article_label,
        )
    for condition in last.conditions.all():
        ItemCondition.objects.create(
            version=draft, token_id=condition.token_id, text=condition.text, sort=condition.sort
        )
    audit.record(
        verb="item_version_new",
        actor=actor,
        target=draft,
        thread=thread(draft),
        number=item.number,
        version_no=draft.version_no,
    )
    return draft


@transaction.atomic
def item_version_save(*, version: ItemVersion, actor, fields=()) -> ItemVersion:
    """Save a new or changed draft; ``fields`` names what was changed, for the record.

    A new one gets the next version number. Raises NotAllowed, NotVisible (other bureau), TransitionRefused (not a
    draft), DomainError (bad values, a batch of another bureau).
    """
    adding = version.pk is None
    require(actor, f"catalog.{'add' if adding else 'change'}_itemversion", "编辑清单事项")
    if version.item.bureau_id != actor.bureau.pk:
        raise NotVisible("没有找到这条清单事项，或者它不属于您所在的机关。")
    if not adding and locked(version, actor).frozen:
        raise TransitionRefused(FROZEN)
    if version.batch.bureau_id != actor.bureau.pk:
        raise DomainError("所选批次不属于您所在的机关。", field="batch")
    if adding:
        if begun := ItemVersion.objects.open().filter(item=version.item).first():
            raise TransitionRefused(_open_already(version.item, begun))
        version.version_no = next_number(version.item)
    if version.source_list and version.source_list.bureau_id != actor.bureau.pk:
        raise DomainError("所选清单来源不属于您所在的机关。", field="source_list")
    version.state = VersionState.DRAFT
    version.edited_by = actor
    clean_or_refuse(version)
    version.save()
    audit.record(
        verb="item_version_edit",
        actor=actor,
        target=version,
        thread=thread(version),
        number=version.item.number,
        version_no=version.version_no,
        fields=sorted(fields),
    )
    return version


def _open_already(item: Item, begun: ItemVersion) -> str:
    if begun.state == VersionState.PENDING:
        return f"事项 {item.number} 第{begun.version_no}版正在待审。请先审核发布，或退回草稿后修改。"
    return f"事项 {item.number} 已有草稿（第{begun.version_no}版），请直接修改这份草稿。"


@transaction.atomic
def item_version_parts_save(*, version: ItemVersion, actor, on: date, fields=()) -> None:
    """After the citations and conditions of a draft were edited: cite what its text names, and leave a record.

    An article named in «违反条款» or «处罚条款» gets its citation when the statute is known; nothing is taken away.
    Raises NotAllowed, NotVisible, TransitionRefused.
    """
    require(actor, "catalog.change_itemversion", "编辑清单事项")
    version = locked(version, actor)
    if version.frozen:
        raise TransitionRefused(FROZEN)
    added = _cite_named(version, on)
    if fields or added:
        ItemVersion.objects.filter(pk=version.pk).update(edited_by=actor)
        audit.record(
            verb="item_version_edit",
            actor=actor,
            target=version,
            thread=thread(version),
            number=version.item.number,
            version_no=version.version_no,
            fields=[*sorted(fields), *added],
        )


def _cite_named(version: ItemVersion, on: date) -> list[str]:
    cited = set(version.citations.values_list("role", "statute__title", "article_label"))
    added = []
    for role in (CitationRole.VIOLATED, CitationRole.PENALTY):
        title = getattr(version, f"{role.value}_law")
        statute = Statute.objects.filter(title=title).first()
        for label in split_cell(getattr(version, f"{role.value}_article")):
            if statute and (role.value, title, label) not in cited:
                wording = statute.versions.in_force(on).first()
                Citation.objects.create(
                    version=version, role=role, statute=statute, statute_version=wording, article_label=label
                )
                added.append(f"{role.label}《{title}》{label}")
    return added


@transaction.atomic
def item_version_delete(*, version: ItemVersion, actor) -> None:
    """Delete a draft. Raises NotAllowed, NotVisible, TransitionRefused (published and retired ones stay for ever)."""
    require(actor, "catalog.delete_itemversion", "删除清单草稿")
    version = locked(version, actor)
    if version.frozen:
        raise TransitionRefused(FROZEN)
    audit.record(
        verb="item_version_delete",
        actor=actor,
        target=version,
        thread=thread(version),
        number=version.item.number,
        version_no=version.version_no,
    )
    version.delete()
