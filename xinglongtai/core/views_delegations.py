"""授权代理: one's own, a new one, ending one, and all of the bureau for those who watch over it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import delegations, parameters
from .acts import attempt
from .errors import DomainError
from .forms import DelegationFilter, DelegationForm
from .lists import listing
from .models import DelegationState
from .web import require_right, today, visible_or_404

GIVE = (delegations.GIVE, "授权代理")
VIEW = (delegations.VIEW, "查看本机关的授权代理")
_TONES = {DelegationState.LIVE: "good", DelegationState.AHEAD: "info"}
MOST = 50


def delegation_lines(rows, on) -> list[dict]:
    """Rows as pages show them: what for, where it stands on ``on``."""
    found = []
    for row in rows:
        state = row.state_on(on)
        ends = state in (DelegationState.LIVE, DelegationState.AHEAD)
        words = {"row": row, "kinds": delegations.labels(row.kinds), "state": state.label, "can_end": ends}
        found.append({**words, "tone": _TONES.get(state, "neutral")})
    return found


@require_GET
def delegations_mine(request):
    """What I gave, and for whom I decide."""
    actor, on = require_right(request, *GIVE), today()
    lines = delegation_lines(delegations.mine(actor)[:MOST], on)
    context = {
        "given": [line for line in lines if line["row"].principal_id == actor.pk],
        "received": [line for line in lines if line["row"].deputy_id == actor.pk],
        "today": on,
    }
    return render(request, "core/delegations.html", context)


@require_http_methods(["GET", "POST"])
def delegation_new(request):
    """Name a deputy."""
    actor, on = require_right(request, *GIVE), today()
    form = DelegationForm(request.POST or None, actor=actor, initial={"begins_on": on})
    if request.method == "POST" and form.is_valid():
        row = attempt(form, delegations.delegation_grant, actor=actor, on=on, **form.cleaned_data)
        if row:
            messages.success(request, f"已授权{row.deputy.name}代为审批，双方都已收到消息。")
            return redirect("core:delegations")
    heads = parameters.value(actor.bureau, delegations.HEADS_FOR_LEADERS)
    who = [(kind, delegations.who_may(kind, heads)) for kind in delegations.kinds_of(actor)]
    context = {"form": form, "who": who, "nobody": not form.fields["deputy"].queryset.exists()}
    return render(request, "core/delegation_new.html", context, status=422 if form.is_bound else 200)


@require_POST
def delegation_end(request, pk):
    """收回 or 交回, with the reason."""
    actor = require_right(request, *GIVE)
    row = visible_or_404(delegations.mine(actor), pk)
    try:
        delegations.delegation_revoke(
            delegation=row, actor=actor, on=today(), reason=request.POST.get("reason", "")[:300]
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "授权已经结束，双方都已收到消息。已经作出的决定不受影响。")
    return redirect("core:delegations")


@require_GET
def delegations_all(request):
    """Who decides for whom in the bureau."""
    actor, on = require_right(request, *VIEW), today()
    page = listing(DelegationFilter(request.GET, on=on), delegations.of_bureau(actor), request.GET.get("page"))
    return render(request, "core/delegations_all.html", {"list": page, "lines": delegation_lines(page.page_obj, on)})
