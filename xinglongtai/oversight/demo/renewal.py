"""A list that moves: one item changed on a new source list, one ended, so that the public change log has something to tell."""

from datetime import date

from cases.models import Violation
from catalog.models import Batch, ItemVersion, SourceList
from catalog.services import (
    batch_create,
    item_version_new,
    item_version_publish,
    item_version_retire,
    item_version_save,
    item_version_submit,
    source_list_save,
)
from catalog.status import SourceLevel
from catalog.suspension import suspended

from .people import Staff

BATCH = "演示第二批"


def renew_the_list(staff: Staff, on: date) -> None:
    """Two items that no case rests on; nothing where there are none."""
    free = _unused(staff, on)
    if len(free) < 2:
        return
    ended, changed = free[-2:]
    if len(free) > 2:
        _submit(staff, free[-3], on)
    item_version_retire(version=ended, actor=staff.legal, on=on, reason="演示：依据的清单已经调整")
    batch = batch_create(actor=staff.legal, name=BATCH, is_sample=True, note="演示数据")
    source = SourceList(
        level=SourceLevel.CITY,
        title="演示市轻微违法行为清单（示例）",
        document_number=f"演示市监发〔{on.year}〕1号",
        effective_from=on.replace(month=1, day=1),
    )
    source = source_list_save(source=source, actor=staff.legal, fields=["title", "document_number", "effective_from"])
    _shorten(staff, changed, batch, source, on)


def _shorten(staff: Staff, old: ItemVersion, batch: Batch, source: SourceList, on: date) -> None:
    draft = item_version_new(item=old.item, actor=staff.legal)
    draft.batch, draft.correction_days_max = batch, max(1, old.correction_days_max - 2)
    draft.source_list = source
    draft.effective_from = _next_month(on)
    item_version_save(version=draft, actor=staff.legal, fields=["batch", "source_list", "correction_days_max"])
    item_version_submit(version=draft, actor=staff.legal, on=on)
    item_version_publish(version=draft, actor=staff.legal_2, on=on)


def _submit(staff: Staff, old: ItemVersion, on: date) -> None:
    """One more that waits for the second person."""
    draft = item_version_new(item=old.item, actor=staff.legal)
    draft.correction_days_max, draft.effective_from = max(1, old.correction_days_max - 1), _next_month(on)
    item_version_save(version=draft, actor=staff.legal, fields=["correction_days_max", "effective_from"])
    item_version_submit(version=draft, actor=staff.legal, on=on)


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def _unused(staff: Staff, on: date) -> list[ItemVersion]:
    used = Violation.objects.filter(case__bureau=staff.bureau).values("item_version__item")
    begun = ItemVersion.objects.open().for_bureau(staff.bureau).values("item")
    rows = (
        ItemVersion.objects.published()
        .in_force(on)
        .for_bureau(staff.bureau)
        .usable()
        .filter(effective_to=None, correction_days_max__gt=3)
        .exclude(item__in=used.exclude(item_version=None))
        .exclude(item__in=begun)
        .exclude(law_changes__isnull=False)
        .in_list_order()
    )
    versions = list(rows.select_related("item"))
    halted = suspended(versions, on)
    return [version for version in versions if version.pk not in halted]
