"""实施评估, the pure part: periods, figures, the rule that suggests."""

from collections import Counter
from datetime import date

import pytest

from xinglongtai.oversight.evaluation import periods
from xinglongtai.oversight.evaluation.measures import (
    BY_KEY,
    MEASURES,
    SET_TITLES,
    Counts,
    figure,
    figures,
    quantile,
    total,
    wilson,
)
from xinglongtai.oversight.evaluation.selectors import SETS
from xinglongtai.oversight.evaluation.status import Suggestion
from xinglongtai.oversight.evaluation.suggestions import Thresholds, suggest

ON = date(2026, 11, 22)


def counts(days=None, **numbers) -> Counts:
    return Counts(Counter(numbers), Counter(days or {}))


@pytest.mark.parametrize(
    ("period", "start", "end", "label"),
    [
        (periods.span_of(2026, ""), date(2025, 1, 1), date(2025, 11, 22), "2025年同期"),
        (periods.span_of(2025, ""), date(2024, 1, 1), date(2024, 12, 31), "2024年"),
        (periods.span_of(2026, "q4"), date(2026, 7, 1), date(2026, 8, 22), "2026年第三季度同期"),
        (periods.span_of(2026, "q1"), date(2025, 10, 1), date(2025, 12, 31), "2025年第四季度"),
        (periods.span_of(2026, "m11"), date(2026, 10, 1), date(2026, 10, 22), "2026年10月同期"),
        (periods.span_of(2026, "m1"), date(2025, 12, 1), date(2025, 12, 31), "2025年12月"),
        (
            periods.free(date(2026, 3, 11), date(2026, 3, 20)),
            date(2026, 3, 1),
            date(2026, 3, 10),
            "2026年3月1日至3月10日",
        ),
    ],
)
def test_the_period_before(period, start, end, label):
    found = periods.before(period, ON)
    assert (found.start, found.end, found.label) == (start, end, label)


def test_a_leap_day_and_a_period_not_begun_have_a_period_before():
    assert periods.before(periods.year_of(2028), date(2028, 2, 29)).end == date(2027, 2, 28)
    assert periods.before(periods.year_of(2028), ON).end == date(2027, 1, 1)
    assert periods.before(periods.month_of(2026, 12), ON).end == date(2026, 11, 1)


def test_the_part_that_has_passed():
    year = periods.year_of(2026)
    assert year.until(ON).end == ON
    assert periods.year_of(2025).until(ON).end == date(2025, 12, 31)
    assert periods.year_of(2027).until(ON).end == date(2027, 1, 1)
    assert year.shifted(365) == (date(2025, 1, 1), date(2025, 12, 31))


def test_parts_are_months_and_in_long_ranges_years():
    assert len(periods.parts(periods.year_of(2026))) == 12
    quarter = periods.parts(periods.quarter_of(2026, 2))
    assert [part.label for part in quarter] == ["2026年4月", "2026年5月", "2026年6月"]
    clipped = periods.parts(periods.free(date(2026, 1, 20), date(2026, 2, 10)))
    assert [(part.start.day, part.end.day) for part in clipped] == [(20, 31), (1, 10)]
    long = periods.parts(periods.free(date(2023, 5, 1), date(2026, 2, 10)))
    assert [part.label for part in long] == ["2023年", "2024年", "2025年", "2026年"]
    assert periods.days_text(date(2025, 12, 1), ON) == "2025年12月1日至2026年11月22日"


def test_wilson_agrees_with_published_values():
    """Newcombe 1998, table I: 81/263 → 0.2553–0.3662; 0/20 → 0–0.1611; 1/29 → 0.0061–0.1718."""
    for top, bottom, low, high in ((81, 263, 25.53, 36.62), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)):
        assert wilson(top, bottom) == pytest.approx((low, high), abs=0.005)
    assert wilson(7, 7)[1] == 100


def test_quantiles_are_days_that_occurred():
    assert quantile(Counter(), 0.5) is None
    days = Counter({0: 3, 4: 6, 9: 1})
    assert (quantile(days, 0.5), quantile(days, 0.9), quantile(days, 1)) == (4, 4, 9)


