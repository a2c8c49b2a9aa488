"""The folder of backups (``BACKUP_DIR``): what lies where, and what makes a backup whole.

    sets/20261126-183000-1a2b/   one backup: database.age, own.age, files.age, manifest.age, pieces.txt.gz, manifest.json
    pieces/<keys>/1a/1a….age     files by what is in them, shared by all backups closed to the same keys
    numbers/                     the newest copy of the journals of numbers

A backup is whole when ``manifest.json`` stands in a folder without a dot: the folder gets its name last. Nothing in a set changes later.
"""

import fcntl
import gzip
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ..errors import DomainError
from . import keyring
from .journal import sync_folder
from .sealed import Damaged

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class BackupSet:
    """A whole backup. ``told`` is its open manifest: sizes and hashes of closed parts, nothing of what is inside."""

    path: Path
    told: dict = field(repr=False)

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.told["made_at"])

    @property
    def place(self) -> Path:
        """The folder of backups it lies in."""
        return self.path.parent.parent

    @property
    def size(self) -> int:
        """Bytes of its parts and of every piece it needs (shared with others)."""
        return sum(part["sealed_size"] for part in self.told["parts"].values()) + self.told["pieces"]["bytes"]

    def pieces(self) -> Iterator[tuple[str, int, str]]:
        """(name, bytes, SHA-256 of the closed file) of every piece; :class:`Damaged` where the list is not whole."""
        try:
            with gzip.open(self.path / "pieces.txt.gz", "rt", encoding="ascii") as lines:
                for line in lines:
                    name, size, sha256 = line.split()
                    yield name, int(size), sha256
        except (OSError, ValueError, EOFError) as error:
            raise Damaged(f"备份 {self.id} 的文件清单读不出来。") from error

    def piece(self, name: str) -> Path:
        """Where a piece of this backup stands."""
        return piece_path(self.place, self.told["keys"], name)

    def require_signer(self, mark: str) -> None:
        """:class:`DomainError` unless the manifest is signed, and by the server whose ``mark`` («AB12-…») is given, if one is."""
        told = self.told
        if not keyring.signed_by(told.get("signer", ""), told.get("signature", ""), message(told)):
            raise DomainError(f"备份 {self.id} 的清单签名不对，不能恢复：它被改动过。请换一份备份。")
        if mark and keyring.signer_mark(told["signer"]) != mark.strip().upper():
            said = keyring.signer_mark(told["signer"])
            raise DomainError(f"备份 {self.id} 的签名标记是 {said}，与密钥单上的不同：它不是那套系统做的。")

    @property
    def verified(self) -> dict:
        """What was found when it was last checked: ``at``, ``opened``, ``good``, ``words``; {} before the first time."""
        try:
            return json.loads((self.path / "verified.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}

    def keep_verified(self, *, at: datetime, opened: bool, good: bool, words: str) -> None:
        """Remember a check. Nothing happens where the place cannot be written to (a read-only medium)."""
        told = {"at": at.isoformat(timespec="seconds"), "opened": opened, "good": good, "words": words}
        try:
            put(self.path / "verified.json", json.dumps(told, ensure_ascii=False).encode())
        except OSError:
            return


def piece_path(place: Path, mark: str, name: str) -> Path:
    """Where the piece ``name``, closed to the set of keys ``mark``, stands."""
    return place / "pieces" / mark / name[:2] / f"{name}.age"


def put(path: Path, data: bytes) -> None:
    """A small file, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def message(told: dict) -> bytes:
    """What the signature covers."""
    return json.dumps({k: v for k, v in told.items() if k != "signature"}, sort_keys=True).encode()


def sets(place: Path) -> list[BackupSet]:
    """Every whole backup, the oldest first. One whose manifest cannot be read is none."""
    found = []
    for path in sorted((place / "sets").glob("[0-9]*")) if (place / "sets").is_dir() else ():
        try:
            told = json.loads((path / MANIFEST).read_text("utf-8"))
            one = BackupSet(path, told)
            if told["format"] == FORMAT and told["id"] == path.name and one.made_at and one.size >= 0:
                found.append(one)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return sorted(found, key=lambda one: (one.made_at, one.id))


def find(place: Path, name: str = "") -> BackupSet:
    """The backup called ``name``, or the newest; :class:`DomainError` where there is none."""
    found = sets(place)
    if not name and found:
        return found[-1]
    for one in found:
        if one.id == name:
            return one
    said = f"备份目录 {place} 里没有完整的备份"
    raise DomainError(f"{said}“{name}”。" if name else f"{said}。")


@contextmanager
def alone(place: Path):
    """One process at a time makes or drops backups; :class:`DomainError` for the second."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DomainError(
            f"备份目录 {place} 不能写入（{error.strerror}），请检查磁盘是否挂载、账号有没有权限。"
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DomainError("另一个备份正在进行，请等它结束。") from None
        _sweep(place)
        yield
    finally:
        os.close(handle)


def _sweep(place: Path) -> None:
    """What a killed process left: unfinished backups, half pieces. Whole pieces stay and are used again."""
    for path in (place / "sets").glob(".*") if (place / "sets").is_dir() else ():
        shutil.rmtree(path, ignore_errors=True)
    for path in (place / "pieces").glob("*/*/.*") if (place / "pieces").is_dir() else ():
        path.unlink(missing_ok=True)


@contextmanager
def draft(place: Path, name: str):
    """A folder to fill; it becomes a backup only when the block ends well, and then at once."""
    (place / "sets").mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / "sets" / f".{name}"
    path.mkdir(mode=0o700)
    try:
        yield path
        sync_folder(path)
        os.rename(path, place / "sets" / name)
        sync_folder(place / "sets")
    finally:
        shutil.rmtree(path, ignore_errors=True)


def close(path: Path, told: dict) -> None:
    """Sign and write the open manifest: the last file of a draft."""
    told = {**told, "signer": keyring.signer()}
    told["signature"] = keyring.sign(message(told))
    put(path / MANIFEST, json.dumps(told, ensure_ascii=False, indent=1).encode())


def new_id(now: datetime) -> str:
    """«20261126-183000-1a2b»: the local time, and something so that two are never the same."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
