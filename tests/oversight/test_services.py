"""Verbs of oversight: bulk 督办, the record of an export, sending the digest."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from pledges.models import Pledge, Urge
from tests.factories import DAY, Office
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.models import Event, Notice
from xinglongtai.oversight import services
from xinglongtai.oversight.digest import messages
from xinglongtai.oversight.services_digest import digest_send

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=10)


@pytest.fixture
def office():
    call_command("load_calendar", years="2025-2026", verbosity=0)
    return Office()


def test_one_refusal_does_not_stop_the_others(office):
    first, second = office.signed(), office.signed()
    closed = office.signed()
    Pledge.objects.filter(pk=closed.pk).update(status="fulfilled")
    results = services.urge_many(pledges=[first, closed, second], actor=office.supervisor, on=LATER, note="请尽快核实")
    assert [(r.pledge_id, r.done) for r in results] == [(first.pk, True), (closed.pk, False), (second.pk, True)]
    assert "不需要督办" in results[1].message
    assert Urge.objects.count() == 2
    assert Event.objects.filter(verb="pledge_urge").count() == 2
    assert Notice.objects.filter(officer=office.officer, key__startswith="urge:").count() == 2


def test_urge_many_wants_rows_and_a_note(office):
    pledge = office.signed()
    with pytest.raises(DomainError) as none:
        services.urge_many(pledges=[], actor=office.supervisor, on=LATER, note="请核实")
    assert none.value.field == "ids"
    with pytest.raises(DomainError) as blank:
        services.urge_many(pledges=[pledge], actor=office.supervisor, on=LATER, note="  ")
    assert blank.value.field == "note"
    with pytest.raises(NotAllowed):
        services.urge_many(pledges=[pledge], actor=office.head, on=LATER, note="请核实")
    assert not Urge.objects.exists()


def test_an_export_leaves_a_record_and_needs_its_right(office):
    services.overdue_export_record(actor=office.supervisor, count=3, filters="领域：价格")
    assert Event.objects.get(verb="overdue_export").data == {"count": 3, "filters": "领域：价格"}
    with pytest.raises(NotAllowed):
        services.overdue_export_record(actor=office.officer, count=3, filters="")


def test_the_digest_is_sent_once_a_day(office):
    office.signed()
    found = messages(office.bureau, LATER, "https://x.test")
    first = digest_send(found, on=LATER)
    assert first.notices == first.mails == len(mail.outbox) == len(found) == 4
    again = digest_send(found, on=LATER)
    assert (again.notices, again.mails, len(mail.outbox)) == (0, 0, 4)
    assert digest_send(found, on=LATER + timedelta(days=1)).notices == 4


def test_without_an_address_only_the_bell_rings(office):
    office.officer.user.email = ""
    office.officer.user.save()
    office.signed()
    outcome = digest_send(messages(office.bureau, LATER, "https://x.test"), on=LATER)
    assert (outcome.notices, outcome.mails) == (4, 3)


def test_a_failing_mailbox_stops_nobody_and_is_tried_again(office, monkeypatch):
    office.signed()
    from xinglongtai.oversight import services_digest

    real = services_digest.send_mail

    def picky(subject, body, sender, to):
        if to == [office.officer.user.email]:
            raise OSError("mailbox unavailable")
        return real(subject, body, sender, to)

    monkeypatch.setattr(services_digest, "send_mail", picky)
    found = messages(office.bureau, LATER, "https://x.test")
    outcome = digest_send(found, on=LATER)
    assert outcome.mails == 3
    assert outcome.failed == [(office.officer.user.username, "OSError: mailbox unavailable")]
    monkeypatch.setattr(services_digest, "send_mail", real)
    retry = digest_send(found, on=LATER)
    assert (retry.notices, retry.mails, retry.failed) == (0, 1, [])
