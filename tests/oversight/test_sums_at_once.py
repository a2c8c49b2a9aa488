"""Writers, refreshers and readers at once: nothing is lost, and every look sees one moment."""

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from cases.models import Case, Violation
from cases.status import CaseStatus, Outcome, Source
from pledges.models import Pledge
from tests.factories import DAY, Office
from tests.sums_stage import read_tally
from xinglongtai.oversight.evaluation.periods import free
from xinglongtai.oversight.statistics import selectors
from xinglongtai.oversight.statistics.handling import Handling
from xinglongtai.oversight.statistics.sums import filling, reading
from xinglongtai.oversight.statistics.sums.models import SumMark
from xinglongtai.oversight.statistics.sums.turns import one_look, overtaken

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRES = connection.vendor == "postgresql"
WRITERS, ACTS, CASES = (6, 40, 30) if POSTGRES else (2, 10, 8)
AS_OF = DAY + timedelta(days=60)


def _world() -> Office:
    office = Office()
    pledge = office.signed(on=DAY)
    case, violation = pledge.case, pledge.case.violations.get()
    for _ in range(CASES):
        case.pk, case._state.adding = None, True
        Case.objects.bulk_create([case])
        case = Case.objects.latest("pk")
        violation.pk, violation._state.adding, violation.case = None, True, case
        Violation.objects.bulk_create([violation])
        pledge.pk, pledge._state.adding, pledge.case = None, True, case
        Pledge.objects.bulk_create([pledge])
        pledge = Pledge.objects.latest("pk")
    filling.fill(office.bureau)
    SumMark.objects.all().delete()  # on SQLite also those of the tests before, whose rows were taken away one by one
    return office


def _write(office: Office, n: int) -> None:
    chance = random.Random(n)
    keys = list(Case.objects.values_list("pk", flat=True))
    for _ in range(ACTS):
        day = DAY + timedelta(days=chance.randrange(-40, 40))
        with transaction.atomic():
            case = Case.objects.select_for_update().filter(pk=chance.choice(keys))
            case.update(
                source=chance.choice(Source.values),
                unit=chance.choice([office.station, office.other_station]),
                status=chance.choice([CaseStatus.PLEDGED, CaseStatus.CANCELLED]),
                outcome=chance.choice(Outcome.values),
                outcome_on=day,
                discovered_on=day,
                inspected_on=day,
            )
            Pledge.objects.filter(case__in=case).update(
                closed_on=chance.choice([day, None]), status=chance.choice(["signed", "fulfilled"])
            )


def _scope(office: Office) -> selectors.Scope:
    return selectors.Scope(office.bureau, AS_OF, Handling(), filling.window_of(office.bureau))


def _both(office: Office) -> tuple:
    period = [free(DAY - timedelta(days=50), AS_OF)]
    with one_look():
        assert reading.standing(_scope(office)) is not None
        found = [of(_scope(office), period, selectors.SOURCE) for of in (read_tally, selectors.tally)]
    return tuple({source: (+one.numbers, +one.days, +one.ways) for source, (one,) in told.items()} for told in found)


def test_a_page_is_of_one_moment_and_keeps_nobody_out():
    """Pages outside any transaction of a test, as the server opens them; a writer may write meanwhile."""
    office = _world()
    client = Client()
    client.force_login(office.supervisor.user)
    for address in ("/oversight/statistics/?by=item", "/oversight/statistics/list/?measure=cases&since=2020-01-01"):
        assert client.get(address).status_code == 200
    with one_look():
        list(SumMark.objects.all())
        writer = threading.Thread(target=lambda: (_write(office, 1), connections.close_all()))
        writer.start()
        writer.join(60)
        assert not writer.is_alive() and not SumMark.objects.exists()
    assert SumMark.objects.exists()


def test_nothing_is_lost_and_every_look_is_of_one_moment():
    office = _world()
    done, errors, looks = threading.Event(), [], []

    def run(work) -> None:
        try:
            work()
        except Exception as error:  # told by the test
            errors.append(error)
        finally:
            connections.close_all()

    def refresh() -> None:
        while not done.is_set():
            try:
                filling.refresh(office.bureau)
            except Exception as error:
                if not overtaken(error):
                    raise

    def look() -> None:
        while not done.is_set():
            read, counted = _both(office)
            assert {k: v for k, v in read.items() if any(v)} == {k: v for k, v in counted.items() if any(v)}
            looks.append(1)

    writers = [threading.Thread(target=run, args=(lambda n=n: _write(office, n),)) for n in range(WRITERS)]
    others = [threading.Thread(target=run, args=(work,)) for work in (refresh, refresh, look)]
    for thread in (*others, *writers):
        thread.start()
    for thread in writers:
        thread.join(240)
    done.set()
    for thread in others:
        thread.join(60)
    assert errors == [] and looks
    filling.refresh(office.bureau)
    assert not SumMark.objects.exists()
    read, counted = _both(office)
    assert {k: v for k, v in read.items() if any(v)} == {k: v for k, v in counted.items() if any(v)} != {}
    assert not list(filling.differences(office.bureau))
