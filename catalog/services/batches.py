"""New batches and new items."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require, visible_row

from ..models import Batch, Item


def clean_or_refuse(row, exclude=()) -> None:
    """``full_clean`` whose findings come as one :class:`DomainError` for the user."""
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        lines = []
        for name, found in error.message_dict.items():
            label = "" if name == "__all__" else f"{row._meta.get_field(name).verbose_name}:"
            lines += [f"{label}{text}" for text in found]
        raise DomainError(" ".join(lines)) from None


@transaction.atomic
def batch_create(*, actor, name: str, is_sample: bool = False, note: str = "") -> Batch:
    """A new batch of the actor's bureau, with the next sequence number.

    Raises NotAllowed without ``catalog.add_batch``, DomainError for a name already in use.
    """
    require(actor, "catalog.add_batch", "新建批次")
    last = Batch.objects.filter(bureau=actor.bureau).aggregate(last=Max("sequence"))["last"] or 0
    batch = Batch(bureau=actor.bureau, name=name.strip(), sequence=last + 1, is_sample=is_sample, note=note)
    clean_or_refuse(batch)
    batch.save()
    audit.record(verb="batch_create", actor=actor, target=batch, name=batch.name, is_sample=is_sample)
    return batch


@transaction.atomic
def batch_save(*, batch: Batch, actor, fields=()) -> Batch:
    """Save the changed name, note or sample mark of a batch. Raises NotAllowed, NotVisible, DomainError."""
    require(actor, "catalog.change_batch", "修改批次")
    stored = visible_row(Batch.objects.filter(bureau=actor.bureau), batch.pk)
    batch.bureau_id, batch.sequence = stored.bureau_id, stored.sequence
    clean_or_refuse(batch)
    batch.save()
    audit.record(verb="batch_edit", actor=actor, target=batch, name=batch.name, fields=sorted(fields))
    return batch


@transaction.atomic
def item_create(*, actor, number: str, domain: str) -> Item:
    """A new item of the actor's bureau, still without a version.

    Raises NotAllowed without ``catalog.add_item``, DomainError for a number already in use or badly formed.
    """
    require(actor, "catalog.add_item", "新增清单事项")
    item = Item(bureau=actor.bureau, number=number.strip(), domain=domain.strip())
    clean_or_refuse(item)
    item.save()
    audit.record(verb="item_create", actor=actor, target=item, thread=f"item:{item.pk}", number=item.number)
    return item


@transaction.atomic
def item_delete(*, item: Item, actor) -> None:
    """Delete an item that has no version left. Raises NotAllowed, NotVisible, TransitionRefused."""
    require(actor, "catalog.delete_item", "删除清单事项")
    item = visible_row(Item.objects.for_bureau(actor.bureau), item.pk)
    if item.versions.exists():
        raise TransitionRefused(f"事项 {item.number} 还有版本，不能删除。不再适用的事项请办理失效。")
    audit.record(verb="item_delete", actor=actor, target=item, thread=f"item:{item.pk}", number=item.number)
    item.delete()
