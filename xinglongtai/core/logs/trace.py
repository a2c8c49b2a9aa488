"""Which request, job or command is at work: kept beside the code, so that every line of the log can say it without being told.

with trace.begin(trace.new_id()) as running:      # middleware, commands
    trace.request_id()                            # anywhere below, "" outside

A thread does not inherit it: who starts one hands :func:`request_id` over and the thread begins with it (``core.jobs``).
"""

import re
import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

#: As nginx makes them ($request_id). Anything else from outside is not believed: it would end up in log lines and on pages.
_GIVEN = re.compile(r"[0-9a-f]{32}")


@dataclass
class Running:
    """One request or command at work. ``queries`` and ``db_ms`` count what it asked the database."""

    id: str
    work: str = ""
    request: object = None
    queries: int = 0
    db_ms: float = 0.0

    @property
    def user(self) -> int | None:
        """Number of the account, where the request has asked who it is already; a log line never asks by itself."""
        account = getattr(self.request, "_cached_user", None)
        return getattr(account, "pk", None)


_running: ContextVar[Running | None] = ContextVar("running", default=None)


def new_id() -> str:
    """A number for a request that brought none: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def id_from(given: str) -> str:
    """The number the web server gave, or a new one where it is not well-formed."""
    return given if _GIVEN.fullmatch(given) else new_id()


def current() -> Running | None:
    """What is at work here, None outside of requests, jobs and commands."""
    return _running.get()


def request_id() -> str:
    """The number of the request at work, "" outside."""
    running = _running.get()
    return running.id if running else ""


@contextmanager
def begin(id: str, *, work: str = "", request=None):
    """Everything inside belongs to ``id``. ``work`` names a job or a command ("command check_files")."""
    token = _running.set(Running(id or new_id(), work, request))
    try:
        yield _running.get()
    finally:
        _running.reset(token)
