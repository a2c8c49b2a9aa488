"""Changing the columns of a pack."""

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer

from ..layouts import PENALTY_SOURCES, SOURCES, start_columns
from ..models import PackLayout
from ..status import Target
from .access import RIGHT

MOST = 60


@transaction.atomic
def layout_save(
    *, target: str, lenient: bool, actor: Officer, columns: list[dict], version: int | None = None
) -> PackLayout:
    """Set the columns, in order: ``{"heading", "source", "text", "checked"}``. Packs already made keep theirs."""
    guard.require(actor, *RIGHT)
    if target not in Target.values:
        raise DomainError("没有这个报送系统。")
    clean = [_column(n, column, lenient) for n, column in enumerate(columns, start=1)]
    headings = [column["heading"] for column in clean]
    if not 1 <= len(clean) <= MOST:
        raise DomainError(f"字段表应有 1 至 {MOST} 栏。")
    if twice := {heading for heading in headings if headings.count(heading) > 1}:
        raise DomainError(f"表头“{'”“'.join(sorted(twice))}”重复。")
    key = {"bureau": actor.bureau, "target": target, "lenient": lenient}
    start = PackLayout(**key, columns=start_columns(target, lenient), updated_by=actor, version=0)
    PackLayout.objects.bulk_create([start], ignore_conflicts=True)
    row = PackLayout.objects.select_for_update(of=("self",)).select_related("updated_by").get(**key)
    guard.require_version(row, version, row.updated_by, what="这张字段表")
    row.columns, row.updated_by = clean, actor
    row.version += 1
    row.save()
    checked = sum(column["checked"] for column in clean)
    audit.record(
        verb="publication_layout",
        actor=actor,
        target=row,
        thread=row.thread,
        system=row.get_target_display(),
        columns=len(clean),
        checked=checked,
    )
    return row


def _column(n: int, column: dict, lenient: bool) -> dict:
    heading, source, text = ((column.get(name) or "").strip() for name in ("heading", "source", "text"))
    if not heading or len(heading) > 60:
        raise DomainError(f"第{n}栏的表头没有填，或超过60个字。")
    if source not in SOURCES:
        raise DomainError(f"第{n}栏“{heading}”没有选择取什么内容。")
    if lenient and source in PENALTY_SOURCES:
        raise DomainError(f"第{n}栏“{heading}”是处罚内容；从宽结果不是行政处罚，不能取这一项。")
    if bool(text) != (source == "text"):
        raise DomainError(f"第{n}栏“{heading}”：选“固定文字”的要填文字，其他的不填。")
    return {"heading": heading, "source": source, "text": text[:200], "checked": bool(column.get("checked"))}
