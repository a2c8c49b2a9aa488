"""一致性检查, the pure rules: what papers say, what is missing, what the decision rests on."""

from dataclasses import replace

import pytest

from pledges.consistency import facts as f
from pledges.consistency.rules import ONWARD, disagreements
from pledges.consistency.rules.wording import law_and_articles, same_words
from tests.consistency_sets import (
    AGREES,
    LETTER,
    NAMES,
    PARTY,
    PLEDGE,
    SCENE,
    SEEN,
    VIOLATION,
    D,
    day,
    found,
    paper,
    with_papers,
)

# --- wording -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"party_name": "演示 小店"}, []),
        ({"party_name": "演示大店"}, [("party_name", "soft", "当事人名称")]),
        ({"party_name": "演示大店", "party_code": ""}, [("party_name", "hard", "当事人名称")]),
        ({"party_name": ""}, []),
        ({"party_code": "92Y"}, [("party_code", "hard", "证件号码")]),
        ({"party_address": "演示路2号"}, [("party_address", "soft", "地址")]),
        ({"party_address": ""}, []),
        ({"inspected_on": day(1)}, [("inspected_on", "hard", "检查日期")]),
        ({"inspected_on": None}, []),
        ({"due_on": day(7)}, [("due_on", "hard", "改正期限")]),
        ({"due_on": day(7), "key": 12}, []),
        ({"due_on": None}, []),
        ({"items": ("R3（第2版）",)}, [("item", "hard", "清单事项")]),
        ({"items": ("R3",)}, []),
        ({"items": ()}, []),
        ({"counts": False, "party_code": "92Y", "items": ("X",)}, []),
    ],
)
def test_the_letter_against_the_case_now(changes, expected):
    assert found(papers=(replace(LETTER, **changes),)) == expected


def test_a_case_without_numbers_items_or_address_compares_none():
    assert found(party=replace(PARTY, codes=())) == []
    assert found(party=replace(PARTY, address="")) == []
    assert found(violations=(replace(VIOLATION, item=""),)) == []
    assert found(pledge=replace(PLEDGE, immediate=True), papers=(replace(LETTER, due_on=day(5)),)) == []
    assert found(pledge=None, rechecks=()) == []


def test_a_personal_number_is_never_shown_whole():
    person = f.PartyFacts(name="演示小店", codes=("211103199001010011",), key=7)
    rows = disagreements(replace(AGREES, party=person, papers=(replace(LETTER, party_code="211103199001010022"),)))
    words = "".join(row.sentence for row in rows)
    assert [row.code for row in rows] == ["party_code"]
    assert "2111**********0011" in words and "2111**********0022" in words and "19900101" not in words


def test_words_and_clauses_as_they_are_compared():
    assert same_words("演示（区）店", " 演示(区)店")
    assert law_and_articles("《中华人民共和国广告法》第九条第三项") == ("广告法", ("第九条第三项",))
    assert law_and_articles("广告法") == ("广告法", ())
    several = "《广告法》第九条;第十条、第十一条第一款、第二款"
    assert law_and_articles(several) == ("广告法", ("第九条", "第十条", "第十一条第一款", "第十一条第二款"))


def test_a_former_name_that_stood_beside_the_number_is_shown_only():
    renamed = replace(PARTY, name="演示大店")
    receipt = paper(f.SCENE, on=D, party_name="演示小店", **NAMES)
    assert ("party_name", "soft", "当事人名称") in found(party=renamed, papers=(LETTER, receipt))
    stranger = replace(receipt, party_name="演示别家")
    assert ("party_name", "hard", "当事人名称") in found(party=renamed, papers=(LETTER, stranger))


def test_an_order_that_takes_the_place_of_a_void_one_is_not_held_up_by_the_letter():
    letter = replace(LETTER, order_number="责1")
    void = paper(f.ORDER, number="责1", counts=False)
    coming = paper(f.ORDER, number="", draft=True, order_number="责2", key=None)
    told = {"moment": f.PAPER, "papers": (letter, SCENE, void, coming)}
    assert ("order_number", "soft", "责令改正文号") in found(**told)
    assert ("order_number", "hard", "责令改正文号") in found(papers=(letter, SCENE, void))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("《市场主体登记管理条例》第三十六条", []),
        ("市场主体登记管理条例第四十八条", []),
        ("市场主体登记管理条例第四十九条", [("clause", "hard", "适用条款")]),
        ("市场主体登记管理条例第三十六条、第四十八条第一款", []),
        ("市场主体登记管理条例第三十六条、第四十九条", [("clause", "hard", "适用条款")]),
        ("市场主体登记管理条例", []),
        ("中华人民共和国行政处罚法第三十三条第一款", []),
    ],
)
def test_clauses(clause, expected):
    assert with_papers(paper("no_case_approval", on=day(5), clauses=(clause,))) == expected


def test_a_law_named_without_article_compares_nothing():
    bare = replace(VIOLATION, clauses=("市场主体登记管理条例",))
    one = paper("no_case_approval", on=day(5), clauses=("市场主体登记管理条例第四十九条",))
    assert with_papers(one, violations=(bare,)) == []


def test_numbers_of_orders():
    named = replace(LETTER, order_number="责2")
    assert found(papers=(named,)) == [("no_order", "soft", "文书")]
    order = paper(f.ORDER, number="责1")
    got = [row for row in found(papers=(named, SCENE, order)) if row[0] == "order_number"]
    assert got == [("order_number", "hard", "责令改正文号")]
    agrees = found(papers=(replace(LETTER, order_number="责1"), SCENE, order))
    assert [row[0] for row in agrees] == ["no_receipt"]
    void = replace(order, number="责2", counts=False)
    assert found(papers=(named, SCENE, void)) == [("order_number", "hard", "责令改正文号")]
    other = replace(order, number="责3", counts=False)
    assert found(papers=(named, SCENE, other)) == []


