"""A person's own deadlines as a calendar: numbers and kinds only, because whoever has the address can read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as Entry

from cases.models import Case
from pledges.models import Pledge
from pledges.status import OPEN, PledgeStatus
from xinglongtai.core import parameters
from xinglongtai.core.models import Officer

_KINDS = {
    PledgeStatus.ISSUED: "待签字（约定期限）",
    PledgeStatus.SIGNED: "承诺改正期限",
    PledgeStatus.SUBMITTED: "材料已交，待复查",
}


@dataclass(frozen=True)
class Deadline:
    """One all-day entry. ``key`` stays the same when the day moves, so the calendar program moves its entry."""

    key: str
    on: date
    words: str
    case: int


def deadlines(officer: Officer, on: date) -> list[Deadline]:
    """The open deadlines of cases that ``officer`` handles, first or second, from the parameter's days before ``on``."""
    since = on - timedelta(days=parameters.value(officer.bureau, "bridge.feed_past_days"))
    return sorted([*_pledges(officer, since, on), *_clocks(officer, since)], key=lambda one: (one.on, one.key))


def _pledges(officer: Officer, since: date, on: date) -> Iterator[Deadline]:
    rows = Pledge.objects.visible_to(officer).of(officer).filter(status__in=OPEN)
    for pledge in rows.select_related("letter__document"):
        # A recheck has no legal day of its own: it stands on the day the materials came, or today when that is past.
        waits = pledge.status == PledgeStatus.SUBMITTED
        day = max(pledge.submitted_on or on, on) if waits else pledge.due_on
        if day >= since:
            words = f"{_KINDS[PledgeStatus(pledge.status)]} {pledge.letter.number}"
            yield Deadline(f"pledge-{pledge.pk}", day, words, pledge.case_id)


def _clocks(officer: Officer, since: date) -> Iterator[Deadline]:
    rows = Case.objects.visible_to(officer).of(officer).clock_running().filter(clock_due_on__gte=since)
    for pk, day in rows.values_list("pk", "clock_due_on"):
        yield Deadline(f"clock-{pk}", day, f"核查期限 案件{pk}", pk)


def calendar_of(officer: Officer, on: date) -> bytes:
    """The calendar (RFC 5545) as of ``on``. The same day and the same deadlines give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//xinglongtai//bridge//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "承诺和核查期限")
    made.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    stamp = datetime.combine(on, time(0), tzinfo=UTC)
    site = settings.SITE_URL.rstrip("/")
    for one in deadlines(officer, on):
        entry = Entry()
        entry.add("uid", f"{one.key}@{officer.bureau.code}.xinglongtai")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", one.on)
        entry.add("dtend", one.on + timedelta(days=1))
        entry.add("summary", one.words)
        entry.add("url", f"{site}/cases/{one.case}/")
        entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    return made.to_ical()
