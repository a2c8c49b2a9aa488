"""The places at which a request can die: before every statement, around every commit, before every file operation.

A request with the header ``X-Chaos: TOKEN:N`` counts the places it passes, over all requests with the same token, and kills its own
process (SIGKILL, nothing is tidied) at the N-th. N = 0 only counts.
"""

import os
import signal
import sys
import threading
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir", "os.truncate", "shutil.move"}


class _Counter:
    def __init__(self):
        self.token, self.at, self.passed, self.thread = "", 0, 0, 0
        self.where = ""
        self.var = os.environ.get("VAR_DIR", "")

    def arm(self, header: str) -> None:
        """Begin, or go on with, the count of a token in this thread."""
        token, _, at = header.partition(":")
        if token != self.token:
            self.token, self.passed = token, 0
        self.at, self.thread = int(at), threading.get_ident()

    def rest(self) -> None:
        """The request is over: what this thread does next is not counted."""
        self.thread = 0

    def reach(self, what: str) -> None:
        """One place. Dies here when it is the one that was asked for."""
        mine = self.thread and threading.get_ident() == self.thread
        if not mine and not (self.token and threading.current_thread().name.startswith("job-")):
            return
        self.passed += 1
        if self.at and self.passed == self.at:
            self.thread, self.token = 0, ""  # what follows is no place of its own
            Path(self.var, "chaos-killed").write_text(f"{self.at} {what}")
            os.kill(os.getpid(), signal.SIGKILL)


counter = _Counter()


def _audit(event: str, args) -> None:
    if not (counter.thread or counter.token):
        return
    if event == "open":
        path, _, flags = args
        if isinstance(path, str) and path.startswith(counter.var) and isinstance(flags, int) and flags & _WRITING:
            counter.reach("open for writing")
    elif event in _EVENTS:
        counter.reach(event)


def install() -> None:
    """Put the places into Django's cursors and commits and into the interpreter's file operations."""
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

    def before(name, original):
        def wrapped(self, sql, *args, **kwargs):
            counter.reach(f"{name} {str(sql)[:70]}")
            return original(self, sql, *args, **kwargs)

        return wrapped

    CursorWrapper.execute = before("SQL", CursorWrapper.execute)
    CursorWrapper.executemany = before("SQL", CursorWrapper.executemany)
    commit, fsync, write = BaseDatabaseWrapper._commit, os.fsync, os.write

    def committing(self):
        counter.reach("before COMMIT")
        commit(self)
        counter.reach("after COMMIT")

    def syncing(handle):
        counter.reach("fsync")
        fsync(handle)

    def writing(handle, data):
        counter.reach("write")
        return write(handle, data)

    BaseDatabaseWrapper._commit, os.fsync, os.write = committing, syncing, writing
    sys.addaudithook(_audit)
