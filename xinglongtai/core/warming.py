"""What takes seconds the first time is made ready when a worker starts, beside the requests. A room says what, from ``AppConfig.ready``."""

import contextlib
import threading
from collections.abc import Callable

_AHEAD: list[Callable[[], object]] = []


def register(make: Callable[[], object]) -> None:
    """``make`` is called once in each worker; what goes wrong with it is said by whoever needs it."""
    _AHEAD.append(make)


def everything() -> None:
    """Make everything ready, one after the other."""
    for make in _AHEAD:
        with contextlib.suppress(Exception):
            make()


def start() -> None:
    """The same in a thread of its own."""
    threading.Thread(target=everything, daemon=True).start()
