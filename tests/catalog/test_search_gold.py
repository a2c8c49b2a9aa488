"""How well descriptions find their items: floors a little under what was measured, apart for what tuning never saw."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.search import SearchIndex
from catalog.search.measure import Figures, measure, read

from .test_search import documents, keys

DATA = Path(__file__).parent / "data"
#: First list; second list, written before the word lists were read; after published case reports; only for tuning.
LISTS = ("find_item_gold", "find_item_gold_spoken", "find_item_gold_reported", "find_item_gold_tuning")


def rows(name):
    return read(DATA / f"{name}.csv")


@pytest.fixture(scope="module")
def figures():
    index = SearchIndex(documents())
    return {name: measure(lambda words: keys(index.search(words)), rows(name)) for name in LISTS}


def test_the_lists_are_large_varied_and_kept_apart():
    lines = [row for name in LISTS for row in rows(name)]
    assert len({row["query"] for row in lines}) == len(lines)
    assert sum(row["split"] == "kept_out" for row in lines) >= len(lines) // 3
    assert {row["split"] for row in lines} == {"kept_out", "tune"}
    items = {document.number for document in documents()}
    asked = {number for row in lines for number in filter(None, row["gold"].split(";"))}
    assert asked == items
    for name in LISTS[:2]:
        kept = [row for row in rows(name) if row["split"] == "kept_out"]
        assert sum(bool(row["gold"]) for row in kept) >= 70
        assert sum(not row["gold"] for row in kept) >= 25


def test_the_lists_are_not_the_keywords_again():
    keywords = {word for document in documents() for word in document.keywords}
    typed = [row["query"] for row in rows("find_item_gold") if row["kind"] == "words" and row["gold"]]
    assert not keywords & set(typed)


def test_chance_not_choice_parts_the_second_list():
    for row in rows("find_item_gold_spoken"):
        even = hashlib.sha256(f"2026-11-22 {row['query']}".encode()).digest()[0] % 2 == 0
        assert row["split"] == ("kept_out" if even else "tune"), row["query"]


def test_bar_on_all_that_was_kept_out(figures):
    """The issue's bar: 95 % among three, 80 % refused."""
    kept = sum((parts["kept_out"] for parts in figures.values() if "kept_out" in parts), Figures())
    assert kept.top1 >= 0.90
    assert kept.top3 >= 0.95
    assert kept.refusal >= 0.85


@pytest.mark.parametrize(
    ("name", "first", "three", "refused"),
    [
        ("find_item_gold", 0.95, 0.98, 0.92),
        ("find_item_gold_spoken", 0.90, 0.95, 0.88),
        ("find_item_gold_reported", 0.75, 0.85, 0.75),
    ],
)
def test_floor_of_each_kept_out_part(figures, name, first, three, refused):
    kept = figures[name]["kept_out"]
    assert kept.top1 >= first
    assert kept.top3 >= three
    assert kept.refusal >= refused


def test_figures_of_nothing_are_nought():
    assert (Figures().top1, Figures().top3, Figures().refusal) == (0, 0, 0)


@pytest.mark.django_db
def test_the_command_prints_a_table(tmp_path, loaded, on):
    few = tmp_path / "few.csv"
    few.write_text(
        "query,gold,kind,split\n没挂执照,R3,words,tune\n超速驾驶,,none,tune\n潜水,Z9,words,tune\n", encoding="utf-8"
    )
    more = tmp_path / "more.csv"
    more.write_text("query,gold,kind,split\n没挂执照,C1,words,kept_out\n", encoding="utf-8")
    out = StringIO()
    call_command("find_item", evaluate=[few, more], on=on, stdout=out)
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert lines[1] == ["few.csv", "tune", "1", "1（100.0%）", "1（100.0%）", "1", "1（100.0%）"]
    assert lines[2] == ["more.csv", "kept_out", "1", "0（0.0%）", "0（0.0%）", "0", "0（0.0%）"]
    assert [line[:2] for line in lines[3:5]] == [["合计", "kept_out"], ["合计", "tune"]]
    assert lines[5] == ["当日清单没有 Z9，只对应这些事项的描述不计。"]
    with pytest.raises(CommandError, match="不能读作标准答案"):
        call_command("find_item", evaluate=[tmp_path / "none.csv"], on=on, stdout=out)
