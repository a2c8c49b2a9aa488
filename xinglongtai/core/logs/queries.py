"""Counts what is asked of the database and writes down what took long, as SQL with places instead of values."""

import logging
import time
from contextlib import ExitStack, contextmanager

from django.conf import settings

from . import trace

logger = logging.getLogger("xinglongtai.slow_query")
_LONGEST = 1500


@contextmanager
def counting(connections):
    """Inside, every query of ``connections`` is counted on the running request or command, and a slow one is a line of the log."""
    with ExitStack() as stack:
        for connection in connections:
            stack.enter_context(connection.execute_wrapper(_count))
        yield


def _count(execute, sql, params, many, context):
    began = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = (time.monotonic() - began) * 1000
        if running := trace.current():
            running.queries += 1
            running.db_ms += ms
        if ms >= settings.SLOW_QUERY_MS:
            about = {"event": "slow query", "ms": round(ms), "sql": str(sql)[:_LONGEST]}
            logger.warning("slow query: %d ms", ms, extra=about)
