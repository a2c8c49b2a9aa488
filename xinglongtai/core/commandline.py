"""``manage.py``: runs a command under a number of its own in the log, and notes when a watched one ended and how (``heartbeats``)."""

import logging
from contextlib import ExitStack, suppress
from datetime import UTC, datetime

from django.apps import apps
from django.core.management import ManagementUtility
from django.db import connections

from .logs import trace
from .logs.queries import counting

logger = logging.getLogger("xinglongtai.command")
#: With one of these a command only looks.
_TRIALS = {"--dry-run", "--check", "--help", "-h"}


def run(argv: list[str]) -> None:
    """As Django does. A failure of a watched command goes into the log without its words, and the exit code is 1."""
    name = argv[1] if len(argv) > 1 else ""
    began, said = datetime.now(UTC), ""
    with trace.begin(trace.new_id(), work=f"command {name}") as running, ExitStack() as stack:
        with suppress(Exception):  # of broken settings Django itself tells, and better
            stack.enter_context(counting(connections.all()))
        try:
            ManagementUtility(argv).execute()
        except SystemExit as end:
            said = f"exit {end.code}" if end.code else ""
            raise
        except Exception as error:
            said = type(error).__name__
            if not _watched(name):
                raise
            logger.exception("command %s failed", name, extra={"event": "command", "command": name})
            raise SystemExit(1) from None
        finally:
            if _watched(name) and not _TRIALS & set(argv[2:]):
                _note(name, began, said, running)


def _watched(name: str) -> bool:
    from .installation import heartbeats

    return apps.ready and name in {one.command for one in heartbeats.expected()}


def _note(name: str, began: datetime, said: str, running: trace.Running) -> None:
    from .installation import heartbeats

    ended = datetime.now(UTC)
    heartbeats.leave(name, began=began, ended=ended, said=said)
    about = {"event": "command", "command": name, "queries": running.queries}
    about["ms"] = round((ended - began).total_seconds() * 1000)
    logger.log(logging.ERROR if said else logging.INFO, "command %s: %s", name, said or "done", extra=about)
