"""Where the request at work reads, kept beside the code, so that the router can be asked without being told.

@from_replica
def case_list(request): …        # a list: may be read from the standby; a page whose buttons decide something is not marked
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"
#: Who may come in and what they may do is never asked of the standby: accounts, sessions, roles, staff, units, parameters, delegations.
_PRIMARY_APPS = frozenset({"core", "auth", "contenttypes", "sessions", "admin", "axes", "django_tasks_database"})
#: Books of logins, which are read from the primary in any case: writing them sends nobody there.
_BOOKS = frozenset({"django_session", "core_accountsession"})
_HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "SHOW", "EXPLAIN", "DECLARE", "FETCH", "CLOSE")
_WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@dataclass
class Reading:
    """One request. ``replica``: reads go to the standby; ``wrote``: something was written, so its reader must see it from now on."""

    replica: bool = False
    wrote: bool = False


_running: ContextVar[Reading | None] = ContextVar("reading", default=None)


def from_replica(view):
    """Mark a view that only shows, and may show what was so some seconds ago to those who did not change it."""
    view.reads_replica = True
    return view


def written() -> None:
    """Say that this reader must see what stands in the database now, although another process wrote it (a job that ended)."""
    if reading := _running.get():
        reading.wrote = True


def alias_for(model) -> str:
    """The database to read rows of ``model`` from, here and now. Inside a transaction always the one the transaction is in."""
    reading = _running.get()
    if reading is None or not reading.replica or reading.wrote or model._meta.app_label in _PRIMARY_APPS:
        return DEFAULT_DB_ALIAS
    return DEFAULT_DB_ALIAS if connections[DEFAULT_DB_ALIAS].in_atomic_block else REPLICA


@contextmanager
def begin():
    """One request; inside, what is written to the primary is noticed, however it is written."""
    reading = Reading()
    token = _running.set(reading)

    def watch(execute, sql, params, many, context):
        if not reading.wrote and writes(str(sql)):
            reading.wrote = True
        return execute(sql, params, many, context)

    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(watch):
            yield reading
    finally:
        _running.reset(token)


def writes(sql: str) -> bool:
    """Whether a statement may change rows that a page shows.

    >>> writes("SELECT 1"), writes('UPDATE "cases_case" SET x = 1'), writes('UPDATE "django_session" SET x = 1')
    (False, True, False)
    """
    if sql.lstrip(" (\n").startswith(_HARMLESS):
        return False
    found = _WRITTEN.match(sql)
    return found is None or found[1] not in _BOOKS
