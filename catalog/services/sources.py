"""Lists and criteria the items are taken from (总局/省/市/区), and what their end means for the items."""

from datetime import date

from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require, visible_row

from ..models import ItemVersion, SourceList
from .batches import clean_or_refuse
from .publication import item_version_set_end


@transaction.atomic
def source_list_save(*, source: SourceList, actor, fields=()) -> SourceList:
    """Save a new or changed source list of the actor's bureau. Its end is set by :func:`source_list_end` only.

    Raises NotAllowed, NotVisible (another bureau's list), DomainError (a list of that name and number exists already).
    """
    adding = source.pk is None
    require(actor, f"catalog.{'add' if adding else 'change'}_sourcelist", "登记清单来源")
    if not adding:
        stored = visible_row(SourceList.objects.filter(bureau=actor.bureau), source.pk)
        source.effective_to = stored.effective_to
    source.bureau = actor.bureau
    clean_or_refuse(source)
    source.save()
    audit.record(verb="source_list_save", actor=actor, target=source, title=str(source), fields=sorted(fields))
    return source


@transaction.atomic
def source_list_end(
    *, source: SourceList, actor, effective_to: date, reason: str, on: date
) -> list[tuple[ItemVersion, date | None]]:
    """End a whole list: ``effective_to`` is its last day, and that of every published item that rests on it.

    An item that ends earlier anyway keeps its day. Gives the shortened versions with their former last day. Drafts and
    pending versions on the list are held back by the gate :func:`catalog.services.gates.within_its_list`.
    Raises NotAllowed, NotVisible, DomainError (no reason, a day already past), TransitionRefused (an item that starts
    only after that day).
    """
    require(actor, "catalog.publish_itemversion", "办理清单来源截止")
    if not reason.strip():
        raise DomainError("请填写截止理由，如废止文件的名称。", field="reason")
    source = visible_row(SourceList.objects.filter(bureau=actor.bureau), source.pk)
    if effective_to < on:
        raise DomainError("截止日期不能早于今天；今天起即停止适用的，请对各事项办理失效。", field="effective_to")
    if source.effective_from and effective_to < source.effective_from:
        raise DomainError("截止日期不能早于清单来源的施行日期。", field="effective_to")
    rows = ItemVersion.objects.published().filter(source_list=source).select_related("item").in_list_order()
    if late := [version for version in rows if version.effective_from > effective_to]:
        names = "、".join(f"{version.item.number} 第{version.version_no}版" for version in late)
        raise TransitionRefused(f"{names}在该日之后才施行。请先对这些事项办理失效，再办理清单来源截止。")
    ended = []
    for version in rows:
        if version.effective_to is None or version.effective_to > effective_to:
            ended.append((version, version.effective_to))
            item_version_set_end(version=version, actor=actor, effective_to=effective_to, on=on)
    source.effective_to = effective_to
    source.save(update_fields=["effective_to"])
    audit.record(
        verb="source_list_end",
        actor=actor,
        target=source,
        title=str(source),
        effective_to=effective_to,
        ended=len(ended),
        reason=reason.strip(),
    )
    return ended
