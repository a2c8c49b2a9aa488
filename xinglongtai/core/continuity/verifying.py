"""Looking at a backup: whether all is there as it was made, and, with a private key, whether it opens and is what it says."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .. import keys
from ..bucket.errors import Unreachable
from . import engines, index, keyring, sealed, shelved, store
from .sealed import Damaged, Gunzip

Say = Callable[[str], object]
#: So many faults are named; all are counted.
NAMED = 20


@dataclass
class Checked:
    """What was found. ``opened``: with the private key. ``notes`` are no faults but worth knowing."""

    id: str
    opened: bool
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    total: int = 0
    pieces: int = 0
    size: int = 0

    @property
    def good(self) -> bool:
        return not self.total

    def add(self, words: str) -> None:
        self.total += 1
        if len(self.faults) < NAMED:
            self.faults.append(words)

    @property
    def words(self) -> str:
        how = "逐一打开核对" if self.opened else "核对封存文件"
        if self.good:
            return f"备份 {self.id} 完好（{how}，{self.pieces} 个文件块，共 {self.size / 1e6:,.1f} MB）。"
        return f"备份 {self.id} 有 {self.total} 处问题（{how}），第一处：{self.faults[0]}"


def backup_verify(
    one: store.BackupSet,
    *,
    now: datetime,
    identities: list | None = None,
    work: Path | None = None,
    sizes_only: bool = False,
    say: Say = lambda words: None,
) -> Checked:
    """Check a backup and remember what was found. Without ``identities`` nothing is opened: sizes and hashes of closed files
    (``sizes_only``: sizes). With them everything is opened, in memory that does not grow; a SQLite database lies in
    ``work`` for the time of its check.
    """
    found = Checked(one.id, bool(identities))
    _signature(one, found)
    _parts(one, found, sizes_only)
    _pieces(one, found, sizes_only or bool(identities), say)
    if identities:
        try:
            _Opened(one, found, identities, work or index.folder(), say).check()
        except Damaged as damage:
            found.add(damage.message)
    if not sizes_only:
        one.keep_verified(at=now, opened=found.opened, good=found.good, words=found.words)
    return found


def _signature(one: store.BackupSet, found: Checked) -> None:
    told = one.told
    if not keyring.signed_by(told.get("signer", ""), told.get("signature", ""), store.message(told)):
        found.add("清单 manifest.json 的签名不对：清单被改动")
    elif keys.all_keys(keyring.PURPOSE) and keyring.signer() != told["signer"]:
        found.notes.append(f"不是本机做的备份：签名标记 {keyring.signer_mark(told['signer'])}，请与密钥单核对")
    else:
        found.notes.append(f"签名标记 {keyring.signer_mark(told['signer'])}")


def _parts(one: store.BackupSet, found: Checked, sizes_only: bool) -> None:
    for name, told in one.told["parts"].items():
        path = one.path / name
        _closed(found, name, path, told["sealed_size"], None if sizes_only else told["sealed_sha256"])
    if not sizes_only:
        _closed(found, "pieces.txt.gz", one.path / "pieces.txt.gz", None, one.told["list_sha256"])


def _closed(found: Checked, name: str, path: Path, size: int | None, sha256: str | None) -> None:
    try:
        there = path.stat().st_size
        if size is not None and there != size:
            found.add(f"{name} 的大小不对：应为 {size} 字节，实为 {there}")
        elif sha256 is not None and sealed.hash_of(path)[1] != sha256:
            found.add(f"{name} 的校验值不对：内容被改动或者磁盘损坏")
        found.size += there
    except FileNotFoundError:
        found.add(f"缺少 {name}")


def _pieces(one: store.BackupSet, found: Checked, sizes_only: bool, say: Say) -> None:
    try:
        for name, size, sha256 in one.pieces():
            found.pieces += 1
            _closed(found, f"文件块 {name[:12]}", one.piece(name), size, None if sizes_only else sha256)
            if found.pieces % 5000 == 0:
                say(f"已核对 {found.pieces:,} 个文件块")
    except Damaged as damage:
        found.add(damage.message)
    if found.pieces != one.told["pieces"]["count"]:
        found.add(f"文件清单应有 {one.told['pieces']['count']} 块，实有 {found.pieces} 块")


def read_manifest(one: store.BackupSet, identities: list) -> dict:
    """The closed manifest; :class:`sealed.WrongKey`, :class:`Damaged`."""
    text = bytearray()
    sealed.unseal(one.path / "manifest.age", identities, text.extend)
    told = json.loads(text)
    if (told["id"], told["made_at"]) != (one.id, one.told["made_at"]):
        raise Damaged("封存的清单属于另一份备份。")
    return told


def read_list(
    one: store.BackupSet, identities: list, path: Path, part: dict, name: str = "files.age"
) -> Iterator[tuple]:
    """(path, size, sha256, mode, mtime, piece) of every file, of «objects.age» (path, size, mark) of every file in the store; unpacked
    into ``path`` first, and compared with the manifest."""
    with path.open("wb") as plain:
        unpack = Gunzip(plain.write)
        require_part(name, sealed.unseal(one.path / name, identities, unpack), part)
        unpack.close()
    with path.open("rb") as lines:
        for line in lines:
            yield tuple(json.loads(line))


def require_part(name: str, got: sealed.Part, told: dict) -> None:
    """:class:`Damaged` unless what came out is what went in."""
    if got.as_dict() != told:
        raise Damaged(f"{name} 打开后与清单不符。")


class _Opened:
    """The check with a private key."""

    def __init__(self, one: store.BackupSet, found: Checked, identities: list, work: Path, say: Say):
        self.one, self.found, self.identities, self.work, self.say = one, found, identities, work, say

    def check(self) -> None:
        told = read_manifest(self.one, self.identities)
        parts = told["parts"]
        self.say("数据库……")
        self._try(lambda: self._database(told))
        self._try(lambda: self._own(parts["own.age"]))
        self.say("文件……")
        with engines.work_file(self.work, "verify-list") as path:
            self._try(lambda: self._files(read_list(self.one, self.identities, path, parts["files.age"])))
            if "objects.age" in parts:
                self._try(lambda: self._held(path, told))

    def _try(self, look: Callable[[], None]) -> None:
        try:
            look()
        except Damaged as damage:
            self.found.add(damage.message)

    def _database(self, told: dict) -> None:
        path, part = self.one.path / "database.age", told["parts"]["database.age"]
        if told["engine"] == "sqlite":
            with engines.work_file(self.work, "verify-database") as copy:
                unpack_database(path, self.identities, copy, part)
                for fault in engines.sqlite_faults(copy):
                    self.found.add(f"数据库：{fault}")
            return
        server = int(str(told["engine_version"]).partition(".")[0])
        # Read to its end, every row unpacked, into nothing: more than the list of contents alone would tell.
        command = [engines.client("pg_restore", server), "--file=/dev/null"]
        with engines.fed(command) as write:
            require_part("database.age", sealed.unseal(path, self.identities, write), part)

    def _own(self, part: dict) -> None:
        require_part("own.age", sealed.unseal(self.one.path / "own.age", self.identities, lambda data: None), part)

    def _held(self, path: Path, told: dict) -> None:
        rows = read_list(self.one, self.identities, path, told["parts"]["objects.age"], "objects.age")
        if settings.FILES is None:
            count = sum(1 for _ in rows)
            self.found.notes.append(f"{count} 个文件在对象存储 {told['store']}，本机没有设 FILES_URL，没有核对")
            return
        try:
            gone = sum(1 for _ in shelved.apart(rows))
        except Unreachable as fault:
            self.found.add(f"存放文件的服务器没有应答，存储里的文件没有核对（{fault}）")
            return
        self.found.notes.append(f"存储里有 {gone} 个文件已与备份时不同" if gone else "存储里的文件与备份时一致")

    def _files(self, rows: Iterator[tuple]) -> None:
        checked: dict[str, str] = {}
        for count, (name, _, sha256, _, _, piece) in enumerate(rows, start=1):
            if piece not in checked:
                digest = hashlib.sha256()
                try:
                    sealed.unseal(self.one.piece(piece), self.identities, digest.update)
                    checked[piece] = digest.hexdigest()
                except Damaged as damage:
                    self.found.add(f"{name}：{damage.message}")
                    checked[piece] = sha256
            if checked[piece] != sha256:
                self.found.add(f"{name} 的内容与备份时不同")
            if count % 2000 == 0:
                self.say(f"已打开 {count:,} 个文件")


def unpack_database(path: Path, identities: list, target: Path, part: dict) -> None:
    """A closed SQLite database as the file ``target``; :class:`Damaged` unless it is the very one."""
    with target.open("wb") as plain:
        unpack = Gunzip(plain.write)
        require_part("database.age", sealed.unseal(path, identities, unpack), part)
        unpack.close()
