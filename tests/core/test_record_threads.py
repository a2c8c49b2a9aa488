"""Verbs write while two sealers work: nothing waits for nothing, nothing is left out, nothing comes twice."""

import threading

import pytest
from django.db import connection, connections, transaction

from xinglongtai.core import audit
from xinglongtai.core.models import Event, EventLink, EventSeal
from xinglongtai.core.record import checking, heads, sealing

WRITERS, EACH = 4, 10


@pytest.mark.django_db(transaction=True)
def test_two_sealers_beside_writers(settings, tmp_path, office):
    settings.VAR_DIR, settings.KEYS_DIR = tmp_path, tmp_path / "keys"
    bureau, actor, faults = office.bureau, office.officer, []
    held, release = threading.Event(), threading.Event()

    def guarded(work):
        def run():
            try:
                work()
            except Exception as error:
                faults.append(error)
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    def write():
        for number in range(EACH):
            with transaction.atomic():
                audit.record(verb="x", actor=actor, target=bureau, number=number)

    def late():
        with transaction.atomic():
            audit.record(verb="late", actor=actor, target=bureau)
            held.set()
            release.wait(20)

    def sealer():
        for _ in range(6):
            sealing.seal()

    sealers, writers = [guarded(sealer) for _ in range(2)], [guarded(write) for _ in range(WRITERS)]
    slow = guarded(late) if connection.vendor == "postgresql" else None  # on SQLite one writes at a time
    if slow:
        slow.start()
        assert held.wait(20)
    for thread in (*sealers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    if slow:
        sealing.seal()
        assert not EventLink.objects.filter(event__verb="late").exists()
        release.set()
        slow.join()
    for thread in sealers:
        thread.join()
    assert faults == []
    sealing.seal()
    assert EventLink.objects.count() == Event.objects.count()
    assert list(EventLink.objects.values_list("seq", flat=True)) == list(range(1, Event.objects.count() + 1))
    assert heads.last().seq == EventSeal.objects.first().last
    report = checking.verify()
    assert report.whole and report.checked >= WRITERS * EACH
