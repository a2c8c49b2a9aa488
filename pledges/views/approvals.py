"""审批: the inbox of heads and leaders, what waits for others, what they decided, several extensions at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core.acts import attempt
from xinglongtai.core.errors import NotAllowed
from xinglongtai.core.web import actor_of, today, whole_number

from .. import services
from ..approval_history import decided_by
from ..approval_steps import Desk
from ..approvals import RECENT_DAYS, elsewhere, everything
from ..forms.approvals import ExtensionsForm, InboxFilter
from ..models import Extension

MOST_AT_ONCE = 50


def approver(request) -> Desk:
    """The person's desk of today; 403 for people who never approve anything."""
    desk = Desk(actor_of(request), today())
    if not desk.has_inbox:
        raise NotAllowed("您没有审批的权限。请联系本单位负责人或系统管理员。")
    return desk


def _inbox(request, desk: Desk, form=None, status: int = 200):
    chosen = InboxFilter(request.GET, actor=desk.actor)
    waiting = [item for item in everything(desk) if item.step]
    items = chosen.fitting(waiting)
    principals = list(dict.fromkeys(row.principal for row in desk.delegations if row.powers))
    context = {
        "filters": chosen,
        "items": items,
        "count": len(items),
        "total": len(waiting),
        "bulk": [item for item in items if item.in_bulk],
        "alone": [item for item in items if item.no_bulk],
        "form": form or ExtensionsForm(),
        "principals": principals,
        "today": desk.on,
    }
    return render(request, "pledges/approval_list.html", context, status=status)


@require_GET
def approval_list(request):
    """Everything that waits for this person, the nearest deadline first."""
    return _inbox(request, approver(request))


@require_GET
def approval_elsewhere(request):
    """What waits for others in this person's sight, with whom and since when."""
    desk = approver(request)
    chosen = InboxFilter(request.GET, actor=desk.actor)
    items = chosen.fitting(elsewhere(desk.actor, desk.on))
    context = {"filters": chosen, "items": items, "count": len(items), "today": desk.on}
    return render(request, "pledges/approval_elsewhere.html", context)


@require_GET
def approval_decided(request):
    """What this person decided lately, and what to do where a decision was wrong."""
    desk = approver(request)
    rows = decided_by(desk.actor, desk.on)
    return render(request, "pledges/approval_decided.html", {"rows": rows, "days": RECENT_DAYS, "today": desk.on})


@require_POST
def approve_extensions(request):
    """Approve the chosen extensions; what one is refused for stands beside its name."""
    desk = approver(request)
    chosen = [pk for pk in map(whole_number, request.POST.getlist("ids")[:MOST_AT_ONCE]) if pk]
    rows = Extension.objects.filter(pk__in=chosen, pledge__case__in=desk.cases().values("pk")).order_by("pk")
    rows = list(rows.select_related("pledge__case__party", "pledge__case__bureau"))
    form = ExtensionsForm(request.POST)
    results = form.is_valid() and attempt(
        form, services.extensions_approve, extensions=rows, actor=desk.actor, on=desk.on, note=form.cleaned_data["note"]
    )
    if not results:
        return _inbox(request, desk, form, status=422)
    done = [result for result in results if not result.message]
    if done:
        messages.success(request, f"已批准 {len(done)} 项承诺延期。")
    for result in results:
        if result.message:
            messages.error(request, f"{result.party}：没有批准，{result.message}")
    return redirect(reverse("pledges:approval_list"))
