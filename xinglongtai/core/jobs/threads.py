"""Jobs in threads of the web process."""

import threading

from django.db import connections

from ..logs import trace
from . import work
from .telling import beating, teller

AT_ONCE = 2
_slots = threading.BoundedSemaphore(AT_ONCE)


def begin(pk: int, asked_by: str) -> None:
    """Start the thread of job ``pk``, asked for by the request of that number."""
    threading.Thread(target=run, args=[pk, asked_by], daemon=True, name=f"job-{pk}").start()


def run(pk: int, asked_by: str) -> None:
    """The thread: it waits for its turn, and beats while it waits."""
    told = teller(pk)
    try:
        with beating(told), _slots, trace.begin(asked_by, work=f"job {pk}"):
            work.carry_out(pk, told)
    finally:
        connections.close_all()
