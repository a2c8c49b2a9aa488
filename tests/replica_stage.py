"""A second database that plays the hot standby: rows of its own, so that one sees where a page was read, and a position that is set.

PostgreSQL only. The three functions that tell how far a standby is are found in a schema that stands before ``pg_catalog``.
"""

import copy
from contextlib import contextmanager
from types import MethodType

from django.db import connection, connections

from xinglongtai.core.replica.reading import REPLICA
from xinglongtai.core.replica.standing import standing

_STAND_IN = """
CREATE SCHEMA standin;
CREATE TABLE standin.said (recovering boolean, place pg_lsn);
INSERT INTO standin.said VALUES (true, '0/0');
CREATE FUNCTION standin.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT recovering FROM standin.said';
CREATE FUNCTION standin.pg_last_wal_replay_lsn() RETURNS pg_lsn LANGUAGE sql AS 'SELECT place FROM standin.said';
"""


class Standby:
    """What the test says of it and does to it."""

    def __init__(self, name: str):
        self.name = name

    def run(self, sql: str, *params) -> None:
        """A statement on the standby, past everything."""
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(sql, params)

    def says(self, place: str, *, recovering: bool = True) -> None:
        """How far it has come, as PostgreSQL writes it; known at once."""
        self.run("UPDATE standin.said SET place = %s, recovering = %s", place, recovering)
        standing.forget()

    def catches_up(self) -> None:
        """It has everything that is written now."""
        self.says("FFFFFFFF/0")

    def falls_behind(self) -> None:
        """It has nothing of what is written from now on."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_flush_lsn()")
            self.says(cursor.fetchone()[0])

    def stays(self) -> None:
        """It has what was last seen of the primary, and nothing more comes, though the primary goes on."""
        place = standing._seen[-1][1]
        self.run("UPDATE standin.said SET place = %s", f"{place >> 32:X}/{place & 0xFFFFFFFF:X}")
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")  # on its disk before the next question
            cursor.execute("SELECT pg_logical_emit_message(true, 'tests', 'goes on')")
            cursor.execute("RESET synchronous_commit")

    def dies(self) -> None:
        """Its connections break."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name])


def _connect(self) -> None:
    """As outside of tests: inside, databases are refused that were not named when the test began."""
    if self.connection is None:
        with self.wrap_database_errors:
            self.connect()


@contextmanager
def standby():
    """A copy of the test database as it is now."""
    name = f"{connection.settings_dict['NAME']}_standby"
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    told = copy.deepcopy(connections.settings["default"])
    told |= {"NAME": name, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
    told["OPTIONS"] = {**told["OPTIONS"], "options": "-c search_path=standin,pg_catalog,public"}
    connections.settings[REPLICA] = told
    connections[REPLICA].ensure_connection = MethodType(_connect, connections[REPLICA])
    standing.forget()
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(_STAND_IN)
        yield Standby(name)
    finally:
        standing.forget()
        connections[REPLICA].close()
        del connections[REPLICA]
        del connections.settings[REPLICA]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
