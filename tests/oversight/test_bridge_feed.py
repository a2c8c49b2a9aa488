"""The calendar: an officer's own deadlines, without anything sensitive, at a secret address that can be stopped."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from pledges import services as pledge_services
from tests.factories import DAY
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Event, Parameter
from xinglongtai.oversight.bridge import services_feed
from xinglongtai.oversight.bridge.calendar_feed import calendar_of, deadlines
from xinglongtai.oversight.bridge.models import CalendarFeed

pytestmark = pytest.mark.django_db


def entries(officer, on=DAY) -> dict:
    found = Calendar.from_ical(calendar_of(officer, on)).walk("VEVENT")
    return {str(entry["summary"]): entry for entry in found}


def test_own_deadlines_as_a_calendar(office):
    running, unsigned = office.signed(due_on=DAY + timedelta(4)), office.issued(due_on=DAY + timedelta(5))
    handed = office.submitted(due_on=DAY + timedelta(6))
    office.officer, mine = office.second, office.officer
    office.second = office.head
    other = office.signed()  # second officer handles, head assists
    read = entries(mine)
    letter = running.letter.number
    assert read[f"承诺改正期限 {letter}"]["dtstart"].dt == DAY + timedelta(4)
    assert read[f"承诺改正期限 {letter}"]["dtend"].dt == DAY + timedelta(5)  # all day, the end excluded (RFC 5545)
    assert read[f"待签字（约定期限） {unsigned.letter.number}"]["dtstart"].dt == DAY + timedelta(5)
    assert read[f"材料已交，待复查 {handed.letter.number}"]["dtstart"].dt == DAY
    assert read[f"核查期限 案件{running.case_id}"]["dtstart"].dt == running.case.clock_due_on
    assert len(read) == 6 and not any(other.letter.number in words for words in read)
    assert len({str(entry["uid"]) for entry in read.values()}) == 6
    text = calendar_of(mine, DAY).decode()
    party = running.case.party
    assert not any(word in text for word in (party.name, party.address, party.uscc, party.phone, party.operator))
    assert calendar_of(mine, DAY) == calendar_of(mine, DAY) != calendar_of(mine, DAY + timedelta(1))
    assert len(entries(office.officer)) == 2 + 6  # assists in the first three as well


def test_the_past_falls_out_and_what_is_settled_too(office):
    pledge = office.signed(due_on=DAY + timedelta(4))
    assert len(deadlines(office.officer, DAY + timedelta(34))) == 2
    Parameter.objects.create(bureau=office.bureau, key="bridge.feed_past_days", value="0")
    assert [one.key for one in deadlines(office.officer, DAY + timedelta(5))] == [f"clock-{pledge.case_id}"]
    pledge_services.recheck_record(
        pledge=pledge,
        actor=office.officer,
        co_officer=office.second,
        on=DAY,
        checked_on=DAY,
        result="corrected",
        note="看过",
    )
    assert [one.key for one in deadlines(office.officer, DAY)] == [f"clock-{pledge.case_id}"]
    assert deadlines(office.stranger, DAY) == [] == deadlines(office.sysadmin, DAY)


def test_one_address_that_stops(office):
    at = timezone.now()
    with pytest.raises(TransitionRefused, match="没有在用"):
        services_feed.feed_revoke(actor=office.officer)
    first = services_feed.feed_renew(actor=office.officer)
    assert services_feed.feed_open(first, at=at) == office.officer
    second = services_feed.feed_renew(actor=office.officer)
    assert services_feed.feed_open(first, at=at) is None and services_feed.feed_open("", at=at) is None
    services_feed.feed_open(second, at=at)
    services_feed.feed_open(second, at=at + timedelta(minutes=59))
    assert CalendarFeed.objects.get(revoked_at=None).last_read_at == at
    services_feed.feed_open(second, at=at + timedelta(minutes=61))
    assert CalendarFeed.objects.get(revoked_at=None).last_read_at > at
    assert second not in str(list(CalendarFeed.objects.values_list()))
    with transaction.atomic(), pytest.raises(IntegrityError):
        CalendarFeed.objects.create(officer=office.officer, key_hash="x")
    office.officer.is_active = False
    office.officer.save()
    assert services_feed.feed_open(second, at=at) is None
    services_feed.feed_revoke(actor=office.officer)
    assert services_feed.live_feed(office.officer) is None
    assert Event.objects.filter(verb__startswith="feed_").count() == 3


def test_read_without_login(office, client):
    """The address is shown in one answer; programs read it without a cookie and are told when nothing is new."""
    today = timezone.localdate()
    office.signed(on=today)
    client.force_login(office.officer.user)
    assert "承诺改正期限" in client.get(reverse("oversight:feed")).content.decode()
    shown = client.post(reverse("oversight:feed_renew"))
    address = shown.context["address"]
    assert address in shown.content.decode() and "no-store" in shown["Cache-Control"]
    path = "/" + address.split("/", 3)[3]
    assert path not in client.get(reverse("oversight:feed")).content.decode()
    program = Client()
    got = program.get(path)
    assert got.status_code == 200 and got["Content-Type"].startswith("text/calendar") and not got.cookies
    assert len(Calendar.from_ical(got.content).walk("VEVENT")) == 2
    same = program.get(path, headers={"If-None-Match": got["ETag"]})
    assert same.status_code == 304 and not same.content
    assert program.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert program.post(path).status_code == 405
    client.post(reverse("oversight:feed_revoke")), client.post(reverse("oversight:feed_revoke"))
    assert program.get(path).status_code == 404
    assert program.get("/oversight/calendar/wrong.ics").status_code == 404
