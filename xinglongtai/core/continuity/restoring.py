"""Putting a backup back into an empty place, or beside what is moved away first. Nothing that was there is deleted.

Works on the settings of the process: ``script/restore --to`` starts it with the folder and the database to restore into. Everything is
opened and compared in a folder of its own before anything of the place is touched.
"""

import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from ..errors import DomainError
from ..installation.version import version
from . import engines, scope, sealed, shelved, store
from .journal import SUFFIX
from .sealed import Damaged
from .verifying import read_list, read_manifest, require_part, unpack_database
from .versions import unknown

Say = Callable[[str], object]
#: So many files that the store lacks are named; all are counted.
NAMED = 10


class PlaceTaken(DomainError):
    """Something stands where the backup should go."""


@dataclass(frozen=True)
class PutBack:
    """What was put back: the closed manifest, and where what stood there before is now ([] for an empty place)."""

    told: dict
    moved: list[str]


def target_name() -> str:
    """What the person must type to have something replaced: the name of the database, or of the folder."""
    if connection.vendor == "postgresql":
        return str(connection.settings_dict["NAME"])
    return Path(settings.VAR_DIR).name


def in_the_way() -> list[str]:
    """What stands in the place, in Chinese; [] for an empty one."""
    found = []
    tables = connection.introspection.table_names() if _database_is_there() else []
    if tables:
        found.append(f"数据库 {connection.settings_dict['NAME']} 里有 {len(tables)} 张表")
    for name, root in scope.folders().items():
        if next(scope.walk(root), None):
            found.append(f"目录 {root} 里有文件（{name}）")
    if settings.KEYS_DIR.is_dir() and any(settings.KEYS_DIR.glob("*.keys")):
        found.append(f"目录 {settings.KEYS_DIR} 里有密钥")
    return found


def _database_is_there() -> bool:
    return connection.vendor == "postgresql" or Path(connection.settings_dict["NAME"]).exists()


def put_back(
    one: store.BackupSet,
    *,
    identities: list,
    now: datetime,
    replace: str = "",
    lacking: bool = False,
    say: Say = lambda words: None,
) -> PutBack:
    """Put database, files, keys back. ``replace``: :func:`target_name` typed by the person, where something stands in the way.
    ``lacking``: also where the store does not hold every file any more; the proof names them.

    :class:`PlaceTaken`, :class:`sealed.WrongKey`, :class:`Damaged`; :class:`DomainError` for another kind of database, a newer program's
    backup, or other connections to the database. After any of them the place is as it was.
    """
    told = read_manifest(one, identities)
    _require_fit(told)
    taken = in_the_way()
    if taken and replace != target_name():
        raise PlaceTaken(
            f"要恢复到的地方不是空的：{'；'.join(taken)}。请换一个空的目录和数据库；"
            f"确实要替换的，停掉本系统，加上 --replace --yes-replace {target_name()}（原有内容会移到一边，不会删除）。"
        )
    var = Path(settings.VAR_DIR)
    var.mkdir(mode=0o750, parents=True, exist_ok=True)
    staging, aside = var / f"{scope.UNFINISHED}{one.id}", var / f"replaced-{now:%Y%m%d-%H%M%S}"
    _clear(staging)
    staging.mkdir(mode=0o700)
    try:
        work = _PutBack(one, told, identities, staging, aside, say)
        work.files()
        if not lacking:
            work.held()
        work.own()
        work.database()
        work.settle()
    finally:
        _clear(staging)
    return PutBack(told, work.moved)


def _clear(staging: Path) -> None:
    """Take away what a restore has made on the way, here and below the folders of files."""
    for place in (staging, *(root / staging.name for root in scope.folders().values())):
        shutil.rmtree(place, ignore_errors=True)


