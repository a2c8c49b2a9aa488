"""Finding items: a gold list of what officers type (a third held out while the vocabulary was written), and the edges."""

import csv
from pathlib import Path

import pytest

from catalog.search import Document, SearchIndex
from catalog.search.articles import asked_article, to_chinese
from catalog.services.starter import FILES

GOLD = Path(__file__).parent / "data" / "find_item_gold.csv"


def documents(times=1):
    with open(FILES / "items.csv", encoding="utf-8") as handle:
        lines = list(csv.DictReader(handle))
    return [
        Document(
            key=f"{line['item_no']}/{copy}" if copy else line["item_no"],
            number=f"{line['item_no']}{copy or ''}",
            violation=line["violation"],
            keywords=tuple(filter(None, line["keywords"].split(";"))),
            domain=line["domain"],
            articles=tuple(
                (line[f"{role}_law"], label)
                for role in ("violated", "penalty")
                for label in line[f"{role}_article"].split(";")
                if label
            ),
        )
        for copy in range(times)
        for line in lines
    ]


@pytest.fixture(scope="module")
def index():
    return SearchIndex(documents())


def gold(split=None):
    with open(GOLD, encoding="utf-8") as handle:
        return [line for line in csv.DictReader(handle) if split in (None, line["split"])]


def keys(hits):
    return [hit.document.key for hit in hits]


def measure(index, lines):
    """Shares of right first answers, right among three, and refusals of what fits nothing."""
    first = three = wanted = refused = nothing = 0
    for line in lines:
        found = keys(index.search(line["query"]))
        if line["gold"]:
            right = set(line["gold"].split(";"))
            wanted += 1
            first += bool(found and found[0] in right)
            three += bool(right & set(found[:3]))
        else:
            nothing += 1
            refused += not found
    return first / wanted, three / wanted, refused / nothing


def test_the_gold_list_is_large_and_not_the_keywords_again():
    lines = gold()
    assert sum(bool(line["gold"]) for line in lines) >= 120
    assert sum(not line["gold"] for line in lines) >= 30
    assert len(gold("holdout")) >= len(lines) // 3 - 1
    keywords = {word for document in documents() for word in document.keywords}
    typed = [line["query"] for line in lines if line["kind"] == "words" and line["gold"]]
    assert not keywords & set(typed)


def test_overall_floor(index):
    first, three, refused = measure(index, gold())
    assert first >= 0.95
    assert three >= 0.96
    assert refused >= 0.97


def test_floor_of_the_held_out_third(index):
    first, three, refused = measure(index, gold("holdout"))
    assert first >= 0.90
    assert three >= 0.92
    assert refused >= 0.95


@pytest.mark.parametrize(
    ("query", "number", "reason"),
    [
        ("没挂执照", "R3", "关键词“没挂执照”"),
        ("gzz", "R3", "拼音首字母"),
        ("mgzz", "R3", "拼音首字母"),
        ("meiguazhizhao", "R3", "拼音（"),
        ("mei gua zhi zhao", "R3", "拼音（"),
        ("r3", "R3", "事项编号"),
        ("Ｒ３", "R3", "事项编号"),
        ("登记管理条例第四十八条", "R3", "条款“中华人民共和国市场主体登记管理条例第四十八条第一款”"),
        ("没挂直照", "R3", "关键词"),
        ("最中解是权", "E9", "读音相近"),
        ("电子称没检定", "C4", "关键词"),
        ("没挂zz", "R3", "拼音首字母"),
        ("dzc mjd", "C4", "拼音首字母"),
        ("GSP", "M5", "拼音首字母（“GSP不规范”）"),
    ],
)
def test_reasons(index, query, number, reason):
    hit = index.search(query)[0]
    assert hit.document.number == number
    assert any(text.startswith(reason) for text in hit.reasons), hit.reasons


def test_a_number_gives_that_item_alone(index):
    assert keys(index.search("C1")) == ["C1"]
    assert keys(index.search("C10")) == ["C10"]


@pytest.mark.parametrize("query", ["广告", "guanggao", "gg"])
def test_a_domain_gives_its_items(index, query):
    found = index.search(query)
    assert len(found) == 8
    assert {hit.document.domain for hit in found[:3]} == {"广告"}


def test_an_article_without_its_law(index):
    assert "R3" in keys(index.search("第48条"))
    assert index.search("不存在的法第四十八条") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "?!。",
        "的",
        "a",
        "z",
        "asdfgh",
        "杀人放火",
        "超速驾驶",
        "12345",
        "第九百九十九条",
        "𠮷𠮷𠮷",
        "😀",
        "x" * 500,
    ],
)
def test_nothing_fits(index, query):
    assert index.search(query) == []


def test_limit_order_and_scores(index):
    found = index.search("没标", limit=3)
    assert len(found) <= 3
    scores = [hit.score for hit in index.search("执照")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_an_empty_list_finds_nothing():
    assert SearchIndex([]).search("没挂执照") == []


@pytest.mark.parametrize(
    ("number", "text"), [(9, "九"), (10, "十"), (48, "四十八"), (100, "一百"), (105, "一百零五"), (126, "一百二十六")]
)
def test_numbers_in_chinese(number, text):
    assert to_chinese(number) == text


def test_words_that_only_look_like_articles():
    assert asked_article("登记管理条例") is None
    assert asked_article("商品条码乱用") is None
    assert asked_article("广告法9条") == ("广告法", "第九条")


def test_a_thousand_items_rank_like_sixty():
    """How fast is measured by ``script/bench find_item``; here only that size changes nothing but the copies."""
    index = SearchIndex(documents(times=16))
    assert len(index.documents) > 1000
    found = {str(hit.document.key).split("/")[0] for hit in index.search("没挂执照", 8)}
    assert found == {"R3"}


@pytest.mark.parametrize(
    ("query", "number"), [("nianbao没报", "R6"), ("jiankangzheng过期", "F2"), ("yingyezhizhao没挂", "R3")]
)
def test_pinyin_among_chinese_characters(index, query, number):
    assert number in [hit.document.number for hit in index.search(query, 3)]


@pytest.mark.parametrize("query", ["卖的猪肉没检疫", "股票亏了", "快递丢了不赔", "烟花爆竹私藏"])
def test_other_authorities_business_is_no_item(index, query):
    assert index.search(query) == []
