"""Pages of tokens: the list, asking, deciding, fetching, revoking."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core import audit, parameters
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.display import person
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.lists import listing
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import actor_of, require_right, today, visible_or_404, whole_number

from . import selectors, services_tokens
from .forms import DecideForm, TokenFilter, TokenForm
from .models import ApiToken
from .services_tokens import APPROVE, MANAGE
from .status import TokenState


def overseer(request):
    """Whoever manages or approves tokens; NotAllowed for everybody else."""
    actor = actor_of(request)
    if not (allowed(actor, MANAGE) or allowed(actor, APPROVE)):
        raise NotAllowed("您没有查看接口凭证的权限。请联系系统管理员。")
    return actor


def _row(actor, pk) -> ApiToken:
    rows = ApiToken.objects.visible_to(actor)
    return visible_or_404(rows.select_related("requested_by", "decided_by", "fetched_by", "revoked_by"), pk)


@require_GET
def tokens(request):
    """接口凭证: every token of the bureau."""
    actor = overseer(request)
    page = listing(TokenFilter(request.GET), ApiToken.objects.visible_to(actor), request.GET.get("page"))
    waiting = ApiToken.objects.visible_to(actor).filter(state=TokenState.REQUESTED).count()
    context = {"list": page, "today": today(), "may_ask": allowed(actor, MANAGE), "waiting": waiting}
    return render(request, "oversight/bridge/tokens.html", context)


def token_new(request):
    """Ask for a token."""
    actor = require_right(request, MANAGE, "管理接口凭证")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token = attempt(form, services_tokens.token_request, actor=actor, on=today(), **form.values())
        if token:
            said = (
                "已申请，等局负责人批准。"
                if token.state == TokenState.REQUESTED
                else "清单是公开的，不需要批准，可以领取。"
            )
            messages.success(request, said)
            return redirect("oversight:token", token.pk)
    context = {"form": form, "longest": parameters.value(actor.bureau, "bridge.token_days")}
    return render(request, "oversight/bridge/token_new.html", context, status=422 if form.is_bound else 200)


@require_GET
def token(request, pk):
    """One token: what it may read, who opened it, how much it was used, where changes are sent."""
    actor = overseer(request)
    row = _row(actor, pk)
    context = {
        "token": row,
        "today": today(),
        "over": row.over(today()),
        "may_manage": allowed(actor, MANAGE),
        "may_decide": allowed(actor, APPROVE) and row.requested_by_id != actor.pk,
        "usage": selectors.usage(row),
        "hooks": row.hooks.order_by("-pk"),
        "works": row.works(today()),
        "events": [
            {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
            for event in audit.timeline(row.thread, 30)
        ],
    }
    return render(request, "oversight/bridge/token.html", context)


def token_decide(request, pk):
    """A leader decides."""
    actor = require_right(request, APPROVE, "批准接口凭证")
    row = _row(actor, pk)
    form = DecideForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        approve = given["decision"] == "approve"
        values = {"approve": approve, "note": given["note"], "version": given["version"]}
        if attempt(form, services_tokens.token_decide, token=row, actor=actor, on=today(), **values):
            messages.success(request, "已批准，申请人可以领取。" if approve else "已记录为不批准。")
            return redirect("oversight:token", row.pk)
    return act_page(
        request,
        form,
        row,
        template="oversight/bridge/token_decide.html",
        title="批准接口凭证",
        lead=row.system,
        submit="确定",
        back_url=f"/oversight/tokens/{row.pk}/",
        back_label="接口凭证",
        token=row,
    )


@require_POST
@never_cache
def token_fetch(request, pk):
    """Fetch the secret: shown in this answer and nowhere else."""
    actor = require_right(request, MANAGE, "管理接口凭证")
    row = _row(actor, pk)
    try:
        row, secret = services_tokens.token_fetch(
            token=row, actor=actor, on=today(), version=whole_number(request.POST.get("version"))
        )
    except DomainError as refusal:
        return _refused(request, refusal, row)
    return render(request, "oversight/bridge/token_fetched.html", {"token": row, "secret": secret})


def _refused(request, refusal, row):
    messages.error(request, refusal.message)
    return redirect("oversight:token", row.pk)


@require_POST
def token_revoke(request, pk):
    """Revoke with a reason."""
    actor = overseer(request)
    row = _row(actor, pk)
    version = whole_number(request.POST.get("version"))
    try:
        services_tokens.token_revoke(token=row, actor=actor, reason=request.POST.get("reason", ""), version=version)
    except DomainError as refusal:
        return _refused(request, refusal, row)
    messages.success(request, "已停用，从现在起不再应答。")
    return redirect("oversight:token", row.pk)
