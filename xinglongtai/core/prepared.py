"""Statements that only look up keys are planned once a connection, on PostgreSQL.

A page asks some fifty of them, and PostgreSQL spent more time planning than finding. Only statements whose conditions are equalities are
kept: their plan hardly depends on the values. A range, a text, a count or a long list is planned for its values each time.
``DATABASE_PREPARED=0`` switches it off, for a connection pooler that gives every transaction another connection.
"""

import re
from functools import lru_cache

from django.conf import settings
from django.db.backends.signals import connection_created
from django.dispatch import receiver

#: From the second time on a connection; and how many a connection keeps.
AFTER, KEPT = 1, 400
_NOT_A_LOOKUP = re.compile(
    r"[<>@|]|\bLIKE\b|\bBETWEEN\b|\bCOUNT\(|\bSUM\(|\bGROUP BY\b|\bEXISTS\b|\bSTRPOS\b|\bUNION\b|\bLIMIT (?!1\b|21\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_lookup(sql: str) -> bool:
    """Whether ``sql`` reads rows by equalities alone.

    >>> is_lookup('SELECT "a"."id" FROM "a" WHERE "a"."b_id" = %s ORDER BY "a"."id" ASC')
    True
    >>> is_lookup('SELECT "a"."id" FROM "a" WHERE "a"."day" >= %s')
    False
    """
    if sql.startswith("SELECT EXISTS("):  # what is there of something (statements.look): each a look into an index
        sql = sql.replace("EXISTS(", "(")
    return sql.startswith("SELECT ") and " WHERE " in sql and not _NOT_A_LOOKUP.search(sql)


def _once(execute, sql, params, many, context):
    if many or not params or not is_lookup(str(sql)):
        return execute(sql, params, many, context)
    session = context["connection"].connection
    session.prepare_threshold = AFTER
    try:
        return execute(sql, params, many, context)
    finally:
        session.prepare_threshold = None


@receiver(connection_created, dispatch_uid="prepared")
def ready(sender, connection, **kwargs):
    """Begin to keep plans on a new connection."""
    if connection.vendor != "postgresql" or not settings.DATABASE_PREPARED:
        return
    connection.connection.prepared_max = KEPT
    if _once not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _once)
