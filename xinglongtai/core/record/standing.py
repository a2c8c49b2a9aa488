"""How the record stands right now, without reading it: a few indexed queries and one line of a file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from ..models import Event, EventLink, EventSeal, LinkNote
from . import chain, sealing
from .verbs import LastCheck, last_checks

#: The sealer comes by every minute; after this time without it something is wrong with its timer.
LATE = timedelta(minutes=10)
#: A check is due every night; after so long without one somebody should look.
CHECK_DUE = timedelta(days=2)
_COUNTED = 1000


@dataclass(frozen=True)
class Standing:
    """The end of the chain, what waits for the sealer, how far back the record goes."""

    now: datetime
    seal: EventSeal | None
    end: sealing.Verdict
    waiting: int
    oldest_waiting: datetime | None
    begins: datetime | None
    check: LastCheck | None

    @property
    def links(self) -> int:
        return self.seal.last if self.seal else 0

    @property
    def head(self) -> str:
        """The end of the chain to be written down: «123456 · 9f3a…» (16 hex digits)."""
        digest = chain.digest_at(self.links) if self.links else None
        return f"{self.links} · {digest.hex()[:16]}" if digest else ""

    @property
    def is_late(self) -> bool:
        return self.oldest_waiting is not None and self.now - self.oldest_waiting > LATE

    @property
    def check_due(self) -> bool:
        return self.check is None or self.now - self.check.event.at > CHECK_DUE


def standing() -> Standing:
    """Read the standing now, by the database's clock."""
    seal = chain.last_seal()
    fresh = Event.objects.filter(pk__gt=seal.highest if seal else 0).order_by("pk")
    waiting = list(fresh.values_list("at", flat=True)[:_COUNTED])
    return Standing(
        now=sealing.database_now(),
        seal=seal,
        end=sealing.end_of_chain(),
        waiting=len(waiting),
        oldest_waiting=min(waiting, default=None),
        begins=Event.objects.order_by("pk").values_list("at", flat=True).first(),
        check=next(iter(last_checks(1)), None),
    )


def clock_notes(since: int) -> dict[str, int]:
    """How many of the links from ``since`` on carry a note, by note."""
    noted = EventLink.objects.filter(seq__gte=since).exclude(note="").order_by()
    return {LinkNote(note).label: count for note, count in noted.values_list("note").annotate(Count("seq"))}
