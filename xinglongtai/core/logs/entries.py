"""Filters and the JSON form of log entries (``settings.LOGGING``).

What is kept out and why: exceptions are written with their kind and where they arose, but without their words, because a database
says in them which value was refused («Key (id_number)=(…)»); no local variables, no form values, no SQL parameters, no query strings.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from django.conf import settings

from . import addresses, trace

#: Kinds of exceptions whose words are made of code and not of data.
_SPOKEN = (AttributeError, NameError, ImportError, NotImplementedError)
_FIELDS = ("event", "method", "address", "status", "ms", "queries", "db_ms", "command", "sql")


class Context(logging.Filter):
    """Says of every entry which request, account and work it belongs to; takes addresses out of messages of Django and gunicorn."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add to the entry; none is dropped."""
        running = trace.current()
        record.request_id = running.id if running else ""
        record.user_id = running.user if running else None
        record.work = running.work if running else ""
        request = getattr(record, "request", None)
        if hasattr(request, "path_info"):
            record.address = addresses.shown(request)
            record.msg, record.args = "%s: %s", (_subject(record), record.address)
        return True


def _subject(record: logging.LogRecord) -> str:
    """What Django says of a request before it names the address: «Not Found», «Forbidden (CSRF token missing.)»."""
    status = getattr(record, "status_code", None)
    words = str(record.msg).partition("%s")[0].strip(" :(") or "request"
    return f"{words} {status}" if status else words


class JsonLines(logging.Formatter):
    """time, level, logger, message, request, user, and what the entry carries, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry as JSON; never raises for values JSON does not know."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": addresses.cleaned(record.getMessage()),
            "request": getattr(record, "request_id", ""),
            "user": getattr(record, "user_id", None),
            "work": getattr(record, "work", ""),
        }
        entry |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            entry |= failure(record.exc_info[1])
        return json.dumps(
            {name: value for name, value in entry.items() if value not in ("", None)}, ensure_ascii=False, default=str
        )


class Readable(logging.Formatter):
    """The same for eyes (``script/server``): one line, and where an exception arose; its words too while DEBUG is on."""

    def format(self, record: logging.LogRecord) -> str:
        """As logging does, after the cleaning of addresses."""
        return addresses.cleaned(super().format(record))

    def formatException(self, exc_info):
        """The usual story with DEBUG, else kinds and places only."""
        if settings.DEBUG or exc_info[1] is None:
            return super().formatException(exc_info)
        told = failure(exc_info[1])
        return "\n".join([*told["error"], *(f"  {line}" for line in told["stack"])])


def failure(error: BaseException) -> dict:
    """``{"error": kinds from the outermost to the cause, "stack": file:line function}`` without the words of exceptions."""
    kinds, stack, seen = [], [], set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(kinds) < 6:
        seen.add(id(current))
        kinds.append(_told(current))
        stack += [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)[-30:]
        ]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return {"error": kinds, "stack": stack}


def _told(error: BaseException) -> str:
    """Kind of an exception, and what may be said of it: numbers of the operating system, SQL state and names of constraints."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, _SPOKEN):
        return f"{kind}: {error}"[:300]
    if isinstance(error, OSError) and error.errno:
        return f"{kind}: errno {error.errno}"
    diagnosis = getattr(error, "diag", None)
    parts = [getattr(diagnosis, name, None) for name in ("sqlstate", "table_name", "constraint_name")]
    return " ".join([kind, *filter(None, parts)])
