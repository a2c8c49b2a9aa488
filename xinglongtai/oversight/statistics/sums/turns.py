"""One snapshot for several queries, and one writer of the sums at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, connections, transaction

from xinglongtai.core.models import Bureau
from xinglongtai.core.replica.reading import alias_for

from .models import SumState


@contextmanager
def one_look() -> Iterator[None]:
    """Queries that all see the same moment: sums, marks and what is counted beside them. Within a transaction it is that transaction's.

    The moment is that of the database which the request at work reads from.
    """
    where = connections[alias_for(SumState)]
    if where.in_atomic_block:
        yield
    elif where.vendor == "postgresql":
        with transaction.atomic(using=where.alias):
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", where)
            yield
    else:  # Django's own transactions would keep writers out
        _run("BEGIN DEFERRED", where)
        try:
            yield
        finally:
            _run("ROLLBACK", where)


@contextmanager
def turn(bureau: Bureau) -> Iterator[SumState]:
    """The bureau's state under its lock, in one snapshot; saved at the end."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone and connection.vendor == "postgresql":
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        state = SumState.objects.select_for_update().get(bureau=bureau)
        yield state
        state.save()


def overtaken(error: OperationalError) -> bool:
    """Whether somebody else's turn ended while this one waited for it: nothing was written, and nothing is wrong."""
    return getattr(error.__cause__, "sqlstate", "") == "40001"


def _run(sql: str, where=connection) -> None:
    with where.cursor() as cursor:
        cursor.execute(sql)
