"""The bell: one line a person and key, written in the transaction of the act that it tells of."""

import logging

from django.utils import timezone

from ..models import Notice, Officer
from .preferences import preferences_of
from .privacy import holds_numbers, without_numbers
from .topics import BELL, topic_of

logger = logging.getLogger(__name__)


def tell(officer: Officer, *, key: str, text: str, url: str = "", topic: str = "other") -> bool:
    """Leave a notice once per ``key``; returns whether it is new. Safe to repeat.

    ``text`` names the kind of thing and the case or letter number, never a party's name, address or number (numbers are taken out).
    ``topic`` is what a person's preferences go by (:mod:`.topics`). Mail and SMS follow after the commit, by ``send_notices``.
    """
    kind = topic_of(topic)
    if holds_numbers(text):
        logger.warning("a notice of topic %s held a personal number, which was taken out", kind.key)
        text = without_numbers(text)
    shown = kind.bell_fixed or preferences_of(officer).wants(kind, BELL)
    _, created = Notice.objects.get_or_create(
        officer=officer,
        key=key,
        defaults={"text": text[:300], "url": url, "topic": kind.key, "on_bell": shown, "routed": False},
    )
    return created


def mark(officer: Officer, *, key: str, text: str) -> bool:
    """Keep that something was done once for ``officer`` under ``key``; False when it was before. Nobody sees or gets it."""
    defaults = {"text": text[:300], "on_bell": False, "read_at": timezone.now()}
    _, created = Notice.objects.get_or_create(officer=officer, key=key, defaults=defaults)
    return created


def mark_read(officer: Officer, *, topic: str = "") -> int:
    """Mark a person's notices (of one ``topic``, or all) as read; returns how many."""
    rows = Notice.objects.shown().filter(officer=officer, read_at__isnull=True)
    return (rows.filter(topic=topic) if topic else rows).update(read_at=timezone.now())


def mark_one_read(officer: Officer, pk: int) -> bool:
    """Mark one of the person's own notices as read; whether it was unread."""
    rows = Notice.objects.filter(officer=officer, pk=pk, read_at__isnull=True)
    return bool(rows.update(read_at=timezone.now()))
