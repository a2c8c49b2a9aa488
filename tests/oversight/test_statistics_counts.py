"""统计: each measure of a situation worked out by hand."""

from datetime import date
from functools import cache

import pytest

from tests import statistics_stage as stage
from tests.statistics_stage import AS_OF, DAYS, EXPECTED, OF_STATION_ONE, june
from xinglongtai.oversight.evaluation.periods import free, month_of, parts, year_of
from xinglongtai.oversight.statistics import measures, selectors, services
from xinglongtai.oversight.statistics.bases import SETS
from xinglongtai.oversight.statistics.lines import Behind
from xinglongtai.oversight.statistics.selectors import Scope

pytestmark = pytest.mark.django_db
JUNE = month_of(2026, 6)


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    with stage.world(django_db_blocker) as played:
        yield played


def scope(office, actor=None, on=AS_OF, **only) -> Scope:
    return Scope(office.bureau, on, selectors.handling_of(office.bureau), 365, actor=actor, **only)


def counted(asked: Scope, period=JUNE) -> dict:
    """Non-zero numbers; each must be what its list holds."""
    found = selectors.tally(asked, [period])[None][0]
    for key in SETS:
        assert Behind(asked.parts(key, period)).count() == found[key], key
    return {key: n for key, n in found.numbers.items() if n}


def test_the_registry_is_whole():
    assert measures.unknown_sets() == []
    assert len({one.key for one in measures.MEASURES}) == len(measures.MEASURES)
    assert all(len(one.definition) > 20 for one in measures.MEASURES)
    assert not any(word in one.name for one in measures.MEASURES for word in ("罚款", "排名"))


def test_june_by_hand(office):
    """One situation, looked at from every side."""
    told, whole = office.told, scope(office)

    @cache
    def narrowed(name: str, value: str) -> dict:
        return counted(scope(office, **{name: value}))

    assert counted(whole) == EXPECTED
    assert {key: len(list(Behind(whole.parts(key, JUNE)))) for key in EXPECTED} == EXPECTED
    assert selectors.tally(whole, [JUNE])[None][0].days == DAYS
    assert counted(scope(office, office.supervisor)) == counted(scope(office, office.legal)) == EXPECTED
    assert counted(scope(office, office.head)) == OF_STATION_ONE
    assert counted(scope(office, unit=office.station)) == OF_STATION_ONE
    assert counted(scope(office, unit=office.bureau.unit)) == EXPECTED
    assert counted(scope(office, office.sysadmin)) == {}
    # by source, domain, item; soft measures have none of these
    assert narrowed("source", "complaint") == dict.fromkeys(
        ("cases", "sheets", "eligible", "issued", "signed", "judged", "sorted", "management"), 1
    )
    adverts = narrowed("domain", "广告")
    assert (adverts["cases"], adverts["enforcement"], adverts["management"]) == (2, 1, 1)
    assert narrowed("item", str(office.item.item_id))["cases"] == 6
    assert counted(scope(office, item=selectors.OFF_LIST_ITEM)) == counted(scope(office, domain="清单外")) == {}
    # axes add up, and each value is what the filter gives
    by_unit = selectors.tally(whole, [JUNE], selectors.UNIT)
    assert {unit: counts["cases"] for unit, (counts,) in by_unit.items()} == {
        office.station.pk: 7,
        office.other_station.pk: 1,
    }
    for axis, name in ((selectors.SOURCE, "source"), (selectors.DOMAIN, "domain"), (selectors.ITEM, "item")):
        for value, (counts,) in selectors.tally(whole, [JUNE], axis).items():
            expected = narrowed(name, str(value))
            assert {key: n for key, n in counts.numbers.items() if n} == expected, (axis, value)
    sections = parts(year_of(2026).until(AS_OF))
    by_month = selectors.tally(whole, [year_of(2026)], sections)
    assert {key: n for key, n in by_month[5][0].numbers.items() if n} == EXPECTED
    assert by_month[5][0].days == DAYS
    # before the deadline of J it is not judged; on the day itself neither
    assert counted(scope(office, on=june(11)))["judged"] == 4
    assert counted(scope(office, on=june(12)))["judged"] == 5
    # two periods in one go are the same as one by one
    earlier = free(date(2025, 6, 1), date(2025, 12, 31))
    both = selectors.tally(whole, [JUNE, earlier])[None]
    assert both[1]["cases"] == 3 and both[0]["cases"] == 8 and both[1].days == {1: 1, 2: 1}
    # A is a kept pledge although its case has ended without a file; it is no penalty
    assert {line.party for line in Behind(whole.parts("enforcement", JUNE))} == {str(told["C"].party)}
    assert [line.took for line in Behind(whole.parts("corrected", JUNE))] == [11, 5, 0]
    assert [line.outcome for line in Behind(whole.parts("no_case", JUNE))] == ["不予立案"]


def test_the_sorting_holds_from_its_day_on(office):
    ways = selectors.tally(scope(office), [JUNE])[None][0].ways
    assert ways["service", "on_spot"] == ways["service", "guidance"] == ways["enforcement", "penalty"] == 1
    for way, mode, since in (("pledge", "service", june(4)), ("other", "management", june(3))):
        services.handling_mode_set(way=way, mode=mode, since=since, reason="试行", actor=office.legal, on=AS_OF)
    found = counted(scope(office))
    # J (4 June) is service now, A and B (1 June) stay management; I (3 June) becomes management, D and E (2 June) stay apart
    assert (found["service"], found["management"], found["none"]) == (3, 4, 2)
    assert found["sorted"] == 8
    split = free(june(4), june(30))
    assert counted(scope(office), split)["service"] == 2


def test_re_offence_goes_by_item_party_and_window(office):
    assert counted(scope(office))["again"] == 1
    short = Scope(office.bureau, AS_OF, selectors.handling_of(office.bureau), 100)
    period = free(date(2025, 9, 1), date(2025, 9, 30))  # 100 days after 10 and 11 June: 18 and 19 September
    found = selectors.tally(short, [period])[None][0]
    assert (found["watched"], found["again"]) == (2, 0)  # found again in December, outside the window
    last_day = Scope(
        office.bureau, AS_OF, selectors.handling_of(office.bureau), (date(2025, 12, 1) - date(2025, 6, 10)).days
    )
    assert selectors.tally(last_day, [year_of(2025)])[None][0]["again"] == 1
