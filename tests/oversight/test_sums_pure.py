"""Which sums make up a range of days, and how facts are added."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xinglongtai.oversight.statistics.sums import covering, facts

DAYS = st.dates(date(2015, 1, 1), date(2028, 12, 31))


def _days_of(span: str, start: date) -> list[date]:
    ends = {"day": start, "month": covering.last_of(start), "year": date(start.year, 12, 31)}
    return [start + timedelta(days=n) for n in range((ends[span] - start).days + 1)]


@given(DAYS, DAYS, st.integers(0, 3))
def test_a_range_is_covered_once_and_wholly(one, other, level):
    start, end = min(one, other), max(one, other)
    pieces, loose = covering.cover(start, end, level)
    found = [day for span, begin in pieces for day in _days_of(span, begin)]
    for first, last in loose:
        assert covering.month_of(first) == covering.month_of(last)
        found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sorted(found) == [start + timedelta(days=n) for n in range((end - start).days + 1)]
    assert {span for span, _ in pieces} <= set(covering.SPANS[level])
    assert level < 3 or not loose


def test_ten_years_are_ten_sums():
    pieces, loose = covering.cover(date(2017, 1, 1), date(2026, 12, 31), 1)
    assert [start.year for _, start in pieces] == list(range(2017, 2027)) and not loose


def test_facts_are_added_taken_away_and_gathered():
    one = {"daily|12": {"cases": 2, "way:order": 1}, "random|12,30": {"cases": 1}}
    total: facts.Facts = {}
    facts.add(total, one)
    facts.add(total, {"daily|12": {"cases": 1}})
    assert facts.gathered(total, facts.source_of) == {"daily": {"cases": 3, "way:order": 1}, "random": {"cases": 1}}
    assert facts.gathered(total, facts.nothing_of) == {"": {"cases": 4, "way:order": 1}}
    facts.add(total, one, -1)
    assert facts.without_nothing(total) == {"daily|12": {"cases": 1}}
    assert facts.parts_of(facts.kind_of("daily", {"30", "12"})) == ("daily", ["12", "30"])
    assert facts.parts_of(facts.kind_of("", set())) == ("", [])
