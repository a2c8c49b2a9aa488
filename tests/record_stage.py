"""A chain of events in a folder of its own, and hands that reach past the database's rules, as a thief's would."""

from django.db import connection, transaction

from xinglongtai.core import audit
from xinglongtai.core.models import Event
from xinglongtai.core.record import checking, sealing
from xinglongtai.core.record.rules import TABLES


class _Undo(Exception):
    pass


def write(actor, target, count: int = 6, verb: str = "parameter_change") -> list[Event]:
    """``count`` events by the programme."""
    with transaction.atomic():
        return [
            audit.record(verb=verb, actor=actor, target=target, thread="case:7", key=f"第{n}项", old=n, new=n + 0.5)
            for n in range(count)
        ]


def open_tables(cursor) -> None:
    """Take the rules off, as whoever owns the database can."""
    if connection.vendor == "sqlite":
        for table in TABLES:
            for act in ("changed", "deleted", "replaced"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never_{act}")
        return
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tampered(*statements: str, sealing_too: bool = True, then=lambda: None):
    """What a check says after the statements (and what comes ``then``); afterwards everything is as before."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                open_tables(cursor)
                for statement in statements:
                    cursor.execute(statement)
            then()
            report = checking.verify(sealing=sealing_too)
            raise _Undo
    except _Undo:
        return report


def seal_now(capture) -> sealing.Sealed:
    """Seal, and let the end of the chain reach the file although the test's transaction never commits."""
    with capture(execute=True):
        done = sealing.seal()
    connection.run_on_commit.clear()
    return done
