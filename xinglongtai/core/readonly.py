"""A stretch of work in which nothing can be written: the database itself refuses."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def read_only():
    """``with read_only(): …`` — any write inside fails with a database error. Reads see one state on PostgreSQL.

    On SQLite no transaction is opened: ours take the write lock, and others should go on writing meanwhile.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            yield
        return
    connection.ensure_connection()
    raw = connection.connection  # Django's own cursor would refuse the way back after a failed write
    raw.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        raw.execute("PRAGMA query_only = OFF")
