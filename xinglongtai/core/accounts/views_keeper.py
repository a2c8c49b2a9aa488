"""账号与权限: what the 安全管理员 sees and does. The verbs ask for the right again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import audit
from ..acts import attempt
from ..errors import DomainError, NotAllowed, NotVisible
from ..lists import listing
from ..models import Event
from ..web import require_right, visible_or_404
from . import keeping, locks, second_factor, sessions
from .forms import RolesForm
from .people import AccountFilter, lines, visible_to

_WHAT = "管理账号权限"
SHOWN = 20


def _keeper(request):
    """The account that acts: a 安全管理员, or the installation's superuser, who stands for no officer."""
    if not request.user.is_superuser:
        require_right(request, keeping.ACCESS, _WHAT)
    return request.user


@require_GET
def accounts(request):
    """Accounts with roles and what is the matter with them."""
    now, by = timezone.now(), _keeper(request)
    found = listing(AccountFilter(request.GET, now=now), visible_to(by), request.GET.get("page"))
    return render(request, "core/accounts/list.html", {"list": found, "lines": lines(found.page_obj, now)})


def _account_page(request, account, form=None, status=200):
    now = timezone.now()
    held = [group.name for group in account.groups.all()]
    form = form or RolesForm(initial={"roles": held, "seen": ",".join(held)})
    events = Event.objects.filter(target_type="core.user", target_id=str(account.pk)).select_related("actor__unit")
    context = {
        "line": lines([account], now)[0],
        "account": account,
        "own": account.pk == request.user.pk,
        "form": form,
        "factor": second_factor.confirmed(account),
        "must": second_factor.required_for(account),
        "open_sessions": sessions.open_of(account, now)[:SHOWN],
        "events": [{"at": row.at, "who": row.actor, "text": audit.describe(row)} for row in events[:SHOWN]],
    }
    return render(request, "core/accounts/account.html", context, status=status)


@require_http_methods(["GET", "POST"])
def account(request, pk):
    """One account; POST sets its roles."""
    by = _keeper(request)
    row = visible_or_404(visible_to(by), pk)
    if request.method == "GET":
        return _account_page(request, row)
    form = RolesForm(request.POST)
    if form.is_valid() and attempt(form, keeping.roles_set, account=row, by=by, **form.given()):
        messages.success(request, f"已调整 {row.username} 的角色，本人会收到消息，需要重新登录。")
        return redirect("core:account", row.pk)
    return _account_page(request, row, form, status=422)


def _act(request, pk, verb, done: str):
    """A verb with a reason on one account, then its page again."""
    by = _keeper(request)
    row = visible_or_404(visible_to(by), pk)
    try:
        verb(account=row, by=by, reason=request.POST.get("reason", ""))
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("core:account", pk)


@require_POST
def account_unlock(request, pk):
    """Let the person try again."""
    return _act(request, pk, keeping.account_unlock, "已解除锁定，可以重新登录。")


@require_POST
def account_factor_reset(request, pk):
    """A lost phone."""
    return _act(request, pk, keeping.factor_reset, "动态验证码已重置，本人会收到消息，登录后重新设置。")


@require_POST
def account_sessions_end(request, pk):
    """Out everywhere."""
    return _act(request, pk, keeping.sessions_end, "这个账号的全部登录已经结束。")


@require_http_methods(["GET", "POST"])
def account_locks(request):
    """Locked accounts and addresses; POST unlocks an address."""
    now, by = timezone.now(), _keeper(request)
    if request.method == "POST":
        return _address_unlock(request, by)
    locked = locks.locked_accounts(now)
    rows = visible_to(by).filter(username__in=list(locked))
    context = {"lines": lines(rows, now), "addresses": locks.locked_addresses(now)}
    return render(request, "core/accounts/locks.html", context)


def _address_unlock(request, by):
    given = {"address": request.POST.get("address", "")[:45], "reason": request.POST.get("reason", "")}
    try:
        keeping.address_unlock(by=by, **given)
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已解除这个地址的锁定。")
    return redirect("core:account_locks")
