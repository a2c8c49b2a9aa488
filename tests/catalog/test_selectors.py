"""Reads: finding in one's own list, the version in force, the rule of a version, the find_item command."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog import selectors
from catalog.eligibility import ItemRule
from catalog.models import ItemVersion
from catalog.selectors import citations_by_role, find_items, item_rule, search_index, version_in_force
from catalog.services import (
    batch_create,
    item_create,
    item_version_new,
    item_version_retire,
    item_version_save,
    starter_load,
)

from .conftest import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_indexes():
    selectors._indexes.clear()
    yield
    selectors._indexes.clear()


def get(number, **lookup):
    return ItemVersion.objects.get(item__number=number, **lookup)


def numbers(matches):
    return [match.version.item.number for match in matches]


def test_everyday_words(loaded, bureau, on):
    matches = find_items(bureau=bureau, words="没挂执照", on=on)
    assert matches[0].version == get("R3")
    assert matches[0].reasons[0] == "关键词“没挂执照”"
    assert matches[0].usable
    assert find_items(bureau=bureau, words="杀人放火", on=on) == []
    assert len(find_items(bureau=bureau, words="执照", on=on, limit=2)) <= 2


def test_what_may_not_be_used_says_so(loaded, bureau, on):
    lift = find_items(bureau=bureau, words="电梯没贴检验标志", on=on)[0]
    assert (lift.version.item.number, lift.usable) == ("S1", False)
    assert "该事项已停用，不能适用" in lift.reasons
    label = find_items(bureau=bureau, words="标签错别字", on=on)[0]
    assert label.usable
    assert "须先法制审核" in label.reasons


def test_drafts_and_other_bureaus_are_not_found(drafts, bureau, other_legal, legal, on):
    assert find_items(bureau=bureau, words="没挂执照", on=on) == []
    publish(get("R3"), legal, on)
    assert numbers(find_items(bureau=bureau, words="没挂执照", on=on)) == ["R3"]
    assert find_items(bureau=other_legal.bureau, words="没挂执照", on=on) == []


def test_the_index_is_kept_until_the_list_changes(loaded, legal, bureau, on, django_assert_num_queries):
    first = search_index(bureau=bureau, on=on)
    with django_assert_num_queries(1):
        assert search_index(bureau=bureau, on=on) is first
    item_version_new(item=get("R3").item, actor=legal)
    assert search_index(bureau=bureau, on=on) is first, "a draft changes nothing"
    item_version_retire(version=get("R3", state="published"), actor=legal, on=on, reason="试")
    assert search_index(bureau=bureau, on=on) is not first
    assert "R3" not in numbers(find_items(bureau=bureau, words="没挂执照", on=on))


def test_a_new_version_with_other_words_is_found_at_once(loaded, legal, bureau, on):
    assert find_items(bureau=bureau, words="灯笼没点亮", on=on) == []
    draft = item_version_new(item=get("R3").item, actor=legal)
    draft.keywords += ";灯笼没点亮"
    draft.effective_from = on
    item_version_save(version=draft, actor=legal)
    publish(draft, legal, on)
    assert numbers(find_items(bureau=bureau, words="灯笼没点亮", on=on)) == ["R3"]


def test_each_day_has_its_own_list(loaded, bureau, on):
    assert "T3" in numbers(find_items(bureau=bureau, words="写驰名商标", on=date(2026, 12, 31)))
    assert "T3" not in numbers(find_items(bureau=bureau, words="写驰名商标", on=date(2027, 1, 1)))


def test_few_indexes_are_kept(loaded, bureau):
    for day in range(1, 12):
        search_index(bureau=bureau, on=date(2026, 12, day))
    assert len(selectors._indexes) == selectors.KEPT


@pytest.mark.parametrize("words", ["执照", "没"])
def test_finding_costs_few_queries(loaded, bureau, on, words, django_assert_max_num_queries):
    search_index(bureau=bureau, on=on)
    with django_assert_max_num_queries(8):
        for match in find_items(bureau=bureau, words=words, on=on, limit=30):
            item_rule(match.version)


def test_version_in_force(loaded, on):
    version = get("T1")
    assert version_in_force(item=version.item, on=on) == version
    assert version_in_force(item=version.item, on=date(2019, 10, 31)) is None
    assert version_in_force(item=version.item, on=date(2027, 1, 1)) is None


def test_row_vocabulary(loaded, bureau, on):
    assert ItemVersion.objects.in_force(on).for_bureau(bureau).count() == 64
    assert ItemVersion.objects.published().usable().count() == 55
    assert ItemVersion.objects.expiring(on, 60).count() == 4
    assert ItemVersion.objects.expiring(on, 10).count() == 0
    ordered = [v.item.number for v in ItemVersion.objects.filter(item__number__startswith="R").in_list_order()]
    assert ordered == [f"R{n}" for n in range(1, 12)]


def test_item_rule_of_every_row(loaded):
    for version in ItemVersion.objects.with_parts():
        rule = item_rule(version)
        assert ItemRule.from_dict(json.loads(json.dumps(rule.to_dict()))) == rule
        assert rule.load_state == version.load_state
        assert len(rule.conditions) + len(rule.exclusions) == len(version.conditions.all())


def test_item_rule_costs_no_query(loaded, django_assert_num_queries):
    version = ItemVersion.objects.with_parts().get(item__number="R3")
    with django_assert_num_queries(0):
        rule = item_rule(version)
        assert [part.token for part in rule.conditions] == ["corrected", "licence_valid"]
        assert [part.token for part in rule.exclusions] == ["licence_forged"]
        assert len(citations_by_role(version)["violated"]) == 1


class TestCommand:
    def run(self, *args, **options):
        out = StringIO()
        call_command("find_item", *args, stdout=out, **options)
        return out.getvalue()

    def test_text(self, loaded):
        assert self.run("没挂执照", on=date(2026, 11, 22)).startswith("1. R3 营业执照未置于")
        assert "关键词“没挂执照”" in self.run("没挂执照")

    def test_nothing(self, loaded):
        assert self.run("杀人放火").strip() == "未找到清单事项，可走清单外核查"
        assert json.loads(self.run("杀人放火", json=True))["message"] == "未找到清单事项，可走清单外核查"

    def test_json(self, loaded, bureau):
        answer = json.loads(self.run("没挂执照", json=True, bureau=bureau.code, limit=1))
        assert answer["items"][0]["item_no"] == "R3"
        assert answer["items"][0]["reasons"][0] == "关键词“没挂执照”"

    def test_many_lines(self, loaded, monkeypatch):
        monkeypatch.setattr("sys.stdin", StringIO('"gzz"\n\n{"words": "R3"}\n没挂执照\n{"query": "杀人放火"}\n'))
        answers = [json.loads(line) for line in self.run().splitlines()]
        assert [bool(answer["items"]) for answer in answers] == [True, True, True, False]

    def test_bad_lines_do_not_stop_the_others(self, loaded, monkeypatch):
        monkeypatch.setattr("sys.stdin", StringIO('{"x": 1}\n{broken\n"R3"\n'))
        out = StringIO()
        with pytest.raises(CommandError, match="有 2 行无法读取"):
            call_command("find_item", stdout=out)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [("error" in line) for line in lines] == [True, True, False]

    def test_which_bureau(self, loaded, other_legal):
        assert self.run("没挂执照").startswith("1. R3"), "the first bureau, where none is named"
        assert "未找到" in self.run("没挂执照", bureau="other")
        with pytest.raises(CommandError, match="nowhere"):
            self.run("没挂执照", bureau="nowhere")
        with pytest.raises(CommandError, match="--limit"):
            self.run("没挂执照", bureau="other", limit=0)


def test_the_command_says_that_there_is_no_bureau(db):
    with pytest.raises(CommandError, match="还没有机关"):
        call_command("find_item", "没挂执照")


def test_two_bureaus_have_lists_of_their_own(loaded, other_legal, bureau, on):
    starter_load(actor=other_legal, on=on)
    publish(get("R3", item__bureau=other_legal.bureau), other_legal, on)
    mine = find_items(bureau=bureau, words="R3", on=on)[0].version
    theirs = find_items(bureau=other_legal.bureau, words="R3", on=on)[0].version
    assert mine.item.bureau == bureau
    assert theirs.item.bureau == other_legal.bureau
    assert batch_create(actor=other_legal, name="第一批").bureau == other_legal.bureau
    assert item_create(actor=other_legal, number="Z1", domain="价格").bureau == other_legal.bureau
