"""Secret keys of the installation, kept in files beside the program and never in the database.

A purpose has one file ``KEYS_DIR/<purpose>.keys``, one key a line: ``<id> <base64 of 32 bytes>``. The last line is the key in use; the
lines above it open what was closed before a rotation. Whoever copies the database without this folder can read nothing closed by it.
Keys that nothing uses any more are moved to ``<purpose>.retired``.

    key = keys.current("data")          # the key in use: key.id, key.secret
    key = keys.find("data", "k1")       # the key that closed a row written earlier
"""

import base64
import fcntl
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from .errors import DomainError

SIZE = 32
_LINE = re.compile(r"^(k[0-9]+) ([A-Za-z0-9+/]{43}=)$")


class KeyMissing(DomainError):
    """A key that closed something is not in its file: the folder of keys is not the one that belongs to this database."""


@dataclass(frozen=True)
class Key:
    """One key. ``id`` is written beside what it closed; ``secret`` (32 bytes) is shown nowhere."""

    id: str
    secret: bytes = field(repr=False)

    def derive(self, use: str) -> bytes:
        """32 bytes for one ``use`` ("identity look-up"), so that no two uses share a key."""
        return hmac.new(self.secret, use.encode(), hashlib.sha256).digest()

    @property
    def mark(self) -> str:
        """What may be shown and stored to recognise the key by: 16 hex digits from which nothing follows."""
        return hmac.new(self.secret, b"mark of a key", hashlib.sha256).hexdigest()[:16]


def path_of(purpose: str) -> Path:
    """The file of a purpose's keys."""
    return settings.KEYS_DIR / f"{purpose}.keys"


def retired_path_of(purpose: str) -> Path:
    """Where keys lie that nothing uses any more: old backups may still need them."""
    return settings.KEYS_DIR / f"{purpose}.retired"


def all_keys(purpose: str) -> list[Key]:
    """Every key of ``purpose``, the one in use last; [] before the first. :class:`DomainError` for a damaged file."""
    return _read(path_of(purpose))


def _read(path: Path) -> list[Key]:
    try:
        lines = path.read_text("ascii").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeError) as error:
        raise DomainError(f"密钥文件 {path.name} 读不出来，请联系运维人员检查文件和权限。") from error
    found = [_LINE.match(line) for line in lines]
    if not found or not all(found):
        raise DomainError(f"密钥文件 {path.name} 内容不完整，请联系运维人员从密钥备份恢复。")
    return [Key(match[1], base64.b64decode(match[2])) for match in found]


def current(purpose: str) -> Key:
    """The key in use; the first one is made on first use."""
    found = all_keys(purpose)
    return found[-1] if found else add(purpose, first=True)


def find(purpose: str, id: str) -> Key:
    """The key named ``id``; :class:`KeyMissing` when the file does not hold it."""
    for key in all_keys(purpose):
        if key.id == id:
            return key
    raise KeyMissing(f"缺少密钥 {purpose}/{id}，相关内容暂时不能读取。请联系运维人员恢复密钥文件夹。")


def add(purpose: str, *, first: bool = False, above: int = 0) -> Key:
    """Make a new key and put it in use (a rotation). With ``first`` a key made meanwhile by another process is taken instead.

    Its number is higher than any that was ever in the folder, and than ``above``.
    """
    settings.KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone():
        known = all_keys(purpose)
        if first and known:
            return known[-1]
        used = [number_of(key.id) for key in [*known, *_read(retired_path_of(purpose))]]
        new = Key(f"k{max([above, *used], default=0) + 1}", secrets.token_bytes(SIZE))
        _write(path_of(purpose), [*known, new])
    return new


def number_of(id: str) -> int:
    """The number in a key's name: k12 → 12."""
    return int(id[1:])


def retire(purpose: str, id: str) -> None:
    """Move a key that nothing uses aside. The caller has made sure of that. DomainError for the key in use or one that is not there."""
    with _alone():
        known = all_keys(purpose)
        if not any(key.id == id for key in known):
            raise DomainError(f"密钥文件里没有 {id}。")
        if known[-1].id == id:
            raise DomainError(f"{id} 是正在使用的密钥，不能移出。请先更换密钥。")
        aside = _read(retired_path_of(purpose))
        gone = [key for key in known if key.id == id and key not in aside]
        _write(retired_path_of(purpose), [*aside, *gone])
        _write(path_of(purpose), [key for key in known if key.id != id])


class _alone:
    """One process at a time writes keys."""

    def __enter__(self):
        self.handle = os.open(settings.KEYS_DIR / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def __exit__(self, *error):
        os.close(self.handle)


def _write(path: Path, known: list[Key]) -> None:
    put(path, "".join(f"{key.id} {base64.b64encode(key.secret).decode()}\n" for key in known))


def put(path: Path, text: str) -> None:
    """Write a file of the folder of keys: whole or not at all, also when the power fails."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(fresh, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
