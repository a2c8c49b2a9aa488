"""Who scans, who tries, who gets in. Wrong tries are counted in the database, so that many at once count as many.

No verb here has an actor: nobody is logged in. Every look and every try is an event.
"""

from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import F

from xinglongtai.core import audit, parameters

from ..models import AddressTries, PartyLink
from ..partypage import keys
from ..status import PledgeStatus

#: The longest lock: a day.
LONGEST_MINUTES = 24 * 60


class Answer(Enum):
    """What a try met."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    NO_PHONE = "no_phone"
    CLOSED = "closed"


def is_open(link: PartyLink) -> bool:
    """Whether the page behind ``link`` may be had at all: neither revoked nor of a void letter."""
    return link.is_live and link.pledge.status != PledgeStatus.VOIDED


@transaction.atomic
def party_check(*, link: PartyLink) -> None:
    """Somebody scanned the code and reads whether the paper is genuine."""
    PartyLink.objects.filter(pk=link.pk).update(checks=F("checks") + 1)
    audit.record(verb="party_check", actor=None, target=link, thread=link.pledge.thread)


@transaction.atomic
def party_view(*, link: PartyLink, at: datetime) -> None:
    """The party opens its page."""
    PartyLink.objects.filter(pk=link.pk).update(visits=F("visits") + 1, last_visit_at=at)
    audit.record(verb="party_view", actor=None, target=link, thread=link.pledge.thread)


@transaction.atomic
def party_leave(*, link: PartyLink) -> None:
    """The party ends its visit."""
    audit.record(verb="party_leave", actor=None, target=link, thread=link.pledge.thread)


@transaction.atomic
def party_try(*, link: PartyLink, digits: str, address: str, at: datetime) -> Answer:
    """The last four digits of the phone on record, given by somebody at ``address`` (network address) at the moment ``at``.

    So many wrong ones in a row lock the link, each lock in a row twice as long (at most a day); so many from one address lock
    that address. While locked, right digits are refused as wrong ones are.
    """
    link = (
        PartyLink.objects.select_for_update(of=("self",))
        .select_related("pledge__case__party", "pledge__bureau")
        .get(pk=link.pk)
    )
    if not is_open(link):
        return Answer.CLOSED
    place, _ = AddressTries.objects.get_or_create(address_hash=keys.address_hash(address), defaults={"first_at": at})
    place = AddressTries.objects.select_for_update().get(pk=place.pk)
    if any(row.locked_until and row.locked_until > at for row in (link, place)):
        return _told(link, "party_try_locked", Answer.LOCKED)
    phone = link.pledge.case.party.phone
    if not keys.last_four(phone):
        return _told(link, "party_try_no_phone", Answer.NO_PHONE)
    if not keys.same_digits(digits, phone):
        return _wrong(link, place, at)
    link.tries = link.locks = 0
    link.locked_until = None
    link.save(update_fields=["tries", "locks", "locked_until"])
    return _told(link, "party_try_right", Answer.RIGHT)


def _wrong(link: PartyLink, place: AddressTries, at: datetime) -> Answer:
    bureau = link.pledge.bureau
    minutes = parameters.value(bureau, "party.lock_minutes")
    link.tries += 1
    _told(link, "party_try_wrong", Answer.WRONG, tries=link.tries)
    if link.tries >= parameters.value(bureau, "party.tries"):
        length = min(minutes * 2**link.locks, LONGEST_MINUTES)
        link.tries, link.locks, link.locked_until = 0, min(link.locks + 1, 12), at + timedelta(minutes=length)
        _told(link, "party_lock", Answer.LOCKED, minutes=length)
    link.save(update_fields=["tries", "locks", "locked_until"])
    if at - place.first_at > timedelta(minutes=minutes):
        place.tries, place.first_at = 0, at
    place.tries += 1
    if place.tries >= parameters.value(bureau, "party.address_tries"):
        place.tries, place.first_at, place.locked_until = 0, at, at + timedelta(minutes=minutes)
    place.save()
    return Answer.WRONG


def _told(link: PartyLink, verb: str, answer: Answer, **data) -> Answer:
    audit.record(verb=verb, actor=None, target=link, thread=link.pledge.thread, **data)
    return answer
