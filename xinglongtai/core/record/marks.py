"""The program's sign on an event, made before the row is written: ``k1.<program's clock>.<once>.<HMAC>``.

A row that somebody puts into the table past the program has no such sign, and one whose words were changed no longer fits its own.
So also the minute before an event enters the chain is covered, all but its number and its time, which the database gives. The program's
clock stands in the sign so that a database whose clock is wrong is noticed.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils import timezone

from .. import keys
from . import canonical

PURPOSE = "audit"


@dataclass(frozen=True)
class _Keys:
    """The keys as they stood in the file when it looked like ``stamp``."""

    stamp: tuple | None = None
    in_use: str = ""
    secrets: dict[str, bytes] = field(default_factory=dict)


_last = _Keys()


def _stamp() -> tuple | None:
    """What tells one state of the file of keys from another; None while there is none."""
    path = keys.path_of(PURPOSE)
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino


def _keys() -> _Keys:
    """The keys, read again only when the file was changed: every verb asks."""
    global _last
    stamp = _stamp()
    if stamp is None or stamp != _last.stamp:
        in_use = keys.current(PURPOSE).id
        derived = {key.id: key.derive("mark of an event") for key in keys.all_keys(PURPOSE)}
        _last = _Keys(_stamp(), in_use, derived)
    return _last


def make(values) -> str:
    """The mark of an event with these ``values`` (:data:`canonical.MARKED`). :class:`DomainError` where the keys cannot be read."""
    known = _keys()
    head = f"{known.in_use}.{int(timezone.now().timestamp() * 1000):x}.{secrets.token_hex(6)}"
    return f"{head}.{_sign(known.secrets[known.in_use], head, values)}"


class Past:
    """Marks of a past that is told and not lived (measurements): the clock is the story's, and the keys are read once for all of it."""

    def __init__(self):
        known = _keys()
        self._id, self._secret = known.in_use, known.secrets[known.in_use]

    def mark(self, content: bytes, told: int, once: str) -> str:
        """The mark of an event of this ``content`` (:func:`canonical.of_content`), made at ``told`` (milliseconds since 1970).

        ``once``: 12 hex digits.
        """
        head = f"{self._id}.{told:x}.{once}"
        return f"{head}.{_signed(self._secret, head, content)}"


def good(mark: str, values) -> bool:
    """Whether the program made ``mark`` for just these ``values``."""
    head, _, sign = mark.rpartition(".")
    secret = _keys().secrets.get(head.partition(".")[0])
    return secret is not None and hmac.compare_digest(_sign(secret, head, values).encode(), sign.encode())


def told_at(mark: str) -> datetime | None:
    """What the program's clock said when the mark was made; None for a mark that is none."""
    try:
        return datetime.fromtimestamp(int(mark.split(".")[1], 16) / 1000, UTC)
    except (IndexError, ValueError, OverflowError, OSError):
        return None


def _sign(secret: bytes, head: str, values) -> str:
    return _signed(secret, head, canonical.of_content(values))


def _signed(secret: bytes, head: str, content: bytes) -> str:
    return hmac.digest(secret, head.encode() + b"\n" + content, "sha256").hex()
