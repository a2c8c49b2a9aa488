"""Work that may never come back, waited for so long and no longer: an officer who issues must get an answer.

A thread cannot be stopped from outside; one that is past its time is left to itself and remembered. While it still runs nothing new is
begun, so that a press that hangs costs one thread a process and not all of them.
"""

import threading
from collections.abc import Callable
from contextvars import copy_context


class TooSlow(RuntimeError):
    """The work is not done in its time, or an earlier one still is not."""


_late: list[threading.Thread] = []


def within(seconds: float, work: Callable[[], bytes]) -> bytes:
    """What ``work`` gives, or raises. :class:`TooSlow` after ``seconds``. ``work`` must not use the database."""
    _late[:] = [thread for thread in _late if thread.is_alive()]
    if _late:
        raise TooSlow("an earlier paper is still being made")
    came: list[bytes] = []
    broke: list[BaseException] = []
    context = copy_context()

    def run() -> None:
        try:
            came.append(context.run(work))
        except BaseException as error:  # handed over to whoever waits
            broke.append(error)

    thread = threading.Thread(target=run, daemon=True, name="press")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _late.append(thread)
        raise TooSlow(f"not done after {seconds:g} s")
    if broke:
        raise broke[0]
    return came[0]
