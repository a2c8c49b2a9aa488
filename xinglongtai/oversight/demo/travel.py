"""Moving the clock while the demo's past is played, so that timelines, numbers and papers carry the days they tell of.

Django asks for «now» in one place only, ``django.utils.timezone.now`` (``auto_now``, ``auto_now_add``, ``default=timezone.now``,
``timezone.localdate``), and that function asks its module's ``datetime``. Replacing this one name therefore moves every
timestamp of the product, also where a field kept the function itself; nothing outside Django's ``timezone`` is touched, and no
package is needed. The record of acts goes by the database's clock, which nobody can move, and is told the moment (``audit.played``).
Only ``seed_demo`` does this, in its own process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from xinglongtai.core import audit

OPENING = time(8, 30)


class Clock:
    """The moment it is in the story. ``go_to`` a day, ``tick`` between two acts. Never later than the real moment on a day
    that is really today, so that nothing is recorded as done in the future."""

    def __init__(self):
        self._real = datetime
        self.moment = timezone.now()

    @property
    def today(self) -> date:
        return timezone.localdate(self.moment)

    def go_to(self, day: date) -> None:
        """To the opening hour of ``day``, unless it is later that day already."""
        opening = timezone.make_aware(self._real.combine(day, OPENING))
        if day != self.today or self.moment < opening:
            self._set(opening)

    def tick(self, minutes: int = 3) -> None:
        """A few minutes later, the same day."""
        later = self.moment + timedelta(minutes=minutes)
        if timezone.localdate(later) == self.today:
            self._set(later)

    def _set(self, moment: datetime) -> None:
        real = self._real.now(tz=moment.tzinfo)
        self.moment = real if timezone.localdate(real) == timezone.localdate(moment) and real < moment else moment


@contextmanager
def travelling() -> Iterator[Clock]:
    """``with travelling() as clock:`` — inside, «now» is the clock's moment; afterwards it is the real one again."""
    real = timezone.datetime
    clock = Clock()

    class Travelled(real):
        """``datetime`` whose «now» is the story's."""

        @classmethod
        def now(cls, tz=None):
            return clock.moment.astimezone(tz)

    timezone.datetime, audit.played = Travelled, timezone.now
    try:
        yield clock
    finally:
        timezone.datetime, audit.played = real, None
