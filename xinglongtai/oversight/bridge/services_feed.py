"""Verbs of the calendar address: everybody renews or revokes their own."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xinglongtai.core import audit
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Officer

from . import keys
from .models import CalendarFeed

#: Calendar programs ask every few minutes; the time of the last reading is kept this exactly.
_READ_STEP = timedelta(hours=1)


def live_feed(officer: Officer) -> CalendarFeed | None:
    """The address that works now, if there is one."""
    return CalendarFeed.objects.filter(officer=officer, revoked_at=None).first()


def _close(officer: Officer) -> bool:
    rows = CalendarFeed.objects.select_for_update().filter(officer=officer, revoked_at=None)
    return bool(rows.update(revoked_at=timezone.now()))


@transaction.atomic
def feed_renew(*, actor: Officer) -> str:
    """A new secret address, shown once; the one before stops working."""
    Officer.objects.select_for_update(of=("self",)).get(pk=actor.pk)  # two clicks at once make one live address
    _close(actor)
    secret = keys.new_secret()
    feed = CalendarFeed.objects.create(officer=actor, key_hash=keys.hash_of(secret))
    audit.record(verb="feed_renew", actor=actor, target=feed)
    return secret


@transaction.atomic
def feed_revoke(*, actor: Officer) -> None:
    """Stop the address."""
    feed = live_feed(actor)
    if not _close(actor):
        raise TransitionRefused("您没有在用的日历订阅地址。")
    audit.record(verb="feed_revoke", actor=actor, target=feed)


def feed_open(secret: str, *, at: datetime) -> Officer | None:
    """The person a secret address belongs to, if it is live and they still serve; keeps (roughly) when it was read."""
    feed = CalendarFeed.objects.filter(key_hash=keys.hash_of(secret), revoked_at=None).first()
    if feed is None:
        return None
    officer = Officer.objects.select_related("unit__bureau", "user").get(pk=feed.officer_id)
    if not (officer.is_active and officer.user and officer.user.is_active):
        return None
    if feed.last_read_at is None or feed.last_read_at < at - _READ_STEP:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=at)
    return officer
