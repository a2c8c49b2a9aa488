"""Undoing an import: drafts it made go, drafts it changed get their old words back — unless somebody has been at them since."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from xinglongtai.core import audit
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.guard import require, visible_row

from ..models import ImportLine, ImportRun, Item, ItemVersion
from ..status import LineKind, RunState, VersionState
from .import_snapshots import digest, restore
from .imports import IMPORT
from .versions import thread

#: Rows that belong to a version and go with it; anything else that points at it keeps it.
_OWN = {"citations", "conditions"}


@transaction.atomic
def import_run_undo(*, run: ImportRun, actor) -> ImportRun:
    """Take an import back, line by line; ``run.columns["kept"]`` lists the lines that stay, with the reason.

    Raises NotAllowed, NotVisible; TransitionRefused where it was not imported or no line can be taken back.
    """
    require(actor, IMPORT, "导入清单")
    run = visible_row(ImportRun.objects.filter(bureau=actor.bureau), run.pk)
    if run.state != RunState.IMPORTED:
        raise TransitionRefused(f"这次导入{run.get_state_display()}，没有可以撤销的内容。")
    lines = list(run.lines.filter(kind__in=[LineKind.NEW, LineKind.CHANGED]))
    versions = _versions(lines)
    used = _used(ItemVersion, versions, _OWN)
    kept, back = [], []
    for line in lines:
        version = versions.get(line.version_id)
        if why := _why_kept(line, version, used):
            kept.append([line.number, line.title, why])
        elif version:
            back.append((line, version))
    if kept and not back:
        raise TransitionRefused(f"没有一行可以撤销：{kept[0][1]}，{kept[0][2]}。", reasons=[why for *_, why in kept])
    _take_back(back, actor)
    run.state, run.undone_at, run.undone_by = RunState.UNDONE, timezone.now(), actor
    run.columns = {**run.columns, "kept": kept}
    run.save(update_fields=["state", "undone_at", "undone_by", "columns"])
    audit.record(verb="import_run_undo", actor=actor, target=run, file=run.file_name, undone=len(back), kept=len(kept))
    return run


def _versions(lines: list[ImportLine]) -> dict[int, ItemVersion]:
    ids = [line.version_id for line in lines if line.version_id]
    rows = ItemVersion.objects.filter(pk__in=ids).select_for_update(of=("self",)).select_related("item", "edited_by")
    return {version.pk: version for version in rows.prefetch_related("citations", "conditions")}


def _used(model, ids: Iterable[int], own: set[str]) -> set[int]:
    """Rows that something else points at by now — a test case, a review, a case — besides the relations in ``own``."""
    ids, found = list(ids), set()
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() in own or relation.related_model is ImportLine:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        found.update(rows.values_list(relation.field.attname, flat=True))
    return found


def _why_kept(line: ImportLine, version: ItemVersion | None, used: set[int]) -> str:
    """Why a line cannot be taken back; "" when it can or is gone already."""
    if version is None:
        return "" if line.before["old"] is None else "草稿后来被删除"
    if version.state != VersionState.DRAFT:
        return f"已是“{version.get_state_display()}”，请先退回草稿或建立新版本"
    if digest(version) != line.before["after"]:
        return f"导入后又被修改（{version.edited_by or '其他操作'}），请直接改这份草稿"
    if line.before["old"] is None and version.pk in used:
        return "已有测试用例或其他记录引用这份草稿"
    return ""


def _take_back(back: list[tuple[ImportLine, ItemVersion]], actor) -> None:
    events, made, changed = [], [], []
    for line, version in back:
        gone = line.before["old"] is None
        events.append(
            {
                "verb": "item_version_import_undo",
                "actor": actor,
                "target": version,
                "thread": thread(version),
                "number": version.item.number,
                "version_no": version.version_no,
                "what": "删除草稿" if gone else "恢复原来的内容",
            }
        )
        if gone:
            made.append(version.pk)
        else:
            changed.append((version, line.before["old"]))
    restore(changed)
    audit.record_many(events)
    ItemVersion.objects.filter(pk__in=made).delete()
    items = {version.item_id for line, version in back if line.before["made_item"]}
    Item.objects.filter(pk__in=items - _used(Item, items, set())).delete()
