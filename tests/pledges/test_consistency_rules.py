"""一致性检查, the pure rules: a set that agrees says nothing; dates and officers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.status import Outcome
from pledges.consistency import facts as f
from pledges.consistency.rules import ONWARD, disagreements
from pledges.consistency.rules.missing import AGAINST, EDUCATED
from pledges.consistency.rules.officers import certificate_fault
from pledges.papers.kinds import PaperKind
from tests.consistency_sets import (
    AGREES,
    LETTER,
    NAMES,
    PLEDGE,
    SCENE,
    SEEN,
    VIOLATION,
    A,
    B,
    D,
    day,
    found,
    officer,
    paper,
    with_papers,
)


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
    before = (("旧1", day(-900), D),)
    assert certificate_fault(officer(valid_from=day(1), former=before), D) == ("", "")
    assert certificate_fault(officer(valid_from=day(5), former=before), day(1))[0] == "soft"


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
