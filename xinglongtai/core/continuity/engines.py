"""The two databases: a consistent copy while others write, and putting one back."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.recorder import MigrationRecorder

from ..errors import DomainError
from . import index, sealed
from .sealed import Damaged

INSTALL = "请安装 PostgreSQL 客户端：apt-get install postgresql-client（版本不低于数据库服务器），或用 PG_BIN_DIR 指明它在哪里。"


class Snapshot:
    """One state of the database: :meth:`stream` its copy, and a connection of its own that reads the very same state."""

    def __init__(self, session, stream: Callable[[], Iterator[bytes]], version: str):
        self.session, self.stream, self.version = session, stream, version

    def faults(self) -> list[str]:
        """What the database itself finds wrong with the copy; PostgreSQL would have refused to write it."""
        return []

    def read(self, rows) -> Iterator[tuple]:
        """The rows of a ``values_list`` as they are in the copy; memory does not grow."""
        return rows.query.get_compiler(connection=self.session).results_iter(tuple_expected=True, chunked_fetch=True)

    def counts(self) -> dict[str, int]:
        """Rows of every table."""
        return counts(self.session)

    def migrations(self) -> list[str]:
        """«core.0001_initial», …: what was applied, in order."""
        if not MigrationRecorder(self.session).has_table():
            return []
        return [f"{app}.{name}" for app, name in self.read(_applied())]


def counts(asked) -> dict[str, int]:
    """Rows of every table of a database."""
    found = {}
    with asked.cursor() as cursor:
        for table in sorted(asked.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {asked.ops.quote_name(table)}")  # noqa: S608  a name the database gave
            found[table] = cursor.fetchone()[0]
    return found


def _applied():
    return MigrationRecorder.Migration.objects.order_by("pk").values_list("app", "name")


def applied() -> list[str]:
    """The applied migrations of the default database, in order."""
    return [f"{app}.{name}" for app, name in _applied()]


@contextmanager
def snapshot():
    """One state of the default database, for the time of the block."""
    with _sqlite_snapshot() if connection.vendor == "sqlite" else _postgresql_snapshot() as found:
        yield found


@contextmanager
def _session(**changes):
    """A second connection, to what ``changes`` make of the default database's settings."""
    session = connection.copy("backup")
    session.settings_dict.update(changes)
    try:
        yield session
    finally:
        session.close()


# --- SQLite ---------------------------------------------------------------------------------------------------------------------------


@contextmanager
def work_file(place: Path, name: str):
    """A plain file that exists only as long as it is needed, in ``place``; what a killed run left there goes first."""
    path = place / f"{name}.work"
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        for left in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            left.unlink(missing_ok=True)


class _SqliteSnapshot(Snapshot):
    def __init__(self, session, copy: Path):
        super().__init__(session, lambda: sealed.gzipped(sealed.chunks_of(copy)), sqlite3.sqlite_version)
        self.copy = copy

    def faults(self) -> list[str]:
        return sqlite_faults(self.copy)


@contextmanager
def _sqlite_snapshot():
    source = Path(connection.settings_dict["NAME"])
    _require_room(index.folder(), source.stat().st_size)
    with work_file(index.folder(), "database") as copy:
        with (
            sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60) as reading,
            sqlite3.connect(copy) as writing,
        ):
            reading.backup(writing)  # in one step: others go on writing into the log of changes meanwhile
        reading.close()
        writing.close()
        with _session(NAME=str(copy), OPTIONS={"init_command": "PRAGMA query_only = ON"}) as session:
            yield _SqliteSnapshot(session, copy)


def _require_room(place: Path, size: int) -> None:
    free = shutil.disk_usage(place).free
    if free < size * 1.1:
        raise DomainError(f"磁盘空间不够：{place} 还剩 {free >> 20} MB，复制数据库需要 {int(size * 1.1) >> 20} MB。")


def sqlite_faults(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a file that lies still; [] for nothing."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as reading:
            lines = [row[0] for row in reading.execute("PRAGMA integrity_check(20)")]
            lines += [f"外键：{row[0]}" for row in reading.execute("PRAGMA foreign_key_check").fetchmany(20)]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    finally:
        with suppress(UnboundLocalError):
            reading.close()
    return [line for line in lines if line != "ok"]


# --- PostgreSQL -----------------------------------------------------------------------------------------------------------------------


def client(name: str, server: int = 0) -> str:
    """The program ``name`` (pg_dump, pg_restore) of a version not older than ``server``, the nearest one.

    :class:`DomainError` that says what to install.
    """
    places = [Path(settings.PG_BIN_DIR)] if settings.PG_BIN_DIR else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not settings.PG_BIN_DIR and (found := shutil.which(name)):
        places.append(Path(found).parent)
    known = []
    for place in places:
        if os.access(place / name, os.X_OK):
            told = subprocess.run([place / name, "--version"], capture_output=True, text=True, check=False).stdout
            if match := re.search(r"(\d+)(?:\.\d+)?", told):
                known.append((int(match[1]), str(place / name)))
    if not known:
        raise DomainError(f"这台机器上没有 {name}。{INSTALL}")
    fitting = sorted(one for one in known if one[0] >= server)
    if not fitting:
        raise DomainError(f"{name} 的版本是 {max(known)[0]}，比数据库服务器（{server}）旧。{INSTALL}")
    return fitting[0][1]


def _reach(settings_dict: dict) -> tuple[list[str], dict]:
    """Arguments and environment with which PostgreSQL's programs reach the database; the password is in no argument."""
    arguments, env = DatabaseClient.settings_to_cmd_args_env(settings_dict, [])
    return [*arguments[1:-1], f"--dbname={settings_dict['NAME']}"], {**os.environ, **(env or {})}


@contextmanager
def _postgresql_snapshot():
    program = client("pg_dump", connection.pg_version // 10000)
    with _session() as session:
        session.set_autocommit(False)
        with session.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            name, version = cursor.fetchone()
        arguments, env = _reach(session.settings_dict)
        # Without comments: those on the schema may be made by its owner only, who need not be the one that restores.
        options = ["--format=custom", "--compress=3", "--no-comments", "--exclude-schema=replaced_*"]
        options.append(f"--snapshot={name}")
        yield Snapshot(session, lambda: _output_of([program, *options, *arguments], env), version)
        session.rollback()


def _output_of(command: list[str], env: dict) -> Iterator[bytes]:
    """What a program writes, in pieces; :class:`DomainError` with its words when it ends badly."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, env=env)
        try:
            while chunk := process.stdout.read(sealed.CHUNK):
                yield chunk
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        if code:
            told.seek(0)
            raise DomainError(f"{Path(command[0]).name} 没有成功：{told.read(2000).decode(errors='replace').strip()}")


@contextmanager
def fed(command: list[str], env: dict | None = None):
    """A program that is fed what the block writes; its end is the block's. Killed when the block fails, so that it takes nothing half."""
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=told, env=env)
        broken = None
        try:
            yield process.stdin.write
        except BrokenPipeError as error:  # the program gave up; its own words say why
            broken = error
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(OSError):
                process.stdin.close()
            code = process.wait()
        if code or broken:
            told.seek(0)
            words = told.read(2000).decode(errors="replace").strip()
            raise Damaged(f"{Path(command[0]).name} 没有成功：{words}")


def restoring_command(settings_dict: dict, server: int) -> tuple[list[str], dict]:
    """pg_restore into a database, in one transaction, from what it is fed."""
    arguments, env = _reach(settings_dict)
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    return [client("pg_restore", server), *options, *arguments], env
