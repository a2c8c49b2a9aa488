"""Two commands of the morning at the same moment."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections

from pledges.services import pledge_urge, urges_escalate
from tests.factories import DAY, Office
from xinglongtai.core.models import Event
from xinglongtai.oversight.morning.digest import messages
from xinglongtai.oversight.morning.services_digest import digest_send

LATER = DAY + timedelta(days=10)


@pytest.mark.django_db(transaction=True)
def test_two_mornings_at_the_same_moment_send_once():
    """On PostgreSQL the two really meet; SQLite lets one wait for the other."""
    call_command("load_calendar", years="2025-2026", verbosity=0)
    office = Office()
    pledge = office.signed()
    pledge_urge(pledge=pledge, actor=office.supervisor, on=DAY, note="请核实")
    found, gate, sent = messages(office.bureau, LATER, "https://x.test"), threading.Barrier(2), []

    def run():
        try:
            gate.wait(timeout=20)
            reported = urges_escalate(bureau=office.bureau, on=LATER)
            sent.append((reported, digest_send(found, on=LATER)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [sum(counts) for counts in zip(*((r, o.notices, o.mails) for r, o in sent), strict=True)] == [1, 5, 5]
    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == 5
    assert Event.objects.filter(verb="urge_escalate").count() == 1
