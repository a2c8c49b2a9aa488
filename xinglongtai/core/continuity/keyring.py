"""Who can open backups: public keys on the server (``KEYS_DIR/backup.recipients``), private keys on paper in a safe.

The server also has a key of its own (purpose «backup» of :mod:`..keys`): it signs backups, so that one that somebody else made with the
public key is told apart, and it names pieces, so that a name says nothing of what is inside.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from .. import keys
from ..errors import DomainError

PURPOSE = "backup"
_LINE = re.compile(r"^(age1[a-z0-9]+)(?:\s+(\S+)(?:\s+(.*))?)?$")


@dataclass(frozen=True)
class Recipient:
    """A public key, the day it was added, and whose it is."""

    key: str
    since: str = ""
    name: str = ""


def path() -> Path:
    """The file of public keys: one a line, ``age1… 2026-11-26 局档案室``."""
    return settings.KEYS_DIR / "backup.recipients"


def recipients() -> list[Recipient]:
    """All of them; [] before the first. :class:`DomainError` for a line that is no key."""
    try:
        lines = path().read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            match = _LINE.match(line.strip())
            if not match or not _is_key(match[1]):
                raise DomainError(f"公钥文件 {path().name} 有一行不是公钥，请核对：{line[:30]}…")
            found.append(Recipient(match[1], match[2] or "", match[3] or ""))
    return found


def _is_key(text: str) -> bool:
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def add(key: str, *, name: str, on: date) -> Recipient:
    """From now on backups can be opened by ``key`` too (earlier ones cannot). :class:`DomainError` for what is no public key."""
    if not _is_key(key):
        raise DomainError("这不是公钥：公钥以 age1 开头，共62个字符。")
    known = recipients()
    if any(one.key == key for one in known):
        raise DomainError("这把公钥已经登记过。")
    new = Recipient(key, on.isoformat(), name)
    _write([*known, new])
    return new


def remove(key: str) -> None:
    """From now on backups are not closed to ``key``. The last one stays: :class:`DomainError`."""
    known = recipients()
    left = [one for one in known if one.key != key]
    if len(left) == len(known):
        raise DomainError("没有登记这把公钥。")
    if not left:
        raise DomainError("这是最后一把公钥，去掉以后就不能备份了。请先登记新的。")
    _write(left)


def _write(known: list[Recipient]) -> None:
    keys.put(path(), "".join(f"{one.key} {one.since} {one.name}\n" for one in known))


def mark_of(public: list[str]) -> str:
    """What a set of public keys is called: pieces closed to another set are no use to a new key."""
    return hashlib.sha256("\n".join(sorted(public)).encode()).hexdigest()[:16]


def make() -> tuple[str, str]:
    """A new pair: (private key, public key). The private one is kept nowhere."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def read_private(text: str) -> list:
    """The private keys in ``text`` (a key file, or what was typed); :class:`DomainError` where there is none."""
    found = []
    for line in text.upper().split():
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                found.append(pyrage.x25519.Identity.from_str(line))
            except pyrage.IdentityError as error:
                raise DomainError("私钥抄错了：内含校验位，请对照密钥单逐字核对。") from error
    if not found:
        raise DomainError("没有读到私钥：私钥以 AGE-SECRET-KEY-1 开头，共74个字符。")
    return found


def _signing() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.current(PURPOSE).derive("signature of a backup"))


def signer() -> str:
    """The public half of the server's own key, in hex."""
    return _signing().public_key().public_bytes_raw().hex()


def signer_mark(public: str) -> str:
    """What people compare: four groups of four, printed on the key sheet.

    >>> signer_mark("00" * 32)
    '6668-7AAD-F862-BD77'
    """
    digest = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16].upper()
    return "-".join(digest[at : at + 4] for at in range(0, 16, 4))


def sign(message: bytes) -> str:
    """The server's signature, in hex."""
    return _signing().sign(message).hex()


def signed_by(public: str, signature: str, message: bytes) -> bool:
    """Whether ``signature`` is that of the holder of ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def piece_names() -> bytes:
    """The secret that makes names of pieces."""
    return keys.current(PURPOSE).derive("names of pieces")
