"""Verbs of the keepers: the 系统管理员 makes accounts, the 安全管理员 gives and takes roles, unlocks, resets, ends logins.

``by`` is the account that acts (the installation's superuser has no officer). Pages and the back office both come through here.
"""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction

from .. import audit
from ..errors import DomainError, NotAllowed, StaleRow
from ..guard import visible_row
from ..models import Officer, SecondFactor, User
from ..notices import tell
from ..roles import BACK_OFFICE, Role
from . import locks, second_factor, separation, sessions
from .people import visible_to

MAKE, CHANGE, ACCESS = "core.add_user", "core.change_user", "core.manage_access"
_LABELS = {"username": "登录名", "email": "电子邮箱", "is_active": "可以登录"}
LEAST_REASON = 2


def _officer(account: User) -> Officer | None:
    return getattr(account, "officer", None)


def _require(by: User, permission: str, what: str) -> None:
    if not (by.is_active and by.has_perm(permission)):
        raise NotAllowed(
            f"您没有{what}的权限。{'请联系安全管理员。' if permission == ACCESS else '请联系系统管理员。'}"
        )


def _reason(text: str) -> str:
    text = (text or "").strip()
    if len(text) < LEAST_REASON:
        raise DomainError("请写明原因，会记入操作记录。", field="reason")
    return text[:300]


def _tell(account: User, key: str, text: str) -> None:
    if officer := _officer(account):
        tell(officer, key=key, text=text, url="/me/", topic="account")


@transaction.atomic
def account_add(*, account: User, by: User) -> User:
    """Save a new account (its password already set on it): no roles, no back office, and the password is for once."""
    _require(by, MAKE, "新建账号")
    account.is_staff = account.is_superuser = False
    account.must_change = User.MustChange.GIVEN
    account.save()
    audit.record(verb="account_add", actor=_officer(by), target=account, name=account.username, new="无")
    return account


@transaction.atomic
def account_change(*, account: User, by: User, fields: Collection[str]) -> User:
    """Save the changed ``fields`` of an account (login name, mail, may log in). One's own account is not switched off."""
    _require(by, CHANGE, "修改账号")
    before = visible_row(visible_to(by).prefetch_related(None), account.pk)
    changed = [name for name in fields if name in _LABELS]
    if "is_active" in changed and account.pk == by.pk:
        raise NotAllowed("不能停用或启用自己的账号，请另一名系统管理员办理。")
    for name in changed:
        setattr(before, name, getattr(account, name))
    if changed:
        before.save(update_fields=changed)
    if not before.is_active:
        sessions.close(before.open_sessions.all())
    words = [_LABELS[name] for name in changed] or ["无改动"]
    active = "可以登录" if before.is_active else "停用"
    audit.record(
        verb="account_edit", actor=_officer(by), target=before, name=before.username, fields=words, active=active
    )
    return before


@transaction.atomic
def password_given(*, account: User, by: User) -> None:
    """Somebody else has just set this account's password: it is for once, and every login of the account ends."""
    _require(by, CHANGE, "重设密码")
    row = visible_row(visible_to(by).prefetch_related(None), account.pk)
    row.must_change = User.MustChange.GIVEN
    row.save(update_fields=["must_change"])
    sessions.close(row.open_sessions.all())
    event = audit.record(verb="account_password", actor=_officer(by), target=row, name=row.username)
    _tell(row, f"password:{event.pk}", "您的密码已由系统管理员重设。不是您要求的，请马上联系安全管理员。")


def _kept(account: User, by: User) -> User:
    """The row under a lock, for the 安全管理员, who keeps everybody's access but their own."""
    _require(by, ACCESS, "管理账号权限")
    row = visible_row(visible_to(by).prefetch_related(None), account.pk)
    if row.pk == by.pk:
        raise NotAllowed("不能处理自己账号的权限，请另一名安全管理员办理。")
    return row


@transaction.atomic
def roles_set(*, account: User, by: User, names: Collection[str], seen: Collection[str] | None, reason: str) -> User:
    """Give the account exactly the roles ``names``; its open logins end.

    ``seen``: the roles that the page showed; :class:`StaleRow` where somebody changed them meanwhile (None skips it). A refusal where
    三员分立 forbids the set, or nothing changes.
    """
    row = _kept(account, by)
    reason, wanted = _reason(reason), set(names)
    if unknown := wanted - set(Role.values):
        raise DomainError(f"没有这样的角色：{'、'.join(sorted(unknown))}。", field="roles")
    held = set(row.groups.values_list("name", flat=True))
    if seen is not None and set(seen) != held:
        raise StaleRow(f"您打开页面之后，角色已被改为：{separation.labels(held)}。请核对后重新提交。", field="roles")
    if wanted == held:
        raise DomainError("角色没有变化。", field="roles")
    if words := separation.conflict(wanted):
        raise DomainError(words, field="roles")
    row.groups.set(Group.objects.filter(name__in=wanted))
    row.is_staff = row.is_superuser or bool(BACK_OFFICE & wanted)
    row.save(update_fields=["is_staff"])
    sessions.close(row.open_sessions.all())
    old, new = separation.labels(held), separation.labels(wanted)
    event = audit.record(
        verb="account_roles", actor=_officer(by), target=row, name=row.username, old=old, new=new, reason=reason
    )
    _tell(row, f"roles:{event.pk}", f"您的角色由“{old}”调整为“{new}”。")
    return row


@transaction.atomic
def account_unlock(*, account: User, by: User, reason: str) -> None:
    """Forget the failed logins and wrong codes of an account, so that the person can try again."""
    row, reason = _kept(account, by), _reason(reason)
    locks.forgive(username=row.username)
    SecondFactor.objects.filter(user=row).update(failures=0, resting_until=None)
    audit.record(verb="account_unlock", actor=_officer(by), target=row, name=row.username, reason=reason)


@transaction.atomic
def address_unlock(*, address: str, by: User, reason: str) -> None:
    """Forget the failed logins from an address."""
    _require(by, ACCESS, "解除锁定")
    reason = _reason(reason)
    row = locks.AccessAttempt.objects.filter(ip_address=address).first()
    if row is None:
        raise DomainError("这个地址没有锁定，可能刚刚到期。")
    audit.record(verb="address_unlock", actor=_officer(by), target=row, address=address, reason=reason)
    locks.forgive(ip_address=address)


@transaction.atomic
def factor_reset(*, account: User, by: User, reason: str) -> None:
    """Take away a second factor whose phone is lost; the person is told, logs in by password and sets up another."""
    row, reason = _kept(account, by), _reason(reason)
    if not second_factor.remove(row):
        raise DomainError("这个账号没有设置动态验证码。")
    sessions.close(row.open_sessions.all())
    event = audit.record(verb="factor_reset", actor=_officer(by), target=row, name=row.username, reason=reason)
    _tell(
        row, f"factor:{event.pk}", "安全管理员已重置您的动态验证码，请登录后重新设置。不是您要求的，请马上联系本机关。"
    )


@transaction.atomic
def sessions_end(*, account: User, by: User, reason: str) -> int:
    """End every login of an account; how many there were."""
    row, reason = _kept(account, by), _reason(reason)
    count = sessions.close(row.open_sessions.all())
    audit.record(
        verb="account_sessions_end",
        actor=_officer(by),
        target=row,
        name=row.username,
        count=count,
        reason=reason,
    )
    return count
