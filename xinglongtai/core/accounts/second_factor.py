"""The second factor: a six-digit code of the phone (TOTP, RFC 6238), or a recovery code.

The secret is sealed with a key outside the database. A step is never taken twice; wrong codes in a row make it rest.
"""

import io
import unicodedata
from datetime import datetime, timedelta
from enum import Enum

import pyotp
import segno
from django.conf import settings
from django.db import transaction
from pyotp.exceptions import OTPVerificationError

from .. import audit
from ..errors import DomainError, TransitionRefused
from ..models import RecoveryCode, SecondFactor, User
from ..notices import tell
from ..roles import THREE_KEEPERS, Role, held
from . import recovery, sealing

#: Who may not go without, where SECOND_FACTOR_REQUIRED is on; everybody else may have one.
ROLES = frozenset({Role.LEGAL.value, Role.LEADER.value, Role.SUPERVISOR.value}) | THREE_KEEPERS
ISSUER = "柔性执法告知承诺"
MOST_FAILURES = 5
REST = timedelta(minutes=15)
_NEIGHBOURS = 1  # the step before and after count too: phones' clocks differ
WRONG = "验证码不对，或者已经用过。请等手机上换了新的 6 位数字再输入。"
RESTING = f"验证码输错次数太多，请 {REST.seconds // 60} 分钟后再试。"


class Said(Enum):
    """What was found about a code."""

    RIGHT, WRONG, RESTING = "right", "wrong", "resting"


def required_for(user: User) -> bool:
    """Whether this account may not go on without a second factor."""
    return settings.SECOND_FACTOR_REQUIRED and (user.is_superuser or bool(held(user) & ROLES))


def confirmed(user: User) -> SecondFactor | None:
    """The second factor that the account has; None before it is confirmed."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def _place(user: User) -> str:
    return f"second factor of {user.pk}"


def _totp(row: SecondFactor) -> pyotp.TOTP:
    return pyotp.TOTP(sealing.unseal(row.key_id, row.sealed, of=_place(row.user)).decode())


def secret_of(row: SecondFactor) -> tuple[str, str]:
    """(secret in groups of four, address for the QR code) of a factor that is not confirmed yet. Afterwards it is shown no more."""
    if row.confirmed_at:
        raise TransitionRefused("动态验证码已经设置好，密钥不再显示。")
    totp = _totp(row)
    groups = " ".join(totp.secret[at : at + 4] for at in range(0, len(totp.secret), 4))
    return groups, totp.provisioning_uri(name=row.user.username, issuer_name=ISSUER)


def picture_of(address: str) -> bytes:
    """The QR code of ``address`` as SVG, black on white."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=5, border=3, light="#fff")
    return drawn.getvalue()


@transaction.atomic
def factor_prepare(*, user: User, now: datetime) -> SecondFactor:
    """The account's factor; where there is none, one with a new secret that waits to be confirmed."""
    User.objects.select_for_update().get(pk=user.pk)
    row = SecondFactor.objects.filter(user=user).first()
    if row is None:
        key_id, sealed = sealing.seal(pyotp.random_base32().encode(), of=_place(user))
        row = SecondFactor.objects.create(user=user, key_id=key_id, sealed=sealed, made_at=now)
    return row


@transaction.atomic
def factor_confirm(*, user: User, typed: str, now: datetime) -> list[str]:
    """The phone shows the right code: from now on it is asked for. Gives the recovery codes, once."""
    row = SecondFactor.objects.select_for_update().filter(user=user).first()
    if row is None or row.confirmed_at:
        raise TransitionRefused("请刷新页面：动态验证码已经设置好，或者需要重新扫码。")
    step = _step(row, _digits(typed), now)
    if step is None:
        raise DomainError("验证码不对。请输入手机上现在显示的 6 位数字；总是不对的，请核对手机的时间。", field="code")
    row.confirmed_at, row.last_step = now, step
    row.save()
    event = audit.record(verb="factor_set", actor=_officer(user), target=user)
    _tell(user, f"factor:{event.pk}", "您的账号已设置动态验证码。不是您本人操作的，请马上联系安全管理员。")
    return recovery.make(user)


def _digits(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split())


def _step(row: SecondFactor, code: str, now: datetime) -> int | None:
    """The step whose code this is and that was not taken before."""
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    try:
        step = _totp(row).verify_and_get_timecode(code, for_time=now.timestamp(), valid_window=_NEIGHBOURS)
    except OTPVerificationError:
        return None
    return step if step > row.last_step else None


@transaction.atomic
def factor_check(*, user: User, typed: str, now: datetime) -> Said:
    """Judge a code and keep what follows: the step is taken, the recovery code used, or the failure counted (so it never raises)."""
    row = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    if row is None:
        return Said.WRONG
    if row.resting_until and row.resting_until > now:
        return Said.RESTING
    code = _digits(typed)
    if (step := _step(row, code, now)) is not None:
        row.last_step = step
    elif recovery.use(user, code, now):
        _recovered(user, now)
    else:
        return _count(row, now)
    row.failures, row.resting_until = 0, None
    if not sealing.is_current(row.key_id):
        row.key_id, row.sealed = sealing.seal(_totp(row).secret.encode(), of=_place(user))
    row.save()
    return Said.RIGHT


def _recovered(user: User, now: datetime) -> None:
    left = recovery.left(user)
    event = audit.record(verb="recovery_use", actor=_officer(user), target=user, left=left)
    _tell(
        user,
        f"recovery:{event.pk}",
        f"您的账号用恢复码登录了一次，还剩 {left} 个。不是您本人操作的，请马上联系安全管理员。",
    )


def _count(row: SecondFactor, now: datetime) -> Said:
    row.failures += 1
    resting = row.failures >= MOST_FAILURES
    if resting:
        row.failures, row.resting_until = 0, now + REST
        audit.record(
            verb="factor_rest", actor=None, target=row.user, name=row.user.username, minutes=REST.seconds // 60
        )
    row.save(update_fields=["failures", "resting_until"])
    return Said.RESTING if resting else Said.WRONG


def require_right(said: Said) -> None:
    """Raise the refusal that belongs to a code that was not right."""
    if said is not Said.RIGHT:
        raise DomainError(WRONG if said is Said.WRONG else RESTING, field="code")


@transaction.atomic
def factor_drop(*, user: User) -> None:
    """Take the factor away after a right code (:func:`factor_check` first). Who must have one sets up another at once."""
    remove(user)
    event = audit.record(verb="factor_drop", actor=_officer(user), target=user)
    _tell(user, f"factor:{event.pk}", "您的账号已停用动态验证码。不是您本人操作的，请马上联系安全管理员。")


@transaction.atomic
def codes_renew(*, user: User) -> list[str]:
    """New recovery codes after a right code; the former ones are worth nothing."""
    codes = recovery.make(user)
    audit.record(verb="recovery_renew", actor=_officer(user), target=user)
    return codes


def remove(user: User) -> bool:
    """Delete factor and recovery codes inside a verb's transaction; whether there was anything."""
    RecoveryCode.objects.filter(user=user).delete()
    return bool(SecondFactor.objects.filter(user=user).delete()[0])


def _officer(user: User):
    return getattr(user, "officer", None)


def _tell(user: User, key: str, text: str) -> None:
    if officer := _officer(user):
        tell(officer, key=key, text=text, url="/me/", topic="account")