def _require_fit(told: dict) -> None:
    if told["engine"] != connection.vendor:
        kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        asked = (
            "用 DATABASE_URL 指明一个空的 PostgreSQL 数据库" if told["engine"] == "postgresql" else "去掉 DATABASE_URL"
        )
        raise DomainError(f"这份备份是 {kinds[told['engine']]} 的，请{asked}再恢复。")
    if told.get("store") and settings.FILES is None:
        raise DomainError(f"这份备份的文件在对象存储 {told['store']}，请先设好 FILES_URL 和密钥再恢复。")
    if not told.get("store") and settings.FILES is not None:
        raise DomainError(
            "这份备份的文件在备份里，请先去掉 FILES_URL 恢复到磁盘，再用 manage.py move_files 搬进对象存储。"
        )
    if newer := unknown(told["migrations"]):
        raise DomainError(
            f"这份备份是更新的程序（{told['code']}）做的，本程序（{version()}）不认识其中 {len(newer)} 项数据库升级，"
            "请换用同样或更新版本的程序再恢复。"
        )


class _PutBack:
    """One restore: first all that only reads, then the database, then files and keys into their places."""

    def __init__(self, one, told: dict, identities: list, staging: Path, aside: Path, say: Say):
        self.one, self.told, self.identities, self.say = one, told, identities, say
        self.staging, self.aside, self.moved = staging, aside, []

    def files(self) -> None:
        """Every file into the staging folder, its hash compared."""
        rows = read_list(self.one, self.identities, self.staging / "list", self.told["parts"]["files.age"])
        for count, (name, size, sha256, mode, mtime, piece) in enumerate(rows, start=1):
            path = self._place(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with path.open("xb") as file:

                def write(data, file=file, digest=digest):
                    digest.update(data)
                    file.write(data)

                part = sealed.unseal(self.one.piece(piece), self.identities, write)
            if (digest.hexdigest(), part.plain_size) != (sha256, size):
                raise Damaged(f"文件 {name} 打开后与清单不符。")
            path.chmod(mode)
            os.utime(path, ns=(mtime, mtime))
            if count % 2000 == 0:
                self.say(f"已恢复 {count:,} 个文件")

    def held(self) -> None:
        """:class:`DomainError` unless the store holds every file as it was; nothing of the store is touched."""
        if "objects.age" not in self.told["parts"]:
            return
        self.say("对象存储……")
        part = self.told["parts"]["objects.age"]
        rows = read_list(self.one, self.identities, self.staging / "held", part, "objects.age")
        named, count = [], 0
        for words in shelved.apart(rows):
            count += 1
            if count <= NAMED:
                named.append(words)
        if count:
            raise DomainError(
                f"对象存储里有 {count} 个文件与备份时不同：{'；'.join(named)}。请在对象存储里把它们恢复成备份时的版本，"
                "或者换用更新的备份；确实要这样恢复的，加上 --lacking，缺少的文件会逐个报告。"
            )

    def _place(self, name: str) -> Path:
        """Where a file is made: below the folder it belongs to, so that it is of that folder's group and on its disk."""
        folder, _, rest = name.partition("/")
        fresh = (self.fresh(scope.folders()[folder]) if folder in scope.folders() else self.staging).resolve()
        path = (fresh / rest).resolve()
        if folder not in scope.folders() or not path.is_relative_to(fresh) or path == fresh:
            raise Damaged(f"清单中的文件名 {name} 指向目录之外。")
        return path

    def fresh(self, root: Path) -> Path:
        """The folder below ``root`` that is filled first."""
        return root / self.staging.name

    def own(self) -> None:
        """Secret key, keys, heads of the record, journals."""
        with tempfile.TemporaryFile(dir=self.staging) as plain:
            part = sealed.unseal(self.one.path / "own.age", self.identities, plain.write)
            require_part("own.age", part, self.told["parts"]["own.age"])
            plain.seek(0)
            with tarfile.open(fileobj=plain, mode="r:") as archive:
                self._unpack(archive, self.staging / "own")

    @staticmethod
    def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
        """Plain files below ``folder``, for nobody else to read. By hand: filters of ``extractall`` came with Python 3.11.4, Debian 12
        has 3.11.2."""
        for member in archive:
            place = (folder / member.name).resolve()
            if not member.isreg() or not place.is_relative_to(folder.resolve()):
                raise Damaged("备份中有不该有的文件，不能恢复。请换一份备份。")
            place.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                shutil.copyfileobj(archive.extractfile(member), target)

    def database(self) -> None:
        """The database, into its place; what stood there is moved aside first and comes back when this fails."""
        self.say("数据库……")
        path, part = self.one.path / "database.age", self.told["parts"]["database.age"]
        if self.told["engine"] == "sqlite":
            copy = self.staging / "database"
            unpack_database(path, self.identities, copy, part)
            if faults := engines.sqlite_faults(copy):
                raise Damaged(f"备份中的数据库损坏：{faults[0]}")
            connection.close()
            target = Path(connection.settings_dict["NAME"])
            for ending in ("", "-wal", "-shm"):
                self._away(target.with_name(target.name + ending), f"database{ending}")
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(copy, target)
            return
        schema = self._schema_away()
        command, env = engines.restoring_command(connection.settings_dict, connection.pg_version // 10000)
        connection.close()
        try:
            with engines.fed(command, env) as write:
                require_part("database.age", sealed.unseal(path, self.identities, write), part)
        except BaseException:
            self._schema_back(schema)
            raise
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _schema_away(self) -> str:
        """The tables that stand there, all together, into a schema of another name; "" for an empty database."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if others := cursor.fetchone()[0]:
                raise DomainError(f"还有 {others} 个程序连着数据库 {target_name()}，请先停掉本系统和定时任务。")
            if not connection.introspection.table_names(cursor):
                return ""
            name = self.aside.name.replace("-", "_")
            cursor.execute(f"ALTER SCHEMA public RENAME TO {connection.ops.quote_name(name)}")
            cursor.execute("CREATE SCHEMA public")
        self.moved.append(f"数据库架构 {name}")
        return name

    def _schema_back(self, name: str) -> None:
        if name:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute(f"ALTER SCHEMA {connection.ops.quote_name(name)} RENAME TO public")

    def settle(self) -> None:
        """Files and keys from the staging folder into their places."""
        for name, root in scope.folders().items():
            root.mkdir(parents=True, exist_ok=True)
            for path in sorted(root.iterdir()):  # the folder itself may be a disk of its own, so it stays
                if path != self.fresh(root):
                    self._away(path, f"{name}/{path.name}")
            for path in sorted(self.fresh(root).glob("*")):
                shutil.move(path, root / path.name)
        var, own = Path(settings.VAR_DIR), self.staging / "own"
        for path in sorted(own.glob("*")):
            if path.is_file():
                self._away(var / path.name, path.name)
                shutil.move(path, var / path.name)
        self._keys(own / "keys")
        for path in scope.walk(own / "numbers"):
            _longer(path, var / "numbers" / path.name)
        for path in scope.walk(own / "record"):
            _longer(path, var / "record" / path.name)

    def _keys(self, fresh: Path) -> None:
        """Keys in their folder; those that stood there stay beside them."""
        place = settings.KEYS_DIR
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in scope.walk(fresh):
            target = place / path.name
            if target.exists() and target.read_bytes() != path.read_bytes():
                beside = place / self.aside.name
                beside.mkdir(mode=0o700, exist_ok=True)
                os.replace(target, beside / path.name)
                self.moved.append(str(beside / path.name))
            shutil.move(path, target)
            target.chmod(0o600)

    def _away(self, path: Path, name: str) -> None:
        if path.exists() or path.is_symlink():
            target = self.aside / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(path, target)
            if str(self.aside) not in self.moved:
                self.moved.append(str(self.aside))


def _longer(fresh: Path, target: Path) -> None:
    """A file that only grows: what stands there stays where it goes on from the restored one (or is another installation's journal)."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        with target.open("rb") as there:
            same = there.read(fresh.stat().st_size) == fresh.read_bytes()
        if same or fresh.suffix == SUFFIX:
            return
        os.replace(target, target.with_name(f"replaced-{target.name}"))
    shutil.move(fresh, target)