def test_small_numbers_are_never_a_bare_percentage():
    few = figure(BY_KEY["breach"], counts(breached=3, settled=7), 10)
    assert (few.text, few.small, few.share) == ("3/7", True, None)
    assert few.detail == "95%区间 15.8%至75.0%"
    many = figure(BY_KEY["breach"], counts(breached=3, settled=10), 10)
    assert (many.text, many.small, many.share) == ("30.0%", False, 30.0)
    assert many.detail.startswith("3/10，95%区间")
    none = figure(BY_KEY["breach"], counts(), 10)
    assert (none.text, none.small, none.blank) == ("—", False, True)


def test_days_say_half_and_nine_tenths():
    shown = figure(BY_KEY["days"], counts({3: 9, 12: 1}), 10)
    assert (shown.text, shown.small) == ("3 / 3", False)
    assert figure(BY_KEY["days"], counts({3: 1}), 10).small
    assert figure(BY_KEY["days"], counts(), 10).text == "—"


def test_every_measure_has_a_definition_and_case_sets_with_titles():
    for measure in MEASURES:
        assert len(measure.how) > 10
        assert measure.top in SETS
        assert not measure.bottom or measure.bottom in SETS
    assert set(SETS) | {"watched"} == set(SET_TITLES)
    assert list(figures(counts(), 10)) == [measure.key for measure in MEASURES]


def test_no_measure_is_about_fines():
    words = "".join(measure.title + measure.how for measure in MEASURES)
    assert "罚款" not in words and "罚没" not in words


def test_counts_add_up_and_survive_json():
    one, other = counts({2: 1}, used=3, breached=0), counts({2: 2, 5: 1}, used=4)
    both = total([one, other])
    assert both["used"] == 7 and both.days == {2: 3, 5: 1}
    assert Counts.from_dict(both.to_dict()) == Counts(Counter(used=7), Counter({2: 3, 5: 1}))
    assert both and not counts(used=0)


GOOD = {
    "used": 40,
    "judged": 38,
    "on_time": 38,
    "settled": 38,
    "seen12": 20,
    "overrides_approved": 3,
}


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({}, Suggestion.RELAX, "现有条件可能偏严"),
        ({"used": 29}, Suggestion.KEEP, "使用 29 次，少于 30 次"),
        ({"judged": 9, "on_time": 9}, Suggestion.KEEP, "可判断是否按期的 9 件"),
        ({"on_time": 36}, Suggestion.KEEP, "低于 95%"),
        ({"breached": 1}, Suggestion.KEEP, "有失诺 1 件"),
        ({"seen12": 9}, Suggestion.KEEP, "满12个月的 9 件"),
        ({"again12": 1}, Suggestion.KEEP, "有再犯 1 件"),
        ({"overrides_approved": 2}, Suggestion.KEEP, "不同意见 2 次"),
        ({"breached": 9}, Suggestion.TIGHTEN, "失诺 9/38"),
        ({"again12": 6}, Suggestion.TIGHTEN, "12个月内再犯 6/20"),
        ({"seen24": 12, "again24": 5}, Suggestion.TIGHTEN, "24个月内再犯 5/12"),
        ({"seen24": 9, "again24": 9}, Suggestion.KEEP, "有再犯 9 件"),
        ({"settled": 9, "seen12": 9, "breached": 9}, Suggestion.NONE, "样本少"),
    ],
)
def test_the_rule(change, kind, words):
    said = suggest(counts(**{**GOOD, **change}), Thresholds())
    assert said.kind == kind
    assert words in said.reason


def test_an_unused_item_gets_no_suggestion():
    said = suggest(counts(), Thresholds())
    assert (said.kind, said.reason) == (Suggestion.NONE, "本年度没有使用，也没有满观察期的改正。")


def test_escalation_and_referral_play_no_part():
    assert suggest(counts(**GOOD, filed=40, referred=40), Thresholds()) == suggest(counts(**GOOD), Thresholds())


def test_the_printed_rule_names_the_parameters():
    words = "".join(Thresholds(small_sample=12, relax_used=77, tighten_breach_percent=21).words())
    assert all(number in words for number in ("12 件", "77 次", "21%"))
