"""Saved views of the overdue review: a name for filters, one's own or for the whole bureau, and the one a person starts with."""

from django.db import transaction
from django.db.models import Q

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer

from .models import SavedView, StartView

_RIGHT = ("oversight.view_overdue", "查看逾期审查")


def views_for(actor: Officer):
    """The actor's own views and those shared in the bureau, by name."""
    shared = Q(shared=True, officer__unit__bureau_id=actor.unit.bureau_id)
    rows = SavedView.objects.filter(Q(officer=actor) | shared).select_related("officer__unit")
    return rows.order_by("name", "pk")


@transaction.atomic
def view_save(*, actor: Officer, name: str, query: str, shared: bool = False, start: bool = False) -> SavedView:
    """Keep the filters ``query`` under ``name``; the actor's view of that name gets the new filters. ``start``: open with it."""
    guard.require(actor, *_RIGHT)
    name = name.strip()
    if not name:
        raise DomainError("请给视图起个名字，如“一所30天以上”。", field="name")
    if not query:
        raise DomainError("还没有设条件。请先筛选，再保存。", field="name")
    if len(query) > 500:
        raise DomainError("条件太长，不能保存。请缩短关键词。", field="name")
    view, _ = SavedView.objects.update_or_create(
        officer=actor, name=name[:40], defaults={"query": query, "shared": shared}
    )
    if start:
        StartView.objects.update_or_create(officer=actor, defaults={"view": view})
    audit.record(verb="overdue_view_save", actor=actor, target=view, name=view.name, shared=shared)
    return view


@transaction.atomic
def view_delete(*, view: SavedView, actor: Officer) -> None:
    """Delete a view of one's own. Whoever started with it starts with all rows again."""
    guard.require(actor, *_RIGHT)
    row = guard.visible_row(SavedView.objects.filter(officer=actor), view.pk)
    audit.record(verb="overdue_view_delete", actor=actor, target=row, name=row.name)
    row.delete()


@transaction.atomic
def view_start(*, view: SavedView, actor: Officer, start: bool) -> None:
    """Open the review with ``view``, or no longer."""
    guard.require(actor, *_RIGHT)
    row = guard.visible_row(views_for(actor), view.pk)
    if start:
        StartView.objects.update_or_create(officer=actor, defaults={"view": row})
    else:
        StartView.objects.filter(officer=actor, view=row).delete()