def test_numbers_of_letters():
    void = replace(LETTER, number="0号", title="承诺书0号", counts=False, key=10)
    check = paper(f.RECHECK, on=day(4), letter_number="1号")
    assert found(papers=(LETTER, void, SCENE, check)) == []
    wrong = replace(check, letter_number="0号")
    assert found(papers=(LETTER, void, SCENE, wrong)) == [("letter_number", "hard", "承诺书编号")]
    assert found(papers=(void, SCENE, wrong)) == [("letter_number", "hard", "承诺书编号")]
    told = paper("no_case_approval", on=day(5), letter_number="0号")
    assert found(papers=(void, SCENE, told)) == []
    assert found(papers=(LETTER, void, SCENE, told)) == [("letter_number", "hard", "承诺书编号")]


def test_numbers_of_decisions():
    row = f.DispositionFacts(proposed_on=day(5), reason="因为", decision_number="决1")
    served = (f.ReceiptFacts(document=500, served_on=day(6)),)
    one = paper(f.NO_PENALTY, on=day(5), number="决2")
    given = {"disposition": row, "receipts": served}
    assert with_papers(one, **given) == [("decision_number", "hard", "决定文号")]
    assert with_papers(replace(one, number="决1"), **given) == []
    assert with_papers(replace(one, number=""), **given) == []
    assert with_papers(one, disposition=None, receipts=served) == []
    form = paper("closing_approval", on=day(5), decision_number="决3")
    assert with_papers(form, **given) == [("decision_number", "hard", "决定文号")]


def test_amounts():
    one = paper("no_case_approval", on=day(5), amounts=(("货值金额", "1,200元"),))
    other = paper("closing_approval", on=day(5), amounts=(("货值金额", "1200.00元"), ("违法所得", "无")))
    assert with_papers(one, other) == []
    assert with_papers(one, replace(other, amounts=(("货值金额", "1200.5元"),))) == [("amount", "hard", "货值金额")]
    assert with_papers(other, replace(one, amounts=(("违法所得", "没有"),))) == [("amount", "hard", "违法所得")]


# --- missing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"education": ()}, [("no_education", "hard", "记录")]),
        ({"education": (), "outcome": "escalate"}, []),
        ({"education": (), "moment": f.RUNNING}, []),
        ({"pledge": replace(PLEDGE, has_scan=False)}, [("no_scan", "soft", "签字扫描件")]),
        ({"pledge": replace(PLEDGE, has_scan=False), "moment": f.RUNNING}, []),
        ({"pledge": replace(PLEDGE, signed_on=None)}, [("unsigned", "hard", "签署")]),
        ({"pledge": replace(PLEDGE, signed_on=None), "outcome": "not_established"}, [("unsigned", "soft", "签署")]),
        ({"rechecks": (replace(SEEN, photos=0),)}, [("no_photo", "soft", "照片")]),
        ({"rechecks": (replace(SEEN, photos=0, pledged=False),)}, [("no_photo", "soft", "照片")]),
        ({"rechecks": (replace(SEEN, photos=0, corrected=False),)}, []),
        ({"reasons_stale": True}, [("stale_reasons", "soft", "文字")]),
        (
            {"disposition": f.DispositionFacts(proposed_on=day(5), reason=" ")},
            [("no_reasons", "hard", "理由")],
        ),
    ],
)
def test_what_an_ending_needs(changes, expected):
    assert found(**changes) == expected


def test_receipts():
    order, decision = paper(f.ORDER), paper(f.NO_PENALTY, on=day(6))
    assert with_papers(order) == [("no_receipt", "soft", "送达")]
    assert with_papers(order, outcome="penalty") == [("no_receipt", "hard", "送达")]
    assert with_papers(decision) == [("no_receipt", "soft", "送达")]
    assert with_papers(decision, moment=f.FINISH) == [("no_receipt", "hard", "送达")]
    assert with_papers(order, moment=f.RUNNING) == []
    assert with_papers(replace(order, draft=True, document=None)) == []


@pytest.mark.parametrize("outcome", sorted(ONWARD))
def test_nothing_blocks_a_case_that_goes_on(outcome):
    got = found(outcome=outcome, papers=(replace(LETTER, party_code="92Y"),), recusal="演示1自行回避")
    assert got == [("recusal", "soft", "回避情况"), ("party_code", "soft", "证件号码")]


def test_papers_that_others_speak_of():
    form = paper("no_case_approval", on=day(5))
    assert found(papers=(LETTER, form)) == [("no_scene", "soft", "文书")]
    assert found(papers=(LETTER, replace(form, draft=True))) == []


# --- basis ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "moment", "expected"),
    [
        (None, f.ISSUE, [("no_sheet", "hard", "核查表")]),
        (None, f.CLOSE, []),
        ({"needs_review": True}, f.CLOSE, [("no_review", "hard", "法制审核")]),
        ({"needs_review": True, "reviewed": True}, f.CLOSE, []),
        ({"needs_review": True}, f.RUNNING, []),
        ({"needs_review": True, "changed": ("主体类型",)}, f.PAPER, []),
        ({"changed": ("主体类型",)}, f.ISSUE, [("stale_sheet", "hard", "核查依据的事实")]),
        ({"changed": ("主体类型",)}, f.CLOSE, [("stale_sheet", "soft", "核查依据的事实")]),
    ],
)
def test_what_the_decision_rests_on(sheet, moment, expected):
    made = f.SheetFacts(made_on=D, **sheet) if sheet is not None else None
    assert found(violations=(replace(VIOLATION, sheet=made),), moment=moment) == expected
