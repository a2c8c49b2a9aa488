"""Wrong tries: counted per link and per address, locked, lengthened, the same for the right digits while it lasts."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from cases.services import party_update
from pledges import services
from pledges.models import AddressTries, PartyLink
from pledges.services.party_visits import LONGEST_MINUTES, Answer
from tests import factories as make
from tests.factories import DAY
from tests.partypage_stage import digits_of, link_of
from xinglongtai.core.models import Event, Parameter

NOON = make.at(DAY, 12)


def attempt(link, digits, *, at=NOON, address="203.0.113.7"):
    return services.party_try(link=link, digits=digits, address=address, at=at)


def wrong_for(pledge) -> str:
    return str((int(digits_of(pledge)) + 1) % 10_000).zfill(4)


@pytest.mark.django_db
class TestTrying:
    def test_right_digits_open(self, office):
        pledge = office.signed()
        assert attempt(link_of(pledge), digits_of(pledge)) is Answer.RIGHT
        assert Event.objects.filter(verb="party_try_right", actor=None, thread=pledge.thread).count() == 1

    def test_five_wrong_ones_lock_also_the_right_one(self, office):
        pledge = office.signed()
        link, wrong = link_of(pledge), wrong_for(pledge)
        assert [attempt(link, wrong) for _ in range(5)] == [Answer.WRONG] * 5
        assert attempt(link, digits_of(pledge)) is Answer.LOCKED
        assert attempt(link, digits_of(pledge), at=NOON + timedelta(minutes=14)) is Answer.LOCKED
        assert attempt(link, digits_of(pledge), at=NOON + timedelta(minutes=15)) is Answer.RIGHT
        verbs = list(Event.objects.filter(thread=pledge.thread).values_list("verb", flat=True))
        assert verbs.count("party_try_wrong") == 5
        assert verbs.count("party_lock") == 1
        assert verbs.count("party_try_locked") == 2

    def test_no_digit_is_in_any_record(self, office):
        pledge = office.signed()
        attempt(link_of(pledge), "8642")
        data = [str(event.data) for event in Event.objects.filter(actor=None)]
        assert not any("8642" in text or digits_of(pledge) in text or "203.0.113.7" in text for text in data)

    def test_each_lock_in_a_row_is_twice_as_long_up_to_a_day(self, office):
        pledge = office.signed()
        link, wrong, at = link_of(pledge), wrong_for(pledge), NOON
        found = []
        for n in range(9):
            for _ in range(5):
                attempt(link, wrong, at=at, address=f"198.51.100.{n}")
            link.refresh_from_db()
            found.append(round((link.locked_until - at).total_seconds() / 60))
            at = link.locked_until
        assert found == [15, 30, 60, 120, 240, 480, 960, LONGEST_MINUTES, LONGEST_MINUTES]
        assert attempt(link, digits_of(pledge), at=at) is Answer.RIGHT
        link.refresh_from_db()
        assert (link.tries, link.locks, link.locked_until) == (0, 0, None)

    def test_the_right_one_forgives_the_wrong_ones_before(self, office):
        pledge = office.signed()
        link = link_of(pledge)
        for _ in range(3):
            for _ in range(4):
                attempt(link, wrong_for(pledge))
            assert attempt(link, digits_of(pledge)) is Answer.RIGHT

    def test_an_address_is_locked_over_all_links(self, office):
        Parameter.objects.create(bureau=office.bureau, key="party.address_tries", value="5")
        pledges = [office.signed() for _ in range(6)]
        for pledge in pledges[:5]:
            assert attempt(link_of(pledge), wrong_for(pledge)) is Answer.WRONG
        assert attempt(link_of(pledges[5]), digits_of(pledges[5])) is Answer.LOCKED
        assert attempt(link_of(pledges[5]), digits_of(pledges[5]), address="198.51.100.1") is Answer.RIGHT

    def test_wrong_ones_of_long_ago_are_not_counted(self, office):
        Parameter.objects.create(bureau=office.bureau, key="party.address_tries", value="5")
        pledges = [office.signed() for _ in range(6)]
        for n, pledge in enumerate(pledges[:5]):
            attempt(link_of(pledge), wrong_for(pledge), at=NOON + timedelta(minutes=20 * n))
        assert attempt(link_of(pledges[5]), digits_of(pledges[5]), at=NOON + timedelta(minutes=81)) is Answer.RIGHT

    def test_no_phone_on_record(self, office):
        pledge = office.signed()
        party_update(party=pledge.case.party, actor=office.officer, data={"phone": ""})
        assert attempt(link_of(pledge), "1234") is Answer.NO_PHONE
        party_update(party=pledge.case.party, actor=office.officer, data={"phone": "0427-1234567"})
        assert attempt(link_of(pledge), "4567") is Answer.RIGHT

    def test_a_revoked_link_and_a_void_letter_are_closed(self, office):
        revoked, void = office.signed(), office.issued()
        services.party_link_revoke(link=link_of(revoked), actor=office.officer, reason="遗失")
        services.letter_void(pledge=void, actor=office.officer, on=DAY, reason="写错")
        for pledge in (revoked, void):
            link = PartyLink.objects.get(pledge=pledge)
            assert attempt(link, digits_of(pledge)) is Answer.CLOSED


@pytest.mark.django_db
def test_looks_are_counted_and_recorded(office):
    pledge = office.signed()
    link = link_of(pledge)
    services.party_check(link=link)
    services.party_view(link=link, at=NOON)
    services.party_view(link=link, at=NOON)
    services.party_leave(link=link)
    link.refresh_from_db()
    assert (link.checks, link.visits, link.last_visit_at) == (1, 2, NOON)
    verbs = list(Event.objects.filter(thread=pledge.thread, actor=None).values_list("verb", flat=True))
    assert sorted(verbs) == ["party_check", "party_leave", "party_view", "party_view"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_five_tries_and_no_more():
    """Twelve threads try wrong digits together: five are compared, the rest meet the lock."""
    office = make.Office()
    pledge = office.signed()
    link, wrong = link_of(pledge), wrong_for(pledge)
    gate, answers, faults = threading.Barrier(12), [], []

    def run(n):
        try:
            gate.wait(30)
            answers.append(attempt(link, wrong, address=f"198.51.100.{n % 3}"))
        except Exception as fault:  # told below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults and not any(thread.is_alive() for thread in threads)
    assert (answers.count(Answer.WRONG), answers.count(Answer.LOCKED)) == (5, 7)
    assert Event.objects.filter(verb="party_try_wrong").count() == 5
    assert AddressTries.objects.count() == 3
