"""The keys that close data, held in memory, and the guard that they belong to this database.

Another process may put a new key in use at any moment: the file is looked at (not read) every time.
"""

import logging
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DatabaseError, connection
from django.db.models.signals import post_migrate

from .. import keys
from ..errors import DomainError
from ..keys import Key, KeyMissing

logger = logging.getLogger(__name__)
PURPOSE = "data"


@dataclass(frozen=True)
class _Ring:
    """The keys of one state of the file, and what was derived from them."""

    state: tuple
    keys: tuple[Key, ...]
    derived: dict = field(default_factory=dict)


_held: _Ring | None = None
#: State of the file and name of the database that were found to belong together.
_belongs: tuple | None = None


def _ring() -> _Ring:
    global _held
    path = keys.path_of(PURPOSE)
    try:
        seen = os.stat(path)
        state = (str(path), seen.st_ino, seen.st_mtime_ns, seen.st_size)
    except FileNotFoundError:
        state = (str(path),)
    held = _held
    if held is None or held.state != state:
        held = _held = _Ring(state, tuple(keys.all_keys(PURPOSE)))
    return held


def known() -> tuple[Key, ...]:
    """Every key there is, the one in use last."""
    return _ring().keys


def find(key_id: str) -> Key:
    """The key of that name; :class:`KeyMissing` where the folder does not hold it."""
    for key in _ring().keys:
        if key.id == key_id:
            return key
    raise KeyMissing(f"缺少密钥 {PURPOSE}/{key_id}，相关内容暂时不能读取。请联系运维人员恢复密钥文件夹。")


def derived(key_id: str, use: str) -> bytes:
    """32 bytes of the key named ``key_id`` for one ``use``."""
    ring = _ring()
    found = ring.derived.get((key_id, use))
    if found is None:
        found = ring.derived[key_id, use] = find(key_id).derive(use)
    return found


def cipher(key_id: str, use: str) -> AESGCM:
    """AES-256-GCM under the key named ``key_id`` for one ``use``."""
    ring = _ring()
    found = ring.derived.get((key_id, use, "cipher"))
    if found is None:
        found = ring.derived[key_id, use, "cipher"] = AESGCM(derived(key_id, use))
    return found


def closing() -> Key:
    """The key that closes what is written now.

    The first key of an installation is made here. :class:`KeyMissing` where this database was closed by keys that the folder does
    not hold: nothing is written that only the wrong folder could open.
    """
    global _belongs
    ring = _ring()
    here = (ring.state, connection.settings_dict["NAME"])
    if ring.keys and _belongs == here:
        return ring.keys[-1]
    records = _records()
    if trouble := trouble_with(ring.keys, records):
        raise KeyMissing(trouble)
    if not ring.keys:
        keys.current(PURPOSE)
        return closing()
    new = [key for key in ring.keys if key.id not in records]
    for key in new:
        remember(key)
    if not new:  # the record of a new key may still be rolled back with what it closes
        _belongs = here
    return ring.keys[-1]


def require_whole() -> None:
    """Every key of this database is here; :class:`KeyMissing` otherwise. For what would be wrong if a part could not be read."""
    closing()


def remember(key: Key) -> None:
    """Keep the public mark of a key in the database."""
    from ..models import KeyRecord

    KeyRecord.objects.bulk_create([KeyRecord(purpose=PURPOSE, key_id=key.id, mark=key.mark)], ignore_conflicts=True)


def _records() -> dict[str, str]:
    """Names and marks of the keys that the database knows and that are not retired."""
    from ..models import KeyRecord

    rows = KeyRecord.objects.filter(purpose=PURPOSE, retired_at=None)
    return dict(rows.order_by("pk").values_list("key_id", "mark"))


def trouble_with(held, records: dict[str, str]) -> str:
    """Why the folder's keys ``held`` are not those of a database that knows ``records`` (name → mark); "" where they are. Pure."""
    marks = {key.id: key.mark for key in held}
    if records and not marks:
        return (
            "找不到本系统的数据密钥，而数据库里已有用它加密的内容。为避免用错密钥，暂停登记和修改证件号等加密内容。"
            "请联系运维人员从密钥备份恢复密钥文件夹（KEYS_DIR）。"
        )
    foreign = [name for name, mark in records.items() if name in marks and marks[name] != mark]
    if foreign:
        return (
            f"密钥文件夹里的 {'、'.join(foreign)} 不是这个数据库用过的密钥，可能装错了密钥文件夹。暂停登记和修改证件号等加密内容。"
            "请联系运维人员核对 KEYS_DIR。"
        )
    missing = [name for name in records if name not in marks]
    if missing:
        return (
            f"密钥文件夹缺少密钥 {'、'.join(missing)}，可能是旧的备份。暂停登记和修改证件号等加密内容。"
            "请联系运维人员恢复完整的密钥文件夹。"
        )
    return ""


def connect(app_config) -> None:
    """Make the first key and keep its mark after each ``migrate``, before anything is written."""
    post_migrate.connect(_after_migrate, sender=app_config, dispatch_uid="core.vault")


def _after_migrate(sender, **kwargs):
    try:
        closing()
    except (DomainError, OSError) as trouble:  # told by the checks; the migration itself is done
        logger.error("data keys: %s", trouble)
    except DatabaseError:  # a step back before there was such a table
        pass


def standing() -> str:
    """What is wrong with the folder of keys, for examinations; "" where nothing is. The database is asked."""
    return trouble_with(known(), _records())
