"""Whether this process can serve right now: cheap questions with yes or no, asked by watchers every few seconds.

What is wrong and what to do about it is ``core.diagnosis``'s matter (``script/doctor``).
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .. import fonts, keys
from ..errors import DomainError
from ..replica.reading import REPLICA
from ..replica.standing import standing

OK = "ok"
KEPT = 1.0  # seconds an answer is given again, so that watchers cost nothing
_answer: tuple[float, dict[str, str]] = (float("-inf"), {})
_lock = threading.Lock()


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration this code brings, squashed ones by the names they replace. Read from the disk once a process."""
    loader = MigrationLoader(None)
    found = set()
    for key, migration in loader.disk_migrations.items():
        found.update([tuple(one) for one in migration.replaces] or [key])
    return frozenset(found)


def migrations_apart() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(not applied yet, applied but unknown to this code) of the database; one query. ``DatabaseError`` without a database.

    The second are of newer code: this process must not go on writing.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    ours = {config.label for config in apps.get_app_configs()}
    known = known_migrations()
    squashed = {(app, name) for app, name in applied - known if "_squashed_" in name}
    return set(known - applied), {key for key in applied - known - squashed if key[0] in ours}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return "unreachable"
    return OK


def _migrations() -> str:
    try:
        missing, foreign = migrations_apart()
    except DatabaseError:
        return "unknown"
    return "newer than this program" if foreign else f"{len(missing)} to apply" if missing else OK


def _fonts() -> str:
    return OK if len(fonts.prepared()) == len(fonts.FACES) else "missing"


def _storage() -> str:
    """A file can be written, and the folders of what must be kept can be written to, or the store answers."""
    if settings.FILES is not None:
        from ..bucket import standing  # boto3 is imported only where it is used

        if (word := standing.answers(settings.FILES)) != OK:
            return word
    options = [settings.STORAGES[name]["OPTIONS"] for name in ("evidence", "documents")]
    folders = [Path(given["location"]) for given in options if "location" in given]
    if not all(os.access(folder, os.W_OK | os.X_OK) for folder in folders if folder.exists()):
        return "not writable"
    try:
        with tempfile.TemporaryFile(dir=settings.VAR_DIR) as handle:
            handle.write(b"x" * 4096)
            handle.flush()
    except OSError:
        return "not writable"
    return OK


def _disk() -> str:
    return (
        OK if shutil.disk_usage(settings.VAR_DIR).free >= settings.DISK_LEAST_FREE_MB * 1024 * 1024 else "nearly full"
    )


def _keys() -> str:
    try:
        for path in sorted(settings.KEYS_DIR.glob("*.keys")):
            if not keys.all_keys(path.stem):
                return "unreadable"
    except (DomainError, OSError):
        return "unreadable"
    return OK


PROBES: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "fonts": _fonts,
    "storage": _storage,
    "disk": _disk,
    "keys": _keys,
}


def remarks() -> dict[str, str]:
    """What is told beside and makes nobody unready: pages that a standby cannot give come from the primary."""
    return {REPLICA: standing.words()} if REPLICA in connections.databases else {}


def ready() -> dict[str, str]:
    """Every probe and its answer: "ok" or what is the matter in two English words. Asked at most once a second a process."""
    global _answer
    with _lock:
        asked, found = _answer
        if time.monotonic() - asked >= KEPT:
            found = {name: _asked(probe) for name, probe in PROBES.items()}
            _answer = (time.monotonic(), found)
        return found


def _asked(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except Exception as error:  # a watcher wants an answer, whatever broke
        return f"broken: {type(error).__name__}"


def forget() -> None:
    """Ask anew next time (after a repair, in tests)."""
    global _answer
    _answer = (float("-inf"), {})
