"""The arithmetic of the chain: keyed digests of links and seals, and the rows they cover. Writes nothing."""

import hmac
import json

from django.db.models import Exists, OuterRef

from .. import keys
from ..models import Event, EventLink, EventSeal
from . import canonical, marks

#: How many links are made, and read, at once.
BATCH = 2000


class ChainKeys:
    """The keys of the chain, each looked up once."""

    def __init__(self):
        self._known: dict[str, tuple[bytes, str]] = {}

    def find(self, id: str) -> tuple[bytes, str]:
        """Secret and mark of key ``id``; :class:`keys.KeyMissing` where the file does not hold it."""
        if id not in self._known:
            key = keys.find(marks.PURPOSE, id)
            self._known[id] = key.derive("chain of events"), key.mark
        return self._known[id]


def link_digest(secret: bytes, before: bytes, seq: int, note: str, row) -> bytes:
    """What link ``seq`` holds: the link before, its place, the sealer's note, the event."""
    return hmac.digest(secret, before + f"|{seq}|{note}|".encode() + canonical.of_row(row), "sha256")


def seal_digest(secret: bytes, before: bytes, seal: EventSeal, last_link: bytes) -> bytes:
    """What a seal holds: the seal before, its own fields, the last link under it."""
    told = [seal.number, seal.first, seal.last, seal.highest, seal.unmarked_to, seal.key, seal.key_mark]
    told += [canonical.moment(seal.sealed_at), last_link.hex()]
    return hmac.digest(secret, before + json.dumps(told).encode(), "sha256")


def rows_of(events) -> list[tuple]:
    """The rows of a queryset of events as the chain covers them."""
    return list(events.values_list(*canonical.ROW))


def content_of(row) -> list:
    """The part of ``row`` that its mark covers."""
    return list(row[canonical.AT + 1 : -1])


def last_seal() -> EventSeal | None:
    """The seal that closes the record now."""
    return EventSeal.objects.order_by("-number").first()


def digest_at(seq: int) -> bytes | None:
    """The digest stored at link ``seq``; for 0 that of the beginning; None where there is no such link."""
    if seq == 0:
        found = EventSeal.objects.filter(number=0).values_list("digest", flat=True).first()
    else:
        found = EventLink.objects.filter(seq=seq).values_list("digest", flat=True).first()
    return None if found is None else bytes(found)


def unlinked(above: int, to: int | None = None):
    """Events above number ``above`` (up to ``to``) without a link."""
    rows = Event.objects.filter(pk__gt=above)
    if to is not None:
        rows = rows.filter(pk__lte=to)
    return rows.filter(~Exists(EventLink.objects.filter(event=OuterRef("pk")))).order_by("pk")
