"""The sums under statistics are what is counted: at every moment, before and after a refresh, whatever was changed and by whatever way."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client

from pledges.models import Paper
from pledges.papers.kinds import PaperKind
from tests import factories as make
from tests import statistics_stage as stage
from tests.oversight.test_statistics_show import open_all
from tests.sums_stage import AS_OF, AXES, PERIODS, Fate, compare, compare_lists, read_tally, scope, written
from xinglongtai.core import units
from xinglongtai.core.models import Bureau, IssuedDocument
from xinglongtai.oversight.evaluation.periods import month_of, year_of
from xinglongtai.oversight.statistics import page, selectors, services, views
from xinglongtai.oversight.statistics.bases import BASES, SETS
from xinglongtai.oversight.statistics.handling import Handling
from xinglongtai.oversight.statistics.sums import filling, reading, sums_rules
from xinglongtai.oversight.statistics.sums.models import SumMark, SumState, TreeSum, UnitSum

pytestmark = pytest.mark.django_db
STEPS = 25


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    with stage.world(django_db_blocker) as office:
        yield office


@pytest.fixture(params=[0, 60], ids=["summed by day", "read unit by unit"])
def office(played, request, monkeypatch):
    """June with its sums; once as if it were a nation, once as a city."""
    monkeypatch.setattr(filling, "BY_DAY", request.param)
    filling.fill(played.bureau)
    SumMark.objects.all().delete()
    return played


def agree(office) -> int:
    """Whole bureau, a station, each filter."""
    same = compare(scope(office))
    same += compare(scope(office, unit=office.station), PERIODS[:2])
    item = str(office.item.item_id)
    for only in (
        {"source": "daily"},
        {"source": "complaint"},
        {"domain": "广告"},
        {"domain": "清单外"},
        {"item": item, "source": "daily"},
        {"item": selectors.OFF_LIST_ITEM},
        {"domain": "广告", "item": item},
    ):
        same += compare(scope(office, **only), PERIODS[:1])
    return same


def test_june_as_it_was_worked_out_by_hand(office):
    found = read_tally(scope(office), [month_of(2026, 6)])[None][0]
    assert {key: n for key, n in found.numbers.items() if n} == stage.EXPECTED
    assert found.days == stage.DAYS
    assert not SumMark.objects.exists() and agree(office) > 100
    assert not list(filling.differences(office.bureau))


@pytest.mark.parametrize("on", [date(2026, 6, 4), date(2026, 6, 11), date(2026, 6, 12), date(2026, 6, 30), AS_OF])
def test_the_same_sums_serve_every_day(office, on):
    """What is due today is judged tomorrow; nothing that was summed depends on which day it is."""
    assert compare(scope(office, on=on))


def test_sorting_and_window_are_applied_when_numbers_are_read(office):
    services.handling_mode_set(
        way="pledge", mode="service", since=date(2026, 6, 4), reason="试行", actor=office.legal, on=AS_OF
    )
    assert compare(scope(office))
    assert compare(scope(office, window=100))


@pytest.mark.parametrize("actor", ["supervisor", "leader", "head", "officer", "sysadmin"])
def test_everybody_reads_what_they_reach(office, actor):
    asked = scope(office, actor=getattr(office, actor))
    assert written(read_tally(asked, PERIODS)) == written(selectors.tally(asked, PERIODS))
    other = scope(office, actor=office.head, unit=office.other_station)
    assert written(read_tally(other, PERIODS)) == {}


def test_lists_are_found_by_the_days_that_sums_name(office):
    compare_lists(scope(office), PERIODS[0])
    compare_lists(scope(office, unit=office.station, source="daily"), PERIODS[4], ("cases", "again", "management"))


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_changed_the_numbers_are_those_counted(office, seed):
    fate = Fate(office, seed)
    paper = Paper(case=office.told["B"], kind=PaperKind.ORDER, document=IssuedDocument.objects.earliest("pk"), on=AS_OF)
    paper.save()
    done = []
    for step in range(STEPS):
        done.append(fate.strike())
        asked = scope(office, unit=fate.chance.choice([None, office.station]))
        try:
            compare(asked, PERIODS[:2], [fate.chance.choice(AXES)])
            if step % 5 == 4:
                filling.refresh(office.bureau)
                assert not SumMark.objects.exists()
                compare(scope(office), PERIODS[:2], [""])
        except AssertionError as error:
            raise AssertionError(f"after {done}: {error}") from error
    filling.refresh(office.bureau)
    assert not list(filling.differences(office.bureau))
    agree(office)
    assert sum("refused" not in act for act in done) > STEPS / 2


def test_a_unit_in_another_place(office):
    units.place(_under(office.other_station, office.station))
    assert reading.standing(scope(office)) is None  # counted until the tree stands again
    filling.refresh(office.bureau)
    assert compare(scope(office))
    assert compare(scope(office, unit=office.station))


def _under(unit, parent):
    unit.parent = parent
    return unit


def test_a_new_unit_is_read_at_once(office):
    case = office.told["A"]
    new = make.unit(office.bureau, "新设的所", parent=office.station)
    type(case).objects.filter(pk=case.pk).update(unit=new)
    for _ in range(2):
        assert compare(scope(office))
        assert compare(scope(office, unit=new))
        filling.refresh(office.bureau)


def test_another_window_is_filled_anew(office):
    SumState.objects.update(window=100)
    assert compare(scope(office))
    call_command("sum_statistics", stdout=StringIO())
    assert SumState.objects.get().window == 365
    assert compare(scope(office))


def test_filling_goes_on_where_it_was_broken_off(office):
    class Killed(Exception):
        pass

    told = []

    def say(text):
        told.append(text)
        if len(told) == 5:
            raise Killed

    with pytest.raises(Killed):
        filling.fill(office.bureau, say)
    assert reading.standing(scope(office)) is None
    office.told["A"].__class__.objects.filter(pk=office.told["A"].pk).update(source="random")
    again = []
    filling.fill(office.bureau, again.append)
    assert not set(told) & set(again) and told[0] < again[0]
    assert compare(scope(office))


def test_the_command_keeps_checks_and_names_what_differs(office, played):
    def run(*words) -> str:
        out = StringIO()
        call_command("sum_statistics", *words, stdout=out)
        return out.getvalue()

    assert "汇总和重算一致" in run("--check")
    assert "汇总和重算一致" in run("--check", "--sample", "3", "--seed", "1")
    row = UnitSum.objects.get(month=date(2026, 6, 1), unit_id=office.station.pk)
    UnitSum.objects.filter(pk=row.pk).update(days=row.days.replace("'cases':1", "'cases':2", 1))
    out = StringIO()
    with pytest.raises(CommandError, match="不同"):
        call_command("sum_statistics", "--check", stdout=out)
    assert f"单位 {office.station.pk} 2026-06" in out.getvalue()
    assert "2026-06" in run("--all", "--bureau", office.bureau.code)
    assert "汇总和重算一致" in run("--check")
    with pytest.raises(CommandError, match="没有代号"):
        run("--bureau", "nowhere")
    SumState.objects.all().delete()
    SumMark.objects.create(unit_id=office.station.pk, day=AS_OF)
    assert run() == "" and not SumMark.objects.exists() and not SumState.objects.exists()
    assert "没有汇总" in run("--check")


def test_marks_of_a_page_are_counted_with_few_queries(office, django_assert_max_num_queries):
    for case in office.told.values():
        type(case).objects.filter(pk=case.pk).update(source="random")
    assert SumMark.objects.count() > 20
    with django_assert_max_num_queries(60):
        read_tally(scope(office), PERIODS, selectors.ITEM)


def _columns_read() -> set[tuple[str, str]]:
    """Table and column of everything that the queries of statistics name; keys never change."""
    found = set()
    tables = connection.introspection.table_names()
    asked = selectors.Scope(Bureau(pk=1), AS_OF, Handling(), 365)
    for base in BASES.values():
        for condition in [one.condition(AS_OF) for one in SETS.values() if base.key in one.bases]:
            rows = asked.base_rows(base).filter(condition)
            sql = str((rows.annotate(how=F("way")) if base.way is not None else rows).values("pk", base.day).query)
            sql = str(rows.filter(way="x").values("pk").query) + sql if base.way is not None else sql
            named = {name: {name} for name in tables}
            for table, alias in re.findall(r'"(\w+)" (?:AS )?"?([A-Z]\d+)"?', sql):
                named.setdefault(alias, set()).add(table)
            for alias, column in re.findall(r'"?(\w+)"?\."(\w+)"', sql):
                found |= {(table, column) for table in named.get(alias, ())}
    return found


def test_every_column_that_is_read_is_watched():
    watched = {table: set(columns.split()) for table, _, columns in (*sums_rules._READ, *sums_rules._READ_WHEN_CHANGED)}
    read = set()
    with connection.cursor() as cursor:
        for table, column in _columns_read():
            own = {one.name for one in connection.introspection.get_table_description(cursor, table)}
            read |= {(table, column)} if column in own - {"id"} else set()
    assert {
        ("cases_case", "outcome"),
        ("cases_case", "filed_on"),
        ("cases_assessment", "decided_verdict"),
        ("core_issueddocument", "voided_at"),
        ("pledges_pledge", "submitted_on"),
        ("cases_measure", "set_aside_reason"),
    } <= read
    assert {(table, column) for table, column in read if column not in watched.get(table, ())} == set()


def test_emptied_tables_leave_nothing_behind(office):
    TreeSum.objects.all().delete()
    UnitSum.objects.all().delete()
    SumState.objects.all().delete()
    assert written(read_tally(scope(office), [year_of(2026)])) == written(
        selectors.tally(scope(office), [year_of(2026)])
    )


def test_every_number_of_a_page_that_is_read_from_sums_opens_its_list(office, monkeypatch):
    """Of one month, before a refresh: the supervisor's page by unit, and the head's by source."""
    type(office.told["A"]).objects.filter(pk=office.told["A"].pk).update(source="random")
    monkeypatch.setattr(views, "today", lambda: AS_OF)
    monkeypatch.setattr(views, "PER_PAGE", 5)
    for person, axis in ((office.supervisor, "unit"), (office.head, "source")):
        client = Client()
        client.force_login(person.user)
        assert open_all(client, f"/oversight/statistics/?year=2026&span=m6&by={axis}", person)["cases"] > 3


@pytest.mark.parametrize("summed", [True, False])
def test_of_many_units_those_right_below_are_shown(office, monkeypatch, summed):
    below = make.unit(office.bureau, "一所的组", parent=office.station)
    type(office.told["A"]).objects.filter(pk=office.told["A"].pk).update(unit=below)
    if not summed:
        SumState.objects.all().delete()
    monkeypatch.setattr(views, "today", lambda: AS_OF)
    monkeypatch.setattr(page, "MOST_UNITS", 3)
    client = Client()
    client.force_login(office.supervisor.user)
    text = client.get("/oversight/statistics/?year=2026&span=m6").content.decode()
    table = text[text.index('id="by-axis-table"') :]
    assert [int(n) for n in re.findall(r'measure=cases&[^"]*" data-count="(\d+)"', table)] == [8, 7, 1]
    assert "直接下级" in text and "一所的组" not in table
    text = client.get(f"/oversight/statistics/?year=2026&span=m6&unit={office.station.pk}").content.decode()
    assert "一所的组" in text[text.index('id="by-axis-table"') :] and "直接下级" not in text
