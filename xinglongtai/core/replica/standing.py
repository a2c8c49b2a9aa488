"""How far the standby is, and whether it may be read from. Asked at most once a second a process, of both servers.

How old its state is cannot be read off one server: an idle primary sends nothing, and clocks differ. So positions of the primary are
kept with the moment they were read; the standby is as fresh as the newest of them that it has reached.
"""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from .reading import REPLICA

logger = logging.getLogger(__name__)
#: Seconds between two questions, and for how long a standby that gave no answer is left alone.
AGAIN, REST = 1.0, 10.0
_PRIMARY = "SELECT pg_current_wal_flush_lsn(), system_identifier FROM pg_control_system()"
_STANDBY = "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn(), system_identifier FROM pg_control_system()"
_WRITTEN_TO = "SELECT pg_current_wal_insert_lsn()"


class Unfit(Exception):
    """The server answers and is no standby of ours."""


@dataclass(frozen=True)
class Positions:
    """What both servers said at one moment, as byte positions in the log of changes."""

    primary: int
    standby: int

    @property
    def behind(self) -> int:
        """Bytes the standby has still to replay."""
        return max(0, self.primary - self.standby)


def position(lsn: str) -> int:
    """PostgreSQL's way of writing a position, as a number of bytes.

    >>> position("1/10")
    4294967312
    """
    high, _, low = lsn.partition("/")
    return (int(high, 16) << 32) | int(low, 16)


def _row(alias: str, question: str) -> tuple:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def ask() -> Positions:
    """Ask both servers, the primary first. A database error where one is gone; :class:`Unfit` for a server that is not our standby."""
    flushed, ours = _row(DEFAULT_DB_ALIAS, _PRIMARY)
    recovering, replayed, its = _row(REPLICA, _STANDBY)
    if not recovering or replayed is None:
        raise Unfit("不是只读副本（可能已经被提升为主库）")
    if ours != its:
        raise Unfit("不是这个主库的副本")
    return Positions(position(flushed), position(replayed))


def written_to() -> int:
    """The primary's position now: whoever has replayed it has everything that is committed."""
    return position(_row(DEFAULT_DB_ALIAS, _WRITTEN_TO)[0])


class Standing:
    """What this process knows of the standby."""

    def __init__(self):
        self._asking = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._asked = self._rest_until = float("-inf")
        self._seen: deque[tuple[float, int]] = deque(maxlen=120)
        self._position = -1
        self._fresh: float | None = None
        self.trouble = ""

    def reached(self, needed: int) -> bool:
        """Whether it may be read from by somebody who must see everything up to ``needed``."""
        self._refresh()
        seconds = self.seconds_behind()
        return seconds is not None and seconds <= settings.REPLICA_LAG_SECONDS and self._position >= needed

    def seconds_behind(self) -> float | None:
        """At most so old is what it shows; None while that is not known, or while it is left alone."""
        now = time.monotonic()
        return None if now < self._rest_until or self._fresh is None else now - self._fresh

    def gone(self, error: Exception) -> None:
        """It failed: for :data:`REST` seconds nobody waits for it."""
        if not self.trouble:
            logger.warning("replica is left alone: %s", type(error).__name__)
        self.trouble = str(error) if isinstance(error, Unfit) else "连接不上"
        self._rest_until, self._fresh = time.monotonic() + REST, None

    def forget(self) -> None:
        """Know nothing, as a new process does."""
        self._clear()

    def words(self) -> str:
        """For watchers: "ok", or what is the matter in English."""
        self._refresh()
        seconds = self.seconds_behind()
        if self.trouble:
            return "not used"
        return "not known yet" if seconds is None else "ok" if seconds <= settings.REPLICA_LAG_SECONDS else "behind"

    def _refresh(self) -> None:
        now = time.monotonic()
        if now < self._rest_until or now - self._asked < AGAIN or not self._asking.acquire(blocking=False):
            return
        try:
            self._asked = now
            found = ask()
            self._seen.append((now, found.primary))
            self._position, self.trouble = found.standby, ""
            self._fresh = max((moment for moment, there in self._seen if there <= found.standby), default=None)
        except (Error, Unfit) as error:
            self.gone(error)
        finally:
            self._asking.release()


standing = Standing()
