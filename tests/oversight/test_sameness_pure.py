"""Likeness, what is usual, and pairs: rules over plain values."""

from collections import Counter
from datetime import date, timedelta

import pytest

from cases import peers
from cases.peers import differs
from cases.status import Outcome
from xinglongtai.oversight.sameness import likeness, reading, words
from xinglongtai.oversight.sameness.likeness import Alike, Past, Traits, agreeing, comparable, most_alike, pairs, usual

DAY = date(2026, 6, 1)
MINE = Traits("item:1", "按期改正", "首次", "公司", "500元以下")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "500元以下"),
        (500, "500元以下"),
        ("501", "500元至5000元"),
        (50_000, "20000元至50000元"),
        (50_001, "50000元以上"),
    ]
    + [(value, "") for value in (None, "", "约三百", -1, "inf", "nan", [])],
)
def test_goods_value_by_class(value, words):
    assert likeness.goods_class(value) == words


@pytest.mark.parametrize(
    ("other", "keys"),
    [
        (MINE, tuple(likeness.CRITERIA)),
        (Traits("item:1"), ("item",)),
        (Traits("item:2", "按期改正", "首次", "公司", "500元以下"), ("corrected", "first", "party", "goods")),
        (Traits("item:1", "没有改正", "首次"), ("item", "first")),
    ],
)
def test_what_agrees(other, keys):
    assert agreeing(MINE, other) == keys
    assert agreeing(Traits("item:1"), Traits("item:1")) == ("item",)  # unknown agrees with nothing


def past(case, days=0, outcome="no_case", **traits):
    return Past(case, Traits(**{"item": "item:1", **traits}), outcome, DAY + timedelta(days))


def test_most_alike_first_then_the_earlier_criteria_then_newer():
    rows = [
        past(1, party="公司"),
        past(2, corrected="按期改正"),
        past(3, days=5, party="公司"),
        past(4, corrected="按期改正", first="首次"),
        past(5),
    ]
    assert [one.case for one, _ in most_alike(MINE, rows)] == [4, 2, 3, 1, 5]
    assert [one.case for one in comparable(MINE, rows)] == [4]


@pytest.mark.parametrize(
    ("counts", "at_least", "found"),
    [
        ({"no_case": 5}, 5, "no_case"),
        ({"no_case": 4}, 5, ""),
        ({"no_case": 3, "penalty": 3}, 5, ""),
        ({"no_case": 4, "penalty": 2, "exempt": 2}, 5, ""),
        ({"no_case": 5, "penalty": 2, "exempt": 2}, 5, "no_case"),
        ({}, 0, ""),
    ],
)
def test_usual_is_more_than_half_of_enough(counts, at_least, found):
    assert usual(Counter(counts), at_least) == found


@pytest.mark.parametrize(
    ("common", "outcome", "departs"),
    [
        ("", Outcome.PENALTY, False),
        (Outcome.NO_CASE, Outcome.NO_CASE, False),
        (Outcome.NO_CASE, Outcome.ESCALATE, True),
        (Outcome.PENALTY, Outcome.ESCALATE, False),  # on the way to it
        (Outcome.PENALTY, Outcome.NO_CASE, True),
    ],
)
def test_what_departs_from_the_usual(common, outcome, departs):
    assert differs(common, outcome) is departs


def alike(case, outcome, facts="a", days=0):
    return Alike(case, facts, outcome, DAY + timedelta(days))


def told(rows):
    return [(pair.odd.case, pair.beside.case, pair.among, pair.like_beside) for pair in pairs(rows, Outcome.values)]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], []),
        ([alike(1, "no_case"), alike(2, "no_case")], []),
        ([alike(1, "no_case"), alike(2, "lighter", facts="b")], []),
        ([alike(1, "no_case"), alike(2, "lighter")], [(2, 1, 2, 1)]),  # equally many: the milder counts as usual
        ([alike(1, "lighter"), alike(2, "lighter"), alike(3, "no_case")], [(3, 1, 3, 2)]),
        (
            [
                alike(1, "no_case"),
                alike(2, "no_case", days=10),
                alike(3, "lighter", days=8),
                alike(4, "exempt", days=1),
            ],
            [(3, 2, 4, 2), (4, 1, 4, 2)],  # beside the nearest in time, newest first
        ),
        ([alike(1, "no_case"), alike(2, "no_case", days=4), alike(3, "lighter", days=2)], [(3, 2, 3, 2)]),
    ],
)
def test_pairs(rows, found):
    assert told(rows) == found


def test_pairs_grow_with_the_cases_not_with_their_square():
    rows = [alike(n, "lighter" if n % 2 else "no_case", facts=n // 500, days=n % 300) for n in range(20_000)]
    assert len(pairs(rows, Outcome.values)) == 10_000  # one for each odd case; every two would be 2,500,000


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        ([], ""),
        (["none", "none"], "首次"),
        (["none", "unverified"], "未能核实"),
        (["unverified", "found"], "查到同类违法"),
    ],
)
def test_first_offence_of_all_sources(statuses, word):
    assert reading.first_offence({"first_offence_sources": [{"status": status} for status in statuses]}) == word


@pytest.mark.parametrize(
    ("said", "word"),
    [("done_on_spot", "按期改正"), ("done_late", "逾期后改正"), ("refused", "没有改正"), ("not_yet", ""), (None, "")],
)
def test_corrected_by_the_sheet(said, word):
    assert reading.corrected_by_sheet({"correction": said}) == word


@pytest.mark.parametrize(
    ("line", "decisive"),
    [
        ({"group": "排除情形", "settles": "now"}, True),
        ({"group": "清单事项", "settles": "now"}, False),
        ({"group": "从宽条件", "settles": "at_recheck"}, False),
        ({"group": "从宽条件"}, True),
    ],
)
def test_decisive_lines(line, decisive):
    assert reading.is_decisive(line) is decisive


def test_shares_in_words():
    assert words.share(1, 3, 10) == "3件中1件"
    assert words.share(14, 20, 10).startswith("70.0%（14/20，95%区间 ")
    assert words.share(0, 0, 10) == ""


def test_a_reader_counts_once_and_the_first_answer_holds(monkeypatch):
    monkeypatch.setattr(peers, "_READERS", [])
    for reader in (lambda case, on: "", first := lambda case, on: "no_case", first, lambda case, on: "penalty"):
        peers.register(reader)
    assert len(peers._READERS) == 3
    assert peers.usual_outcome(None, DAY) == "no_case"
