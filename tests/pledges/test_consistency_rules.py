"""一致性检查, the pure rules: a set that agrees says nothing; each rule finds its fault and only that."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.status import Outcome
from pledges.consistency import facts as f
from pledges.consistency.rules import ONWARD, disagreements
from pledges.consistency.rules.missing import AGAINST, EDUCATED
from pledges.consistency.rules.officers import certificate_fault
from pledges.consistency.rules.wording import law_and_article, same_words
from pledges.papers.kinds import PaperKind

D = date(2026, 6, 1)


def day(n: int) -> date:
    """``n`` days after the inspection."""
    return D + timedelta(days=n)


def officer(n: int = 1, **more) -> f.OfficerFacts:
    values = {"valid_from": date(2020, 1, 1), "valid_to": date(2028, 12, 31), "certificate_no": f"YS{n}", "key": n}
    return f.OfficerFacts(**{"name": f"演示{n}"} | values | more)


A, B, C = officer(1), officer(2), officer(3)
PARTY = f.PartyFacts(name="演示小店", codes=("91X",), address="演示路1号", key=7)
NAMES = {"officers": ("演示1", "演示2"), "certificates": ("YS1", "YS2")}
LETTER = f.PaperFacts(
    kind=f.LETTER,
    title="承诺书1号",
    number="1号",
    on=day(1),
    key=11,
    document=101,
    party_name="演示小店",
    party_code="91X",
    party_address="演示路1号",
    inspected_on=D,
    due_on=day(8),
    items=("R3（第1版）",),
    **NAMES,
)
PLEDGE = f.PledgeFacts(
    issued_on=day(1),
    agreed_on=day(8),
    due_on=day(8),
    signed_on=day(1),
    has_scan=True,
    submitted=(day(3),),
    key=11,
    document=101,
)
SEEN = f.RecheckFacts(on=day(4), officers=(A, B), corrected=True, photos=1)
VIOLATION = f.ViolationFacts(
    words="没挂执照",
    act_on=D,
    item="R3（第1版）",
    clauses=("中华人民共和国市场主体登记管理条例第三十六条", "中华人民共和国市场主体登记管理条例第四十八条第一款"),
    sheet=f.SheetFacts(made_on=D),
)
AGREES = f.SetFacts(
    on=day(10),
    moment=f.CLOSE,
    party=PARTY,
    discovered_on=D,
    inspected_on=D,
    handler=A,
    co_handler=B,
    printed=(A, B),
    violations=(VIOLATION,),
    papers=(LETTER,),
    pledge=PLEDGE,
    rechecks=(SEEN,),
    education=(day(4),),
    outcome="no_case",
)


def paper(kind: str, **more) -> f.PaperFacts:
    return f.PaperFacts(**{"kind": kind, "title": f"文书{kind}", "on": day(1), "key": 50, "document": 500} | more)


SCENE = paper(f.SCENE, on=D, document=499, **NAMES)


def found(**changes) -> list[tuple[str, str, str]]:
    """(code, severity, field) of what does not agree after ``changes`` to the set that agrees."""
    return [(row.code, row.severity, row.field) for row in disagreements(replace(AGREES, **changes))]


def with_papers(*papers, **more):
    return found(papers=(LETTER, SCENE, *papers), **more)


def test_a_set_that_agrees_is_quiet_at_every_moment():
    assert found() == []
    for moment in (f.ISSUE, f.RUNNING, f.FINISH):
        assert found(moment=moment) == []


def test_the_letter_alone_is_enough():
    bare = {"papers": (), "pledge": None, "rechecks": (), "printed": ()}
    assert found(**bare, moment=f.ISSUE, education=()) == []


def test_codes_are_those_of_the_models():
    kinds = {f.SCENE, f.ORDER, f.RECHECK, f.NO_PENALTY, f.REFERRAL, *f.APPROVALS}
    assert kinds <= set(PaperKind.values)
    assert set(Outcome.values) >= EDUCATED | AGAINST | ONWARD


def test_hard_ones_come_first_and_tell_everything():
    rows = disagreements(
        replace(
            AGREES, education=(), pledge=replace(PLEDGE, has_scan=False), papers=(replace(LETTER, party_code="92"),)
        )
    )
    assert [row.severity for row in rows] == ["hard", "hard", "soft"]
    sentence = rows[0].sentence
    assert "承诺书1号的“证件号码”：92；当事人信息现为91X（" in sentence
    assert rows[0].name == "承诺书1号·证件号码" and "92" not in rows[0].name


HARD_DATE, SOFT_DATE = ("date_order", "hard"), ("date_order", "soft")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"discovered_on": day(1)}, [("date_order", "hard", "检查日期")]),
        ({"violations": (replace(VIOLATION, act_on=day(1)),)}, [("date_order", "hard", "检查日期")]),
        ({"education": (day(-1),)}, [("date_order", "hard", "日期")]),
        ({"filed_on": day(-1)}, [("date_order", "hard", "立案日期")]),
        ({"filed_on": day(2)}, []),
        ({"papers": (replace(LETTER, on=day(-1)),)}, [("date_order", "hard", "签发日期")]),
        ({"papers": (replace(LETTER, due_on=D),)}, [("due_early", "hard", "改正期限"), ("due_on", "hard", "改正期限")]),
        ({"pledge": replace(PLEDGE, signed_on=D)}, [("date_order", "hard", "签署日期")]),
        (
            {"pledge": replace(PLEDGE, signed_on=day(9), submitted=()), "rechecks": ()},
            [("date_order", "hard", "改正期限")],
        ),
        ({"pledge": replace(PLEDGE, submitted=(D,))}, [("date_order", "hard", "提交日期")]),
        ({"rechecks": (replace(SEEN, on=day(2)),)}, [("date_order", "soft", "日期")]),
        (
            {"rechecks": (replace(SEEN, on=D),), "pledge": replace(PLEDGE, submitted=())},
            [("date_order", "hard", "日期")],
        ),
        ({"rechecks": (replace(SEEN, on=day(-1), pledged=False),)}, [("date_order", "hard", "日期")]),
        ({"rechecks": (SEEN,), "pledge": None, "papers": ()}, []),
        ({"rechecks": (replace(SEEN, on=day(11)),)}, [("future", "hard", "日期")]),
        ({"rechecks": (replace(SEEN, on=day(11), pledged=False),)}, [("future", "hard", "日期")]),
        ({"education": (day(11),)}, [("future", "hard", "日期")]),
        ({"filed_on": day(11)}, [("future", "hard", "立案日期")]),
        (
            {"disposition": f.DispositionFacts(proposed_on=day(3), reason="因为")},
            [("date_order", "hard", "提出日期")],
        ),
        (
            {"disposition": f.DispositionFacts(proposed_on=day(6), reason="因为", decided_on=day(5))},
            [("date_order", "hard", "审批日期")],
        ),
        ({"disposition": f.DispositionFacts(proposed_on=day(6), reason="因为", decided_on=day(6))}, []),
        ({"disposition": f.DispositionFacts(proposed_on=day(6), reason="因为"), "rechecks": ()}, []),
    ],
)
def test_dates_out_of_order(changes, expected):
    assert found(**changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": "责1"}, []),
        ({"on": day(-1)}, [("date_order", "hard", "成文日期")]),
        ({"on": day(1), "due_on": D}, [("due_early", "hard", "改正期限"), ("due_on", "soft", "改正期限")]),
        ({"on": day(2)}, [("date_order", "soft", "签发日期")]),
        ({"on": day(9)}, [("due_early", "hard", "改正期限"), ("date_order", "soft", "签发日期")]),
        ({"on": None}, []),
        ({"due_on": day(8)}, []),
    ],
)
def test_the_order_and_the_letter(changes, expected):
    assert [row for row in with_papers(paper(f.ORDER, **changes)) if row[0] != "no_receipt"] == expected


def test_a_letter_that_names_a_later_order_is_hard():
    order = paper(f.ORDER, on=day(2), number="责1")
    papers = (replace(LETTER, order_number="责1"), SCENE, order)
    assert ("date_order", "hard", "签发日期") in found(papers=papers)
    assert found(papers=(replace(LETTER, on=None), SCENE, replace(order, on=day(9))))[0][0] == "due_early"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (paper(f.SCENE, on=day(-1)), [("before_its_facts", "hard", "日期")]),
        (paper(f.SCENE, on=day(1)), [("before_its_facts", "soft", "日期")]),
        (paper(f.SCENE, on=None), []),
        (paper(f.RECHECK, on=day(3)), [("before_its_facts", "hard", "日期")]),
        (paper(f.RECHECK, on=day(4)), []),
        (paper("no_case_approval", on=day(3)), [("before_its_facts", "hard", "日期")]),
        (paper("no_case_approval", on=day(4)), []),
        (paper("filing_approval", on=day(3)), []),
        (paper(f.REFERRAL, on=day(5)), [("before_its_facts", "hard", "日期")]),
        (paper(f.REFERRAL, on=day(6)), []),
        (paper(f.REFERRAL, on=day(12)), [("future", "hard", "日期")]),
    ],
)
def test_no_paper_before_what_it_tells(one, expected):
    decided = f.DispositionFacts(proposed_on=day(5), reason="因为", decided_on=day(6))
    assert with_papers(one, disposition=decided) == expected


def test_served_before_the_paper_and_after_today():
    order = paper(f.ORDER)
    early = (f.ReceiptFacts(document=500, served_on=D), f.ReceiptFacts(document=9, served_on=D))
    assert with_papers(order, receipts=early) == [("date_order", "hard", f"{order.title}的送达日期")]
    assert with_papers(order, receipts=(f.ReceiptFacts(document=500, served_on=day(11)),))[0][0] == "future"
    assert with_papers(order, receipts=(f.ReceiptFacts(document=500, served_on=day(1)),)) == []


@given(st.lists(st.integers(0, 20), min_size=7, max_size=7))
def test_days_in_order_never_disagree(steps):
    """Whatever days, as long as each step comes no earlier than the one before."""
    days = [day(n) for n in sorted(steps)]
    clue, inspected, issued, handed, checked, proposed, decided = days
    letter = replace(LETTER, on=issued, inspected_on=inspected, due_on=handed)
    pledge = replace(PLEDGE, issued_on=issued, signed_on=issued, agreed_on=handed, due_on=handed, submitted=(handed,))
    assert (
        found(
            on=decided,
            discovered_on=clue,
            inspected_on=inspected,
            violations=(replace(VIOLATION, act_on=clue),),
            papers=(letter,),
            pledge=pledge,
            rechecks=(replace(SEEN, on=checked),),
            education=(checked,),
            disposition=f.DispositionFacts(proposed_on=proposed, reason="因为", decided_on=decided),
        )
        == []
    )


@given(st.integers(1, 400), st.sampled_from(["inspected_on", "signed", "handed", "seen", "decided"]))
def test_a_day_before_its_cause_always_disagrees(back, which):
    early = day(-back)
    changes = {
        "inspected_on": {"inspected_on": early},
        "signed": {"pledge": replace(PLEDGE, signed_on=early)},
        "handed": {"pledge": replace(PLEDGE, submitted=(early,))},
        "seen": {"rechecks": (replace(SEEN, on=early),)},
        "decided": {"disposition": f.DispositionFacts(proposed_on=day(5), reason="因为", decided_on=early)},
    }[which]
    assert any(severity == "hard" for _, severity, _ in found(**changes))


# --- officers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"co_handler": None, "papers": ()}, [("two_officers", "hard", "执法人员")]),
        ({"co_handler": A, "papers": ()}, [("two_officers", "hard", "执法人员")]),
        ({"rechecks": (replace(SEEN, officers=(A, A)),)}, [("two_officers", "hard", "复查人")]),
        ({"rechecks": (replace(SEEN, officers=(A,), pledged=False),)}, [("two_officers", "hard", "复查人")]),
        (
            {"papers": (replace(LETTER, officers=("演示1",), certificates=("YS1",)),)},
            [("two_officers", "hard", "执法人员")],
        ),
        (
            {"papers": (replace(LETTER, officers=("演示1", "演示1"), certificates=("YS1", "YS1")),)},
            [("two_officers", "hard", "执法人员")],
        ),
        (
            {"papers": (replace(LETTER, officers=("演示1", "演示1"), certificates=()),)},
            [("two_officers", "hard", "执法人员")],
        ),
        (  # two people of one name, told apart by their certificates
            {
                "papers": (replace(LETTER, officers=("演示1", "演示1"), certificates=("YS1", "YS9")),),
                "co_handler": officer(9, name="演示1"),
                "printed": (),
            },
            [],
        ),
        ({"papers": (replace(LETTER, officers=(), certificates=()),)}, []),
    ],
)
def test_two_different_officers(changes, expected):
    got = [row for row in found(**changes) if row[0] != "officers_differ"]
    assert got == expected


def test_certificates_by_day():
    assert certificate_fault(A, D) == ("", "")
    assert certificate_fault(officer(valid_to=day(-1)), D)[0] == "hard"
    assert certificate_fault(officer(valid_to=D), D) == ("", "")
    assert certificate_fault(officer(valid_from=day(1)), D)[0] == "soft"
    for lacking in ({"certificate_no": ""}, {"valid_to": None}, {"valid_from": None}):
        assert certificate_fault(officer(**lacking), D)[0] == "hard"


def test_certificates_of_those_who_inspected_rechecked_and_sign():
    gone = officer(1, valid_to=day(-1))
    assert found(printed=(gone, B)) == [("certificate", "hard", "执法证")]
    assert found(printed=(A, B), handler=officer(3, name="演示3", valid_to=day(-1)), former=("演示1",)) == []
    assert found(papers=(), handler=gone, printed=()) == [("certificate", "hard", "执法证")]
    late = officer(2, valid_to=day(3))
    assert found(rechecks=(replace(SEEN, officers=(A, late)),)) == [("certificate", "hard", "执法证")]
    assert found(rechecks=(replace(SEEN, officers=(A, late), pledged=False),)) == [("certificate", "hard", "执法证")]
    ended = officer(2, valid_to=day(5))
    assert found(co_handler=ended, moment=f.ISSUE, rechecks=()) == [("certificate", "hard", "执法证")]
    assert found(co_handler=ended, moment=f.PAPER, rechecks=()) == [("certificate", "hard", "执法证")]
    assert found(co_handler=ended, rechecks=()) == []
    order = paper(f.ORDER, on=day(6), due_on=day(8), **NAMES)
    assert ("certificate", "hard", "执法证") in with_papers(order, printed=(A, ended), rechecks=())
    assert ("certificate", "hard", "执法证") not in with_papers(replace(order, on=D), printed=(A, ended), rechecks=())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", []),
        ("已告知申请回避的权利，未申请", []),
        ("演示1与当事人有亲属关系，演示1自行回避", [("recusal", "hard", "回避情况")]),
        ("当事人未申请演示2回避", [("recusal", "soft", "回避情况")]),
        ("与演示2无利害关系", [("recusal", "soft", "回避情况")]),
        ("演示9回避", []),
    ],
)
def test_who_stands_aside_does_not_act(words, expected):
    assert found(recusal=words) == expected


def test_officers_on_papers_against_the_case():
    strange = replace(LETTER, officers=("演示1", "演示8"), certificates=("YS1", "YS8"))
    assert found(papers=(strange,)) == [("officers_differ", "hard", "执法人员")]
    assert found(papers=(strange,), former=("演示8",)) == []
    renewed = replace(LETTER, certificates=("YS1", "旧号"))
    assert found(papers=(renewed,)) == [("officers_differ", "soft", "执法证号")]
    unknown = replace(LETTER, certificates=("YS1", ""))
    assert found(papers=(unknown,)) == []
    by_others = paper(f.RECHECK, on=day(4), officers=("演示1", "演示8"))
    assert with_papers(by_others) == [("officers_differ", "hard", "执法人员")]
    assert with_papers(by_others, rechecks=()) == []
    assert with_papers(paper("no_case_approval", on=day(4), officers=("演示8",))) == []


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
    assert law_and_article("《中华人民共和国广告法》第九条第三项") == ("广告法", "第九条第三项")
    assert law_and_article("广告法") == ("广告法", "")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("《市场主体登记管理条例》第三十六条", []),
        ("市场主体登记管理条例第四十八条", []),
        ("市场主体登记管理条例第四十九条", [("clause", "hard", "适用条款")]),
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
