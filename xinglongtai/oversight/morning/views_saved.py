"""Saved views of the overdue review: keep, delete, start with."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinglongtai.core.acts import attempt
from xinglongtai.core.privacy.sealed import FIELDS
from xinglongtai.core.web import require_right, visible_or_404

from . import services_views
from .forms import SaveViewForm
from .views_overdue import SEE_OVERDUE, asked_of, overdue_page


def _review(query: str):
    return redirect(f"{reverse('oversight:overdue')}?{query or 'all=1'}")


@require_POST
def view_save(request):
    """Keep the filters of the address under a name."""
    actor = require_right(request, *SEE_OVERDUE)
    form = SaveViewForm(request.POST)
    query = _only_filters(asked_of(request))
    if form.is_valid():
        view = attempt(form, services_views.view_save, actor=actor, query=query, **form.cleaned_data)
        if view:
            messages.success(request, f"视图“{view.name}”已保存。")
            return _review(query)
    return overdue_page(request, actor, save=form, status=422)


def _only_filters(asked: QueryDict) -> str:
    """The address without what was left blank, and without searched words: they may name a person, and open for half a day only."""
    kept = asked.copy()
    for name in [name for name, value in asked.items() if value == "" or name in FIELDS]:
        del kept[name]
    return kept.urlencode()


def _view(request, pk):
    actor = require_right(request, *SEE_OVERDUE)
    return actor, visible_or_404(services_views.views_for(actor), pk)


@require_POST
def view_delete(request, pk):
    """Delete a view of one's own."""
    actor, view = _view(request, pk)
    services_views.view_delete(view=view, actor=actor)
    messages.success(request, f"视图“{view.name}”已删除。")
    return _review("")


@require_POST
def view_start(request, pk):
    """Open the review with this view from now on, or no longer (``start`` blank)."""
    actor, view = _view(request, pk)
    start = bool(request.POST.get("start"))
    services_views.view_start(view=view, actor=actor, start=start)
    messages.success(request, f"打开逾期审查时先看“{view.name}”。" if start else "打开逾期审查时看全部。")
    return _review(view.query if start else "")
