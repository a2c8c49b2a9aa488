"""Recovery codes: for who lost the phone. Shown once, kept as keyed hashes, each good for one login."""

import hmac
import secrets

from .. import keys
from ..models import RecoveryCode, User

COUNT = 10
#: No letters that are read for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH, _GROUP = 12, 4


def _digest(user: User, code: str, key: keys.Key) -> str:
    return hmac.new(key.derive("recovery codes"), f"{user.pk}:{code}".encode(), "sha256").hexdigest()


def plain(typed: str) -> str:
    """What was typed without spaces and strokes, in small letters."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def make(user: User) -> list[str]:
    """Ten new codes as they are shown («abcd-efgh-jkmn»); the former ones are worth nothing. Inside a verb's transaction."""
    RecoveryCode.objects.filter(user=user).delete()
    key = keys.current("accounts")
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(COUNT)]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(user, code, key)) for code in codes])
    return ["-".join(code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP)) for code in codes]


def use(user: User, typed: str, now) -> bool:
    """Whether ``typed`` is an unused code, which it is no longer. Inside a verb's transaction."""
    code = plain(typed)
    if len(code) != _LENGTH:
        return False
    digests = [_digest(user, code, key) for key in keys.all_keys("accounts")]
    return bool(RecoveryCode.objects.filter(user=user, digest__in=digests, used_at=None).update(used_at=now))


def left(user: User) -> int:
    """How many codes are still good."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
