"""统计: writing and comparing figures, the sorting by date, periods, packed lists, charts. No database."""

from collections import Counter
from datetime import date

import pytest
from django.template import Context, Template

from xinglongtai.core import charts
from xinglongtai.oversight.evaluation.periods import free, month_of, quarter_of, year_of
from xinglongtai.oversight.statistics import packing
from xinglongtai.oversight.statistics.figures import compared, figure
from xinglongtai.oversight.statistics.handling import Handling
from xinglongtai.oversight.statistics.measures import BY_KEY
from xinglongtai.oversight.statistics.spans import compared_periods, year_before
from xinglongtai.oversight.statistics.status import FIRST_MODES, LENIENT_WAYS, Mode

ON = date(2026, 7, 15)


def of(key: str, top: int, bottom: int = 0, days: dict | None = None):
    return figure(BY_KEY[key], top, bottom, Counter(days or {}), small=10)


@pytest.mark.parametrize(
    ("made", "text", "small"),
    [
        (of("cases", 0), "0", False),
        (of("on_time", 3, 7), "3/7", True),
        (of("on_time", 9, 10), "90.0%", False),
        (of("on_time", 0, 0), "—", False),
        (of("days", 0), "—", False),
        (of("days", 3, days={0: 1, 5: 1, 11: 1}), "5 天", True),
        (of("days", 10, days={2: 9, 40: 1}), "2 天", False),
    ],
)
def test_how_a_figure_is_written(made, text, small):
    assert (made.text, made.small) == (text, small)


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (of("cases", 30), of("cases", 27), "比上期多 3 件"),
        (of("cases", 27), of("cases", 30), "比上期少 3 件"),
        (of("cases", 30), of("cases", 30), "和上期相同"),
        (of("cases", 3), of("cases", 1), "比上期多 2 件（件数少，仅供参考）"),
        (of("breach", 2, 10), of("breach", 3, 20), "比上期高 5.0 个百分点"),
        (of("breach", 1, 10), of("breach", 3, 10), "比上期低 20.0 个百分点"),
        (of("breach", 1, 10), of("breach", 2, 20), "和上期相同"),
        (of("breach", 1, 9), of("breach", 2, 20), "样本少，不作比较"),
        (of("breach", 1, 10), of("breach", 0, 0), "没有可比的数"),
        (of("days", 10, days={5: 10}), of("days", 10, days={3: 10}), "比上期多 2 天"),
        (of("days", 10, days={5: 10}), of("days", 10, days={5: 10}), "和上期相同"),
        (of("days", 10, days={5: 10}), of("days", 9, days={3: 9}), "样本少，不作比较"),
        (of("days", 10, days={5: 10}), of("days", 0), "没有可比的数"),
    ],
)
def test_comparisons_are_words_without_praise(now, then, words):
    assert compared(now, then, "上期", 10) == words


def test_the_sorting_by_date():
    start = Handling()
    assert start.mode("guidance", ON) == Mode.SERVICE and start.mode("criticism", ON) == Mode.NONE
    assert not {way for way in LENIENT_WAYS if FIRST_MODES.get(way) == Mode.ENFORCEMENT}
    june, may = date(2026, 6, 1), date(2026, 5, 1)
    one = Handling.of([("pledge", "service", june), ("pledge", "none", may), ("pledge", "enforcement", june)])
    assert one.mode("pledge", date(2026, 4, 30)) == Mode.MANAGEMENT
    assert one.mode("pledge", may) == Mode.NONE
    assert one.mode("pledge", june) == Mode.ENFORCEMENT  # of two of the same day the later one
    assert one.stretches(date(2026, 4, 1), date(2026, 6, 30)) == [
        (date(2026, 4, 1), date(2026, 4, 30)),
        (may, date(2026, 5, 31)),
        (june, date(2026, 6, 30)),
    ]
    assert one.stretches(june, june) == [(june, june)]
    assert Handling.from_list(one.to_list()) == one
    assert "pledge" in one.ways("none", may)


@pytest.mark.parametrize(
    ("period", "on", "names"),
    [
        (year_of(2026), ON, [("上期同期", date(2025, 1, 1), date(2025, 7, 15))]),
        (year_of(2025), ON, [("上期", date(2024, 1, 1), date(2024, 12, 31))]),
        (
            month_of(2026, 7),
            ON,
            [("上期同期", date(2026, 6, 1), date(2026, 6, 15)), ("去年同期", date(2025, 7, 1), date(2025, 7, 15))],
        ),
        (
            quarter_of(2026, 2),
            ON,
            [("上期", date(2026, 1, 1), date(2026, 3, 31)), ("去年同期", date(2025, 4, 1), date(2025, 6, 30))],
        ),
        (year_of(2020), ON, []),
    ],
)
def test_what_a_period_is_compared_with(period, on, names):
    assert [(name, span.start, span.end) for name, span in compared_periods(period, on)] == names


def test_february_and_free_ranges_a_year_before():
    leap = year_before(month_of(2025, 2), ON)
    assert (leap.start, leap.end) == (date(2024, 2, 1), date(2024, 2, 29))
    last = year_before(free(date(2024, 2, 29), date(2024, 3, 10)), ON)
    assert (last.start, last.end) == (date(2023, 2, 28), date(2023, 3, 10))


def test_lists_are_packed_and_summed():
    assert packing.unpacked(packing.packed([900, 3, 3, 17])) == [3, 17, 900]
    assert packing.packed([]) == "" and packing.unpacked("") == []
    lists = {"cases": {"cases|1|daily": packing.packed(range(1, 1001))}}
    data = packing.pressed(lists)
    assert packing.opened(memoryview(data)) == lists and len(data) < 200
    content = {"b": 1, "a": {"2": 3}}
    assert packing.digest(content, data) == packing.digest({"a": {"2": 3}, "b": 1}, memoryview(data))
    assert packing.digest(content, data) != packing.digest({**content, "b": 2}, data)
    other = packing.pressed({"cases": {"cases|1|daily": packing.packed([1])}})
    assert packing.digest(content, data) != packing.digest(content, other)


def test_charts_carry_their_words_and_no_style():
    chart = charts.bars(
        "各来源",
        [("日常监督检查", 4), ("<b>", 1), ("很长很长的名称很长很长的名称很长很长的名称", 0)],
        unit="件",
        table="t",
    )
    drawn = Template("{% load charts %}{% drawn chart %}").render(Context({"chart": chart}))
    assert 'aria-labelledby="chart-t-title chart-t-desc"' in drawn and "日常监督检查 4件" in drawn
    assert "style=" not in drawn and "<script" not in drawn and "&lt;b&gt;" in drawn and "<b>" not in drawn
    assert [mark.width for mark in chart.marks] == [100, 25, 0] and "…" in chart.marks[2].label
    empty = charts.bars("空", [], table="t")
    assert Template("{% load charts %}{% drawn chart %}").render(Context({"chart": empty})) == ""
    months = charts.columns("各月", [(str(n), f"{n}月", n) for n in range(1, 25)], table="m")
    assert [mark.label for mark in months.marks[:3]] == ["1", "", "3"] and months.marks[23].height == 140
    assert 'class="chart-ground"' in Template("{% load charts %}{% drawn c %}").render(Context({"c": months}))
    assert charts.columns("零", [("1", "1月", 0)], table="z").marks[0].text == "0"
