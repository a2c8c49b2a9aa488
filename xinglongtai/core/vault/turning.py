"""Changing the data key: a new one in use, rows and files closed again, the old one moved aside when nothing rests on it.

Every step can be killed and begun again: which key closed what is written in each row and file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .. import keys
from ..errors import DomainError
from ..keys import Key
from . import files, ring, rows, waiting

#: How long a new key is in use before an old one may go: longer than any write that began before.
REST = timedelta(minutes=10)
Told = Callable[[str], None]


@dataclass(frozen=True)
class Use:
    """What still rests on one key: (what, how many)."""

    key_id: str
    rows: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(n for _, n in (*self.rows, *self.files))


def use_of(key_id: str) -> Use:
    """Rows, files and unfinished uploads that the key named ``key_id`` closed."""
    told = [(columns.label, rows.count(columns, key_id)) for columns in rows.tables()]
    kept = [(alias, sum(1 for _ in files.files_by(storage, key_id))) for alias, storage in files.closing_storages()]
    kept.append(("uploads", waiting.place().closed_by(key_id)))
    return Use(key_id, tuple(pair for pair in told if pair[1]), tuple(pair for pair in kept if pair[1]))


def begin() -> Key:
    """Put a new key in use. KeyMissing for the wrong folder.

    The folder has it before the database has its mark: the other way round, who is killed in between leaves a database that waits for
    a key that never was. Whoever closes something by it first notes the mark too.
    """
    from ..models import KeyRecord

    ring.require_whole()
    known = KeyRecord.objects.filter(purpose=ring.PURPOSE).values_list("key_id", flat=True)
    highest = max(map(keys.number_of, known), default=0)
    new = keys.add(ring.PURPOSE, above=highest)
    ring.remember(new)
    return new


def old_keys() -> list[Key]:
    """The keys that are not in use any more but still there."""
    return list(ring.known()[:-1])


def turn(told: Told) -> int:
    """Close again what rests on old keys; how many rows and files could not be opened (they stay as they are)."""
    ring.require_whole()
    left = 0
    for old in old_keys():
        for columns in rows.tables():
            total = rows.count(columns, old.id)
            if total:
                shown = f"{columns.label}：{old.id} 加密的 {total} 行"
                done, lost = rows.reclose(columns, rows.closed_by(columns, old.id))
                left += lost
                told(f"{shown}，已改用新密钥 {done} 行" + (f"，打不开 {lost} 行" if lost else ""))
        for alias, storage in files.closing_storages():
            left += _turn_files(alias, storage, old.id, told)
    return left


def _turn_files(alias: str, storage, key_id: str, told: Told) -> int:
    done = left = 0
    for name in list(files.files_by(storage, key_id)):
        try:
            done += files.reclose(storage, name)
        except DomainError:
            left += 1
            told(f"{alias}/{name}：打不开，保持原样")
        if done and done % 200 == 0:
            told(f"{alias}：已改用新密钥 {done} 个文件")
    if done:
        told(f"{alias}：{key_id} 加密的文件已改用新密钥 {done} 个")
    return left


def retire(key_id: str, *, now: datetime) -> None:
    """Move an old key aside. :class:`DomainError` while something rests on it, or the key in use is younger than :data:`REST`."""
    from ..models import KeyRecord

    ring.require_whole()
    held = ring.known()
    if not any(key.id == key_id for key in held):
        raise DomainError(f"密钥文件里没有 {key_id}。")
    if held[-1].id == key_id:
        raise DomainError(f"{key_id} 是正在使用的密钥，不能移出。")
    records = KeyRecord.objects.filter(purpose=ring.PURPOSE)
    if records.filter(key_id=held[-1].id, first_used_at__gt=now - REST).exists():
        raise DomainError(f"新密钥启用不到 {REST.seconds // 60} 分钟，可能还有没写完的内容，请稍后再移出旧密钥。")
    if (use := use_of(key_id)).total:
        shown = "，".join(f"{what} {n}" for what, n in (*use.rows, *use.files))
        raise DomainError(f"还有内容由 {key_id} 加密：{shown}。请先运行 rotate_keys --continue。")
    records.filter(key_id=key_id).update(retired_at=now)  # first: a record without its key would stop all writing
    keys.retire(ring.PURPOSE, key_id)
