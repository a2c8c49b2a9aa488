"""Verbs of tokens: asked for by an administrator, opened by a leader, fetched once, revoked by either.

Administrators run the connection but do not read cases (DOMAIN §6), so a token that reads them is not theirs to give.
"""

import ipaddress
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import allowed, holders

from . import keys
from .models import ApiToken
from .status import NEEDS_APPROVAL, Scope, TokenState

MANAGE, APPROVE = "oversight.manage_tokens", "oversight.approve_token"
_WORDS = ("system", "owner", "contact", "contact_way", "purpose")


def networks_of(text: str) -> str:
    """The addresses and networks of ``text``, one a line, as they are compared. DomainError names what is none."""
    found = []
    for word in text.replace(",", " ").replace("，", " ").replace("；", " ").split():
        try:
            found.append(str(ipaddress.ip_network(word, strict=False)))
        except ValueError:
            raise DomainError(
                f"“{word[:60]}”不是网络地址。请写成 10.1.2.3 或 10.1.2.0/24，一行一个。", field="networks"
            ) from None
    return "\n".join(dict.fromkeys(found))


def _scopes(wanted) -> list[str]:
    scopes = [scope for scope in Scope.values if scope in set(wanted)]
    if not set(scopes) - {Scope.IDENTITIES}:
        raise DomainError("请至少选择清单、案件、承诺中的一项。", field="scopes")
    if Scope.IDENTITIES in scopes and not {Scope.CASES, Scope.PLEDGES} & set(scopes):
        raise DomainError("个人信息只能随案件或承诺一起选。", field="scopes")
    return scopes


@transaction.atomic
def token_request(*, actor: Officer, on: date, scopes, expires_on: date, data: dict, networks: str = "") -> ApiToken:
    """Ask for a token. One that reads only the public list waits for nobody; every other waits for a leader.

    ``data``: system, owner, contact, contact_way, purpose. ``expires_on`` is its last day, at most the parameter's days ahead.
    """
    guard.require(actor, MANAGE, "管理接口凭证")
    longest = on + timedelta(days=parameters.value(actor.bureau, "bridge.token_days"))
    if not on <= expires_on <= longest:
        raise DomainError(f"有效期至请填今天到 {longest:%Y-%m-%d} 之间的日期。", field="expires_on")
    token = ApiToken(
        bureau=actor.bureau,
        scopes=_scopes(scopes),
        networks=networks_of(networks),
        expires_on=expires_on,
        requested_by=actor,
        requested_on=on,
        **{name: data[name].strip() for name in _WORDS},
    )
    if not token.needs_approval:
        token.state = TokenState.APPROVED
    token.full_clean(validate_constraints=False)
    token.save()
    audit.record(
        verb="token_request",
        actor=actor,
        target=token,
        thread=token.thread,
        system=token.system,
        scopes=token.scope_labels,
        until=expires_on,
    )
    if token.state == TokenState.REQUESTED:
        for leader in holders(actor.bureau, APPROVE).exclude(pk=actor.pk):
            tell(
                leader,
                key=f"token:{token.pk}",
                text=f"“{token.system}”申请读取接口，等您批准",
                url=f"/oversight/tokens/{token.pk}/",
                topic="bridge",
            )
    return token


def _locked(token: ApiToken, actor: Officer, version: int | None) -> ApiToken:
    row = guard.visible_row(ApiToken.objects.visible_to(actor), token.pk)
    guard.require_version(row, version, what="这个接口凭证")
    return row


def _keep(token: ApiToken) -> ApiToken:
    token.version += 1
    token.full_clean(validate_constraints=False)
    token.save()
    return token


@transaction.atomic
def token_decide(
    *, token: ApiToken, actor: Officer, on: date, approve: bool, note: str = "", version: int | None = None
) -> ApiToken:
    """A leader opens the token, or refuses with a reason. Never the one who asked."""
    guard.require(actor, APPROVE, "批准接口凭证")
    token = _locked(token, actor, version)
    if token.state != TokenState.REQUESTED:
        raise TransitionRefused(f"这个接口凭证现在是“{token.get_state_display()}”，不需要批准。")
    if token.requested_by_id == actor.pk:
        raise NotAllowed("不能批准自己申请的接口凭证，请由其他有权人员办理。")
    if not approve and not note.strip():
        raise DomainError("不批准请写明理由。", field="note")
    token.state = TokenState.APPROVED if approve else TokenState.REJECTED
    token.decided_by, token.decided_on, token.decision_note = actor, on, note.strip()
    _keep(token)
    audit.record(
        verb="token_approve" if approve else "token_reject",
        actor=actor,
        target=token,
        thread=token.thread,
        system=token.system,
        note=token.decision_note,
    )
    tell(
        token.requested_by,
        key=f"token:{token.pk}:decided",
        text=f"“{token.system}”的接口凭证：{token.get_state_display()}",
        url=f"/oversight/tokens/{token.pk}/",
        topic="bridge",
    )
    return token


@transaction.atomic
def token_fetch(*, token: ApiToken, actor: Officer, on: date, version: int | None = None) -> tuple[ApiToken, str]:
    """Make the secret of an approved token and hand it out: this once, to this person. From now on the token works."""
    guard.require(actor, MANAGE, "管理接口凭证")
    token = _locked(token, actor, version)
    if token.state != TokenState.APPROVED:
        raise TransitionRefused(
            "凭证内容只在领取时显示一次，不能再看。遗失的，请停用这个凭证，重新申请。"
            if token.state == TokenState.LIVE
            else f"这个接口凭证现在是“{token.get_state_display()}”，不能领取。"
        )
    if token.over(on):
        raise TransitionRefused("这个接口凭证已过有效期，不能领取。请重新申请。")
    if NEEDS_APPROVAL & set(token.scopes) and token.decided_by_id is None:
        raise TransitionRefused("读取案件和承诺的接口凭证须经局负责人批准。")
    secret = keys.new_secret(keys.MARK)
    token.key_hash, token.prefix = keys.hash_of(secret), keys.prefix_of(secret)
    token.state, token.fetched_by, token.fetched_at = TokenState.LIVE, actor, timezone.now()
    _keep(token)
    audit.record(verb="token_fetch", actor=actor, target=token, thread=token.thread, system=token.system)
    return token, secret


@transaction.atomic
def token_revoke(*, token: ApiToken, actor: Officer, reason: str, version: int | None = None) -> ApiToken:
    """Revoke at once, by an administrator or a leader: the next call is answered 401, its subscriptions fall silent."""
    if not allowed(actor, APPROVE):
        guard.require(actor, MANAGE, "管理接口凭证")
    token = _locked(token, actor, version)
    if not token.stands:
        raise TransitionRefused(f"这个接口凭证现在是“{token.get_state_display()}”，不需要停用。")
    if not reason.strip():
        raise DomainError("请写明停用原因。", field="reason")
    token.state, token.revoke_reason = TokenState.REVOKED, reason.strip()
    token.revoked_by, token.revoked_at = actor, timezone.now()
    _keep(token)
    audit.record(
        verb="token_revoke",
        actor=actor,
        target=token,
        thread=token.thread,
        system=token.system,
        reason=token.revoke_reason,
    )
    return token
