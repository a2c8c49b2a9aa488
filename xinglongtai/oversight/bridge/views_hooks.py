"""Pages of subscriptions and their deliveries."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core.acts import attempt
from xinglongtai.core.errors import DomainError
from xinglongtai.core.lists import listing
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import selectors, services_hooks
from .forms import DeliveryFilter, HookForm
from .models import ApiToken
from .services_tokens import MANAGE
from .status import HookState, change_words
from .views_tokens import overseer


@never_cache
def hook_new(request, pk):
    """Open a subscription for a token; the signing key is shown in the answer and nowhere else."""
    actor = require_right(request, MANAGE, "管理变化推送")
    token = visible_or_404(ApiToken.objects.visible_to(actor), pk)
    form = HookForm(request.POST or None, token=token)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, services_hooks.hook_open, token=token, actor=actor, on=today(), **form.cleaned_data)
        if made:
            return render(request, "oversight/bridge/hook_key.html", {"hook": made[0], "key": made[1], "new": True})
    context = {"form": form, "token": token, "works": token.works(today())}
    return render(request, "oversight/bridge/hook_new.html", context, status=422 if form.is_bound else 200)


@require_GET
def hook(request, pk):
    """One subscription: where, what, how it goes."""
    actor = overseer(request)
    row = visible_or_404(selectors.with_counts(services_hooks.visible_hooks(actor)), pk)
    context = {
        "hook": row,
        "types": change_words(row.types),
        "may_manage": allowed(actor, MANAGE) and row.state != HookState.ENDED,
        "active": row.state == HookState.ACTIVE,
        "works": row.token.works(today()),
        "latest": selectors.deliveries(actor).filter(hook=row)[:10],
    }
    return render(request, "oversight/bridge/hook.html", context)


@require_POST
@never_cache
def hook_act(request, pk):
    """Pause, go on, renew the key, end: the pressed button says which."""
    actor = require_right(request, MANAGE, "管理变化推送")
    row = visible_or_404(services_hooks.visible_hooks(actor), pk)
    act, known = request.POST.get("act", "end"), {"hook": row, "actor": actor}
    known["version"] = whole_number(request.POST.get("version"))
    try:
        if act == "key":
            made, key = services_hooks.hook_renew_key(**known)
            return render(request, "oversight/bridge/hook_key.html", {"hook": made, "key": key, "new": False})
        if act in {"pause", "resume"}:
            services_hooks.hook_switch(active=act == "resume", **known)
        else:
            services_hooks.hook_end(reason=request.POST.get("reason", ""), **known)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        said = {"pause": "已暂停。恢复后，暂停期间的变化会补推。", "resume": "已恢复推送。"}
        messages.success(request, said.get(act, "已停用，没有送出的不再投递。"))
    return redirect("oversight:hook", row.pk)


@require_GET
def deliveries(request):
    """变化推送: what was delivered, what waits, what was given up."""
    actor = overseer(request)
    form = DeliveryFilter(request.GET)
    page = listing(form, selectors.deliveries(actor), request.GET.get("page"))
    context = {"list": page, "may_manage": allowed(actor, MANAGE), "query": request.GET.urlencode()}
    return render(request, "oversight/bridge/deliveries.html", context)


@require_POST
def delivery_again(request, pk):
    """Send once more what was given up."""
    actor = require_right(request, MANAGE, "管理变化推送")
    row = visible_or_404(selectors.deliveries(actor), pk)
    try:
        services_hooks.delivery_again(delivery=row, actor=actor, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已重新排队，下次推送时投递。")
    return redirect("oversight:hook", row.hook_id)
