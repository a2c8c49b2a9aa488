"""How far a job is, told past the transaction it works in: nobody sees that one before it ends.

In a file beside the database where web pages and work are on one machine; telling it waits for no lock. In a row, written by the beating
thread's own connection, where they may be on several (``JOBS=queue`` on PostgreSQL; SQLite is one machine, and its one lock is the job's).
"""

import json
import os
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import Error, connection, connections
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from ..models import QueuedJob

#: Seconds between two beats, and after how many without one a job counts as dead.
BEAT, COLD = 2.0, 20.0


class InFile:
    """Told in ``VAR_DIR/jobs``."""

    def __init__(self, pk: int):
        self.path = Path(settings.VAR_DIR) / "jobs" / f"{pk}.json"

    def say(self, said: dict) -> None:
        """Keep how far it is. A full disk stops the telling, not the work."""
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_suffix(f".{threading.get_ident()}")
            fresh.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self.path)

    def beat(self) -> None:
        """It still lives."""
        with suppress(OSError):
            os.utime(self.path)

    def end(self) -> None:
        """Nothing more will be told."""
        with suppress(OSError):
            self.path.unlink()

    def read(self) -> tuple[dict, float | None]:
        """What was said, and seconds since the last beat; None where there was none."""
        try:
            beaten = self.path.stat().st_mtime
        except OSError:
            return {}, None
        said = {}
        with suppress(OSError, ValueError):
            said = json.loads(self.path.read_text(encoding="utf-8"))
        # A clock that was set back leaves a mark in the future, which must not keep a dead job alive until then.
        return said, abs(time.time() - beaten)


class InTable:
    """Told in the row of :class:`QueuedJob`, by the database's clock, so that clocks of machines do not matter."""

    def __init__(self, pk: int):
        self._rows, self._said = QueuedJob.objects.filter(pk=pk), {}

    def say(self, said: dict) -> None:
        """Remember how far it is; the next beat writes it."""
        self._said = said

    def beat(self) -> None:
        """Write it down. A database that is gone ends the job in any case."""
        with suppress(Error):
            self._rows.update(said=self._said, beaten_at=Now())

    def end(self) -> None:
        """The row goes with the tidying: while it is there, the job can be traced to its place in the queue."""

    def read(self) -> tuple[dict, float | None]:
        """What was said, and seconds since the last beat; None where there was none."""
        age = ExpressionWrapper(Now() - F("beaten_at"), output_field=DurationField())
        said, since = self._rows.annotate(age=age).values_list("said", "age").first() or ({}, None)
        return said, since.total_seconds() if since is not None else None


def teller(pk: int) -> InFile | InTable:
    """Where job ``pk`` is told of in this installation."""
    return InTable(pk) if settings.JOBS == "queue" and connection.vendor == "postgresql" else InFile(pk)


@contextmanager
def beating(told: InFile | InTable):
    """Inside, a thread beats."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(BEAT):
                told.beat()
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, daemon=True, name="beat")
    told.say({"done": 0, "total": 0, "words": ""})
    told.beat()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
