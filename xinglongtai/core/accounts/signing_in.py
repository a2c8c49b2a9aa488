"""What happens at a login: the session begins, duties are decided, and once all of it is done the last login is told."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .. import audit
from ..client_address import client_address
from ..devices import plain_device
from ..display import cn_datetime
from ..models import AccountSession, User
from . import passwords, second_factor, sessions

#: States of the second factor in a session: not needed, to be set up first, code not given yet, done.
FREE, SETUP, OWED, PASSED = "free", "setup", "owed", "passed"
_STATE, _RULE, _BEFORE, _HOW = "account_factor", "account_factor_rule", "account_before", "account_how"
PASSWORD, PROVIDER = "密码", "统一身份认证"


def factor_state(request) -> str:
    """Where this session stands; decided anew where it is not known, or the setting was switched meanwhile."""
    session = request.session
    state = session.get(_STATE)
    switched = session.get(_RULE) != settings.SECOND_FACTOR_REQUIRED
    if state is None or (switched and state in (FREE, SETUP)):
        state = decide(request, request.user)
    return state


def decide(request, user: User) -> str:
    """What this account owes after its password: a code where it has a factor, setting one up where it must have one."""
    if getattr(request, "factor_by_provider", False):
        state = PASSED
    elif second_factor.confirmed(user):
        state = OWED
    else:
        state = SETUP if second_factor.required_for(user) else FREE
    request.session.update({_STATE: state, _RULE: settings.SECOND_FACTOR_REQUIRED})
    return state


def by_provider(request) -> bool:
    """Whether a provider vouches for this session: then our own password is no matter."""
    return request.session.get(_HOW) == PROVIDER


def passed(request) -> None:
    """The code was right, or the factor was just set up."""
    request.session[_STATE] = PASSED


def dropped(request) -> None:
    """The factor was taken away: decided anew."""
    request.session.pop(_STATE, None)


def begin(request, user: User, *, how: str, now: datetime) -> None:
    """Log ``user`` in after the first factor; complete where no code is owed."""
    before = {
        "at": user.last_login.isoformat() if user.last_login else "",
        "address": user.last_address,
        "failures": user.failed_logins,
    }
    login(request, user)
    request.session.update({_BEFORE: before, _HOW: how})
    if how == PASSWORD:
        passwords.ask_for_newer(user=user, now=now)
    if factor_state(request) != OWED:
        complete(request, user)


@transaction.atomic
def complete(request, user: User) -> None:
    """Everything was right: on record, failures forgotten, the last login told once."""
    address, how = client_address(request), request.session.get(_HOW, PASSWORD)
    audit.record(
        verb="account_login",
        actor=getattr(user, "officer", None),
        target=user,
        address=address or "地址不明",
        device=plain_device(request.headers.get("User-Agent", "")),
        how=how,
    )
    User.objects.filter(pk=user.pk).update(failed_logins=0, last_address=address)
    before = request.session.pop(_BEFORE, None)
    if before and before["at"]:
        at = cn_datetime(parse_datetime(before["at"]))
        words = f"上次登录：{at}" + (f"，地址 {before['address']}" if before["address"] else "") + "。"
        messages.info(request, words)
    if before and before["failures"]:
        words = f"此后有 {before['failures']} 次登录失败。不是您本人操作的，请修改密码，并告诉安全管理员。"
        messages.warning(request, words)


def _begun(sender, request, user, **kwargs):
    sessions.begin(request, user, timezone.now())
    decide(request, user)


def _left(sender, request, user, **kwargs):
    if user is not None:
        AccountSession.objects.filter(pk=request.session.get(sessions.ROW)).delete()


def connect() -> None:
    """Hear of every login and logout, whoever causes it."""
    user_logged_in.connect(_begun, dispatch_uid="core.accounts.begun")
    user_logged_out.connect(_left, dispatch_uid="core.accounts.left")
