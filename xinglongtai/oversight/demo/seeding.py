"""Playing the demo: people, calendar and list first, then every story in the order of its days, all in one transaction."""

import heapq
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command
from django.db import transaction

from cases import services as case_verbs
from cases.models import Case, Party
from catalog.services import starter_load
from pledges.models import Letter, Pledge
from xinglongtai.core.calendar import load
from xinglongtai.core.models import Bureau, CalendarDay, IssuedDocument, Officer, User

from . import (
    bridge,
    casefiles,
    delegations,
    disagreements,
    evaluation,
    fieldwork,
    ledger,
    mornings,
    notices,
    paperwork,
    party_page,
    publication,
    sameness,
    sampling,
    serving,
    staffing,
    statistics,
    trust,
    uploads,
)
from .casting import Casting
from .extras import measures, record_the_past
from .law import watch_the_law
from .parties import parties_of
from .people import Staff, make_staff
from .programme import programme
from .rehearsal import draft_to_rehearse
from .renewal import renew_the_list
from .stage import Scene, Stage
from .travel import Clock, travelling

#: The past that is played begins so many days before today: 清单 published, parties known.
PAST_DAYS = 330
#: Topics that add to what the stories left, in this order: ``play(everybody, stages, on)``.
AFTERWARDS = (
    uploads,
    paperwork,
    serving,
    party_page,
    fieldwork,
    disagreements,
    casefiles,
    staffing,
    notices,
    delegations,
    mornings,
    sameness,
    sampling,
    ledger,
    publication,
    trust,
    statistics,
    bridge,
)


class NotADemo(Exception):
    """The database holds an installation of its own; the message is Chinese."""


@dataclass(frozen=True)
class Summary:
    """How much there is afterwards."""

    bureaux: int
    officers: int
    parties: int
    cases: int
    pledges: int
    letters: int
    unrendered: int


def is_seeded() -> bool:
    """Whether the demo is in this database already: it arrives whole or not at all."""
    return User.objects.filter(username="demo_sysadmin").exists()


def is_empty() -> bool:
    """Whether nobody has set anything up here."""
    return not (Bureau.objects.exists() or Officer.objects.exists() or Case.objects.exists())


def seed(on: date) -> None:
    """Play the demo as of ``on``. Nothing happens when it is there already; NotADemo in somebody's own installation."""
    if is_seeded():
        return
    if not is_empty():
        raise NotADemo("这个数据库已有机关、人员或案件，不是空库。演示数据只能装入空库，请另用一个数据库。")
    with travelling() as clock, transaction.atomic():  # letters are printed after the commit
        _play(on, clock)


def summary() -> Summary:
    """Counts of what the database holds."""
    return Summary(
        bureaux=Bureau.objects.count(),
        officers=Officer.objects.count(),
        parties=Party.objects.count(),
        cases=Case.objects.count(),
        pledges=Pledge.objects.count(),
        letters=Letter.objects.count(),
        unrendered=IssuedDocument.objects.unrendered().count(),
    )


def _play(on: date, clock: Clock) -> None:
    begin, ahead = on - timedelta(days=PAST_DAYS), on - timedelta(days=evaluation.AHEAD_DAYS)
    clock.go_to(ahead)
    if not CalendarDay.objects.exists():
        call_command("load_calendar", stdout=StringIO())
    calendar = load()
    stages, everybody = {}, make_staff(on)
    early = _play_ahead(everybody[0], clock, calendar, ahead, on)
    clock.go_to(begin)
    for staff in everybody:
        starter_load(actor=staff.legal, on=begin, approver=staff.legal_2)
        known = early.parties if staff.bureau == early.bureau else None
        parties = known or _register_parties(staff, clock)
        casting = Casting(staff.bureau, parties, begin, on)
        if known:
            casting.remember(early)
        stages[staff.bureau.code] = Stage(staff, casting, clock, calendar, on)
        record_the_past(staff, parties, on)
    told = [(str(entry), entry.begin(Scene(stages[code]))) for code, entry in programme(list(stages))]
    told += [("measure", story) for stage in stages.values() for story in measures(stage)]
    _run(told, clock, on)
    watch_the_law(on)
    draft_to_rehearse(everybody[0], on)
    renew_the_list(everybody[0], on)
    for topic in AFTERWARDS:
        topic.play(everybody, stages, on)


def _register_parties(staff: Staff, clock: Clock) -> list[Party]:
    rows = []
    for data in parties_of(staff.bureau.code, staff.region):
        clock.tick(1)
        rows.append(case_verbs.party_create(actor=staff.teams[0].first, data=asdict(data)))
    return rows


def _play_ahead(staff: Staff, clock: Clock, calendar, ahead: date, on: date) -> Casting:
    """The first bureau's early years, played to their end; who played what is told by the casting."""
    starter_load(actor=staff.legal, on=ahead)
    evaluation.publish_ahead(staff, ahead)
    casting = Casting(staff.bureau, _register_parties(staff, clock), ahead, on)
    _run(evaluation.stories(Stage(staff, casting, clock, calendar, on)), clock, on)
    return casting


def _run(stories: list[tuple[str, Iterator[date]]], clock: Clock, on: date) -> None:
    """Every story goes on when its day comes; on one day in the order they are given."""
    waiting = [(next(story), place, name, story) for place, (name, story) in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        day, place, name, story = heapq.heappop(waiting)
        if day > on:
            raise ValueError(f"demo story {place} {name} reaches into the future: {day}")
        clock.go_to(day)
        try:
            later = next(story, None)
        except Exception as problem:
            problem.add_note(f"demo story {place}: {name} on {day}")
            raise
        if later is not None:
            heapq.heappush(waiting, (max(later, day), place, name, story))
