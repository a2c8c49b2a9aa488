"""The bell: one line a person and key, written in the transaction of the act that it tells of."""

import logging
from collections.abc import Iterable, Mapping

from django.utils import timezone

from ..models import Notice, NoticePreference, Officer
from .preferences import Preferences, of_row, preferences_of
from .privacy import holds_numbers, without_numbers
from .topics import BELL, Topic, topic_of

logger = logging.getLogger(__name__)


def tell(officer: Officer, *, key: str, text: str, url: str = "", topic: str = "other") -> bool:
    """Leave a notice once per ``key``; returns whether it is new. Safe to repeat.

    ``text`` names the kind of thing and the case or letter number, never a party's name, address or number (numbers are taken out).
    ``topic`` is what a person's preferences go by (:mod:`.topics`). Mail and SMS follow after the commit, by ``send_notices``.
    """
    kind = topic_of(topic)
    shown = kind.bell_fixed or preferences_of(officer).wants(kind, BELL)
    _, created = Notice.objects.get_or_create(officer=officer, key=key, defaults=_line(kind, text, url, shown))
    return created


def tell_many(lines: Iterable[Mapping]) -> None:
    """Leave many notices in a fixed number of steps; every line holds what :func:`tell` takes."""
    lines = list(lines)
    people = {line["officer"].pk for line in lines}
    wishes = {row.officer_id: of_row(row) for row in NoticePreference.objects.filter(officer__in=people)}
    rows = []
    for line in lines:
        officer, kind = line["officer"], topic_of(line.get("topic", "other"))
        shown = kind.bell_fixed or wishes.get(officer.pk, Preferences()).wants(kind, BELL)
        values = _line(kind, line["text"], line.get("url", ""), shown)
        rows.append(Notice(officer=officer, key=line["key"], **values))
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _line(kind: Topic, text: str, url: str, shown: bool) -> dict:
    """What a notice holds besides whose it is and its key."""
    if holds_numbers(text):
        logger.warning("a notice of topic %s held a personal number, which was taken out", kind.key)
        text = without_numbers(text)
    return {"text": text[:300], "url": url, "topic": kind.key, "on_bell": shown, "routed": False}


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
