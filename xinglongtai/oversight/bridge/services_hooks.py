"""Verbs of subscriptions: opened within the scopes of a token that works, paused, resumed, their key renewed, ended."""

import secrets
from datetime import date

from django.db import IntegrityError, transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Event, Officer

from . import keys, targets
from .models import ApiToken, Delivery, Webhook
from .services_tokens import MANAGE
from .status import Change, DeliveryState, HookState, change_words

_WHAT = "管理变化推送"


def _checked(url: str) -> str:
    try:
        targets.check(url.strip())
    except targets.Forbidden as problem:
        raise DomainError(str(problem), field="url") from None
    return url.strip()


def _types(token: ApiToken, wanted) -> list[str]:
    types = [change.value for change in Change if change.value in set(wanted)]
    if not types:
        raise DomainError("请至少选择一种变化。", field="types")
    beyond = [Change(name).label for name in types if not token.reads(Change(name).scope)]
    if beyond:
        raise DomainError(f"这个接口凭证不能读取：{'、'.join(beyond)}。请去掉，或另外申请凭证。", field="types")
    return types


@transaction.atomic
def hook_open(*, token: ApiToken, actor: Officer, on: date, url: str, types) -> tuple[Webhook, str]:
    """Open a subscription for the owner of ``token``; gives it and its signing key, which is shown once.

    What happened before is not told. A leader approved the token's scopes, so nothing beyond them can be chosen.
    """
    guard.require(actor, MANAGE, _WHAT)
    token = guard.visible_row(ApiToken.objects.visible_to(actor), token.pk)
    if not token.works(on):
        raise TransitionRefused("接口凭证在使用中才能设立推送。请先领取凭证，已过期或停用的请重新申请。")
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    hook = Webhook(
        token=token,
        url=_checked(url),
        types=_types(token, types),
        salt=secrets.token_hex(32),
        start=last,
        floor=last,
        created_by=actor,
    )
    hook.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            hook.save()
    except IntegrityError:
        raise DomainError("这个凭证已经有推送到同一地址的。请先停用原来的。", field="url") from None
    _record("hook_open", hook, actor, types=change_words(hook.types))
    return hook, keys.signing_key(hook.salt)


def _record(verb: str, hook: Webhook, actor: Officer, **data) -> None:
    audit.record(verb=verb, actor=actor, target=hook, thread=hook.token.thread, system=hook.token.system, **data)


def visible_hooks(actor: Officer):
    """Subscriptions of the tokens ``actor`` sees."""
    return Webhook.objects.filter(token__in=ApiToken.objects.visible_to(actor)).select_related("token__bureau")


def _locked(hook: Webhook, actor: Officer, version: int | None) -> Webhook:
    guard.require(actor, MANAGE, _WHAT)
    row = guard.visible_row(visible_hooks(actor), hook.pk)
    guard.require_version(row, version, what="这个推送")
    if row.state == HookState.ENDED:
        raise TransitionRefused("这个推送已停用。需要时请另外设立。")
    return row


def _keep(hook: Webhook) -> Webhook:
    hook.version += 1
    hook.full_clean(validate_constraints=False)
    hook.save()
    return hook


@transaction.atomic
def hook_switch(*, hook: Webhook, actor: Officer, active: bool, version: int | None = None) -> Webhook:
    """Pause or go on. What happens during a pause is told afterwards."""
    hook = _locked(hook, actor, version)
    wanted = HookState.ACTIVE if active else HookState.PAUSED
    if hook.state == wanted:
        raise TransitionRefused(f"这个推送已经是“{hook.get_state_display()}”。")
    hook.state = wanted
    _keep(hook)
    _record("hook_resume" if active else "hook_pause", hook, actor)
    return hook


@transaction.atomic
def hook_renew_key(*, hook: Webhook, actor: Officer, version: int | None = None) -> tuple[Webhook, str]:
    """A new signing key, shown once; the old one is void at once."""
    hook = _locked(hook, actor, version)
    hook.salt = secrets.token_hex(32)
    _keep(hook)
    _record("hook_key", hook, actor)
    return hook, keys.signing_key(hook.salt)


@transaction.atomic
def hook_end(*, hook: Webhook, actor: Officer, reason: str, version: int | None = None) -> Webhook:
    """End it for good. What still waits is not sent any more."""
    hook = _locked(hook, actor, version)
    if not reason.strip():
        raise DomainError("请写明停用原因。", field="reason")
    hook.state, hook.ended_reason = HookState.ENDED, reason.strip()
    _keep(hook)
    _record("hook_end", hook, actor, reason=hook.ended_reason)
    return hook


@transaction.atomic
def delivery_again(*, delivery: Delivery, actor: Officer, at) -> Delivery:
    """Send once more what was given up: the tries begin anew, under the same delivery number."""
    guard.require(actor, MANAGE, _WHAT)
    row = guard.visible_row(Delivery.objects.filter(hook__in=visible_hooks(actor)), delivery.pk)
    if row.hook.state == HookState.ENDED:
        raise TransitionRefused("这个推送已停用，不能再投。")
    if row.state != DeliveryState.DEAD:
        raise TransitionRefused(f"这次投递现在是“{row.get_state_display()}”，不需要重投。")
    row.state, row.attempts, row.next_at, row.claimed_until = DeliveryState.WAITING, 0, at, None
    row.save()
    _record("delivery_again", row.hook, actor, key=str(row.key))
    return row
