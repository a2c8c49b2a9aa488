"""Sending notices: one interface for the bell; e-mail is added by the daily digest."""

from django.utils import timezone

from .models import Notice, Officer


def tell(officer: Officer, *, key: str, text: str, url: str = "", topic: str = "other") -> bool:
    """Leave a notice once per ``key``; returns whether it is new. Safe to repeat. ``topic`` is what a person's preferences go by."""
    _, created = Notice.objects.get_or_create(officer=officer, key=key, defaults={"text": text[:300], "url": url})
    return created


def mark_read(officer: Officer) -> int:
    """Mark all of a person's notices as read; returns how many."""
    return Notice.objects.filter(officer=officer, read_at__isnull=True).update(read_at=timezone.now())
