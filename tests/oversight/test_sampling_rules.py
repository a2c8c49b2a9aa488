"""疑点线索: every rule on tables of plain facts — what it finds, and what it must leave alone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xinglongtai.oversight.sampling.reading import Reader
from xinglongtai.oversight.sampling.rules import RULES, Limits
from xinglongtai.oversight.sampling.rules.facts import (
    Handled,
    Issued,
    Note,
    Photo,
    RecheckPhoto,
    SameFile,
    Sheet,
    Span,
)
from xinglongtai.oversight.sampling.rules.people import always_the_same_pair, same_words
from xinglongtai.oversight.sampling.rules.photos import fixed_before_scene, recheck_with_old_photos, same_photo
from xinglongtai.oversight.sampling.rules.sheets import answered_in_seconds, many_overrides
from xinglongtai.oversight.sampling.rules.times import closed_at_once, in_bulk, odd_hours, rechecked_at_once

D = date(2026, 6, 1)
PAIR, OTHER = frozenset({1, 2}), frozenset({1, 3})
LIMITS = Limits()
TEXT = "现场查看营业执照已悬挂在门口醒目位置，符合要求。"


def at(hour=10, minute=0, second=0, day=D):
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZoneInfo("Asia/Shanghai"))


def letters(count, *, gap=30, start=None, officer=1, first=1):
    start = start or at(9)
    return [Issued(officer, start + timedelta(seconds=gap * n), first + n, f"{n}号") for n in range(count)]


YESTERDAY = D - timedelta(1)


@pytest.mark.parametrize(
    ("rule", "facts", "cases"),
    [
        # the correction before the scene; without a scene, before the day of the clue
        (fixed_before_scene, [Photo(1, 1, False, at(10), D), Photo(1, 2, True, at(9, 59), D)], [{1}]),
        (fixed_before_scene, [Photo(1, 1, False, at(10), D), Photo(1, 2, True, at(10), D)], []),
        (fixed_before_scene, [Photo(1, 2, True, at(23, day=YESTERDAY), D)], [{1}]),
        (fixed_before_scene, [Photo(1, 2, True, at(0), D)], []),
        (fixed_before_scene, [Photo(1, 1, False, at(10), D), Photo(2, 2, True, at(9), D)], []),
        # every photograph of the recheck is older than the recheck
        (recheck_with_old_photos, [RecheckPhoto(1, 5, D, 1, at(day=YESTERDAY))], [{5}]),
        (recheck_with_old_photos, [RecheckPhoto(1, 5, D, 1, at(day=YESTERDAY)), RecheckPhoto(1, 5, D, 2, at(0))], []),
        (recheck_with_old_photos, [RecheckPhoto(1, 5, D, 1, at(day=YESTERDAY)), RecheckPhoto(1, 5, D, 2, None)], []),
        # the same bytes in two cases
        (same_photo, [SameFile("a", 1, 1, 7), SameFile("a", 2, 2, 8), SameFile("b", 3, 3, 9)], [{1, 2}]),
        (same_photo, [SameFile("a", 1, 1, 7), SameFile("a", 1, 2, 7)], []),
        # the same two for one party, always
        (always_the_same_pair, [Handled(7, n, D, PAIR, (PAIR,)) for n in (1, 2, 3)], [{1, 2, 3}]),
        (always_the_same_pair, [Handled(7, n, D, PAIR) for n in (1, 2)], []),
        (always_the_same_pair, [Handled(7, 1, D, OTHER), *(Handled(7, n, D, PAIR) for n in (2, 3, 4))], []),
        (always_the_same_pair, [*(Handled(7, n, D, PAIR) for n in (1, 2)), Handled(7, 3, D, PAIR, (OTHER,))], []),
        (always_the_same_pair, [Handled(7, n, D, frozenset({1})) for n in (1, 2, 3)], []),
        (many_overrides, [Sheet(1, 1, 1, ("甲", "乙", "丙")), Sheet(2, 2, 1, ("甲", "乙"))], [{1}]),
        (
            answered_in_seconds,
            [
                Sheet(1, 1, 1, judged=8, seconds=19),
                Sheet(2, 2, 1, judged=7, seconds=1),
                Sheet(3, 3, 1, judged=9, seconds=20),
            ],
            [{1}],
        ),
        (same_words, [Note(1, TEXT, n, D) for n in range(5)], [{0, 1, 2, 3, 4}]),
        (same_words, [Note(1, TEXT, n, D) for n in (0, 1, 2, 3, 3)], []),
        (same_words, [Note(1, "已整改", n, D) for n in range(9)], []),
        (odd_hours, [Issued(1, at(5, 59), 1, "1"), Issued(1, at(6), 2, "2"), Issued(1, at(22), 3, "3")], [{1, 3}]),
        (odd_hours, [Issued(1, at(21, 59), 1, "1")], []),
        (in_bulk, letters(10), [set(range(1, 11))]),
        (in_bulk, letters(9), []),
        (in_bulk, letters(12, gap=120), []),
        (in_bulk, letters(11) + letters(12, start=at(15), first=50), [set(range(50, 62))]),
        (in_bulk, letters(6) + letters(6, officer=2), []),
        (rechecked_at_once, [Span(1, at(10), at(10, 9)), Span(2, at(10), at(10, 10))], [{1}]),
        (closed_at_once, [Span(1, at(10), at(10, 14, 59)), Span(2, at(10), at(10, 15))], [{1}]),
    ],
)
def test_rule(rule, facts, cases):
    found = list(rule(iter(facts), LIMITS))
    assert [hit.cases for hit in found] == cases
    assert all(hit.summary and hit.key and len(hit.summary) <= 300 and len(hit.key) <= 120 for hit in found)
    assert [hit.key for hit in rule(iter(facts), LIMITS)] == [hit.key for hit in found]


def test_every_rule_is_defined_in_words_with_the_bureaus_numbers():
    definition = {rule.key: rule.definition(Limits(pair_cases=7, window_days=99)) for rule in RULES}
    assert "不少于7件" in definition["always_the_same_pair"] and "99天" in definition["always_the_same_pair"]
    assert len(definition) == len(RULES) == 11
    assert all("{" not in words for words in definition.values())
    assert all(callable(getattr(Reader, rule.read)) for rule in RULES)


def test_who_is_touched_by_a_rule():
    (hit,) = always_the_same_pair([Handled(7, n, D, PAIR) for n in (1, 2, 3)], LIMITS)
    assert hit.officers == PAIR and "同两名" in hit.summary
    (hit,) = same_photo([SameFile("a", 1, 1, 7), SameFile("a", 2, 2, 7)], LIMITS)
    assert "同一当事人" in hit.summary and [detail.evidence for detail in hit.details] == [1, 2]
