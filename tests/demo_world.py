"""The demo in the test database: played once for a module and rolled back after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.test import override_settings

from xinglongtai.oversight.demo import seeding

#: A Sunday, with holidays and make-up days in the weeks before it.
ON = date(2026, 11, 22)


@contextmanager
def demo_world(blocker, on: date = ON) -> Iterator[date]:
    """The demo as of ``on`` while the block runs. ``blocker``: pytest-django's ``django_db_blocker``. Letters are printed when
    they are opened, because nothing is committed here."""
    with blocker.unblock(), override_settings(DEMO_MODE=True), transaction.atomic():
        seeding.seed(on)
        yield on
        transaction.set_rollback(True)
