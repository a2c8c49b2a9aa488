"""Finding items: what is found by which way and why, and the edges. How well it finds is in test_search_gold.py."""

import csv

import pytest

from catalog.search import Document, SearchIndex, words
from catalog.search.articles import asked_article, to_chinese
from catalog.services.starter import FILES


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


def keys(hits):
    return [hit.document.key for hit in hits]


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
        ("执照没上墙", "R3", "关键词“执照没上墙”"),
        ("合证格没有", "C9", "“合证格”按“合格证”理解"),
        ("jkz过期了", "F2", "关键词“健康证过期”"),
        ("朋友圈写着全球首选的面膜", "A1", "关键词“最好”（您写的“首选”意思相近）"),
        ("今天下午检查发现一楼小超市的营业执照压在抽屉里没挂出来", "R3", "关键词"),
        ("最中解是权", "E9", "“最中解是权”按“最终解释权”理解"),
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


@pytest.mark.parametrize(
    "query",
    ["没有药品经营许可证卖药", "未取得食品经营许可就开饭店", "营业执照租给别人用", "伪造营业执照", "刑法第一百四十条"],
)
def test_graver_acts_near_an_item_are_no_item(index, query):
    assert index.search(query) == []


def test_printing_or_showing_a_licence_is_not_working_without_one(index):
    assert keys(index.search("电线包装上没有生产许可证编号"))[0] == "C8"
    assert "E1" in keys(index.search("网店首页没有许可证链接"))[:3]


@pytest.mark.parametrize("query", ["美容院毁容了", "公司辞退我", "身份证丢了怎么补办"])
def test_one_word_that_only_says_who_or_what_is_not_enough(index, query):
    assert index.search(query) == []


def test_an_article_of_a_law_asks_for_nothing_else(index):
    assert keys(index.search("合伙企业法第94条")) == ["R10"]
    assert index.search("食品安全法第八百条") == []


def test_words_beside_an_article_count_too(index):
    assert keys(index.search("广告法第九条绝对化用语"))[0] == "A1"


def test_every_subject_is_the_name_of_a_meaning():
    assert words.subjects() <= set(words.meanings().values())


def test_items_with_words_of_their_own_are_found_without_the_word_lists():
    """A bureau's own items may speak of things the word lists do not know."""
    index = SearchIndex(
        [Document("a", "Q1", "充电桩计费屏幕损坏未修复"), Document("b", "Q2", "游泳池水质检测结果未公告")]
    )
    assert keys(index.search("充电桩屏幕损坏"))[0] == "a"
    assert keys(index.search("游泳池水质没公告"))[0] == "b"
