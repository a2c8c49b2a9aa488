"""The whole way with real processes: back up while the system runs, lose it, restore elsewhere, prove, go on numbering."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as installed
from django.db import connection

from tests import backup_stage
from xinglongtai.core.continuity import journal, keyring, watching
from xinglongtai.core.vault.storage import ClosedStorage

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def history():
    made = backup_stage.with_history()
    place = journal.path()
    place.unlink(missing_ok=True)  # numbers of bureaux that other tests swept away
    yield
    if made:
        backup_stage.without_history()
    journal._KNOWN.clear()
    place.unlink(missing_ok=True)


@pytest.fixture
def elsewhere(tmp_path):
    """An empty database of the same kind: its address, and how to read it."""
    if connection.vendor == "sqlite":
        yield "", lambda: sqlite3.connect(tmp_path / "restored" / "db.sqlite3")
        return
    old = connection.settings_dict
    name, where = f"{old['NAME']}_restored", {k: old[k.upper()] for k in ("host", "port", "user", "password")}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f'CREATE DATABASE "{name}"')
    yield address(name), lambda: psycopg.connect(dbname=name, **where)
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def address(name: str) -> str:
    old = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"postgres://{old['USER']}:{old['PASSWORD']}@{old['HOST'] or 'localhost'}:{old['PORT'] or 5432}/{name}"


def run(script: str, *arguments, **changes) -> subprocess.CompletedProcess:
    """A script of the product in a process of its own, with its own settings."""
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    env |= {"VENV": os.path.relpath(sys.prefix, ROOT), "DEBUG": "0", **changes}
    words = [str(ROOT / "script" / script), *map(str, arguments)]
    return subprocess.run(words, env=env, capture_output=True, text=True, cwd=ROOT, check=False)


def test_backed_up_lost_restored_proved_and_numbered_on(history, elsewhere, tmp_path, settings):
    settings.KEYS_DIR, settings.BACKUP_DIR = backup_stage.with_data_key(tmp_path / "keys"), tmp_path / "backups"
    database, connect = elsewhere
    private, public = keyring.make()
    keyring.add(public, name="档案室", on=backup_stage.NOW.date())
    (tmp_path / "key.txt").write_text(private)
    world = backup_stage.World()
    world.paper(b"%PDF of the first paper"), world.paper(b"%PDF of the second paper")
    here = {"VAR_DIR": str(installed.VAR_DIR), "KEYS_DIR": str(settings.KEYS_DIR)}
    here |= {"BACKUP_DIR": str(settings.BACKUP_DIR), "DATABASE_URL": address(connection.settings_dict["NAME"])}
    made = run("backup", **here)
    assert made.returncode == 0, made.stdout + made.stderr

    # Two papers more, whose numbers were copied; then the machine is gone.
    lost = [world.paper(b"lost %d" % n).number_text for n in (3, 4)]
    watching.copy_journals(settings.BACKUP_DIR / "numbers")

    to = ["--to", tmp_path / "restored", *(["--database", database] if database else [])]
    key = ["--from", settings.BACKUP_DIR, "--key", tmp_path / "key.txt"]
    told = run("restore", *to, *key, "--who", "王工", "--reason", "磁盘损坏")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "✗" not in told.stdout and told.stdout.count("✓") >= 6
    assert "2 个编号已登记为空缺" in told.stdout and all(text in told.stdout for text in lost)

    with connect() as restored:
        ask = restored.cursor()
        ask.execute("SELECT pdf, sha256 FROM core_issueddocument ORDER BY n")
        papers = ask.fetchall()
        ask.execute("SELECT last FROM core_numberseries")
        assert ask.fetchall() == [(4,)]
        ask.execute("SELECT text, who, cause FROM core_lostnumber ORDER BY n")
        gaps = ask.fetchall()
    assert [row[:2] for row in gaps] == [(text, "王工") for text in lost] and "磁盘损坏" in gaps[0][2]
    kept = ClosedStorage(location=tmp_path / "restored" / "documents", scope="documents")
    assert all(kept.is_closed(name) for name, _ in papers)
    contents = [kept.open(name).read() for name, _ in papers]
    assert contents == [b"%PDF of the first paper", b"%PDF of the second paper"]
    assert (tmp_path / "restored/keys/backup.keys").read_bytes() == (settings.KEYS_DIR / "backup.keys").read_bytes()
    assert [given.n for given in journal.read(tmp_path / "restored/numbers" / journal.path().name)][-1] == 4
