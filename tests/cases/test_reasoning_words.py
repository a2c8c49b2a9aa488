"""说理, the words: golden texts of the usual situations, and that nothing unknown is told as a fact."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.reasoning.compose import (
    RECORD,
    YOU,
    YOUR_FIRM,
    Findings,
    Judged,
    Point,
    Told,
    compose,
    title_marked,
)

D = date(2026, 6, 1)
DUTY = "中华人民共和国市场主体登记管理条例第三十六条"
CLAUSE = "中华人民共和国市场主体登记管理条例第四十八条第一款"
MINOR = Point(key="minor_act", label="违法行为轻微", evidence="现场笔录；询问笔录")
NO_HARM = Point(key="no_harm", label="没有造成危害后果", evidence="现场笔录；询问笔录")
LITTLE_HARM = Point(key="minor_harm", label="危害后果轻微", evidence="现场笔录；询问笔录")
FIRST = Point(key="first_offence", label="初次违法：2年内无同类违法", evidence="首违核查记录")
ACT = Judged(act="营业执照未置于醒目位置", duty=DUTY, clause=CLAUSE, met=(MINOR, NO_HARM))
PROMISE = Told(issued_on=D, agreed_on=D + timedelta(7), due_on=D + timedelta(7), signed_on=D)
KEPT = replace(PROMISE, handed_in=(D + timedelta(3),), rechecks=((D + timedelta(4), "corrected"),))


def findings(*judged, **more) -> Findings:
    return Findings(**{"inspected_on": D, "judged": judged, "told": KEPT, "educated": True} | more)


AGAIN = (
    "你如果今后再有同类违法行为，不再适用告知承诺，将依法查处。"
    "对以上认定有不同意见的，可以向我局陈述、申辩（《中华人民共和国行政处罚法》第七条第一款）。"
)


def test_minor_and_progressive():
    told = compose(findings(replace(ACT, progressive=True)), YOU)
    assert told == (
        "2026年6月1日，我局执法人员检查发现你有以下行为：营业执照未置于醒目位置。\n"
        "《中华人民共和国市场主体登记管理条例》第三十六条对此有规定，你应当遵守，上述行为不符合规定。\n"
        "《中华人民共和国市场主体登记管理条例》第四十八条第一款规定先责令改正，拒不改正的才处罚。"
        "经核查，认定：违法行为轻微、没有造成危害后果（核查所列依据：现场笔录、询问笔录）。\n"
        "2026年6月1日，你自愿签署承诺书，承诺在2026年6月8日前改正并送交整改材料。"
        "2026年6月4日，你提交了整改情况说明。2026年6月5日复查，你已经改正到位。\n"
        "你已按要求改正，没有出现《中华人民共和国市场主体登记管理条例》第四十八条第一款规定的拒不改正的情形。"
        "我局已对你进行教育（《中华人民共和国行政处罚法》第三十三条第三款）。\n" + AGAIN
    )


def test_first_offence_of_a_firm_that_still_has_to_correct():
    judged = replace(ACT, met=(LITTLE_HARM, FIRST), open_routes=("first_offence",))
    told = compose(findings(judged, told=PROMISE, educated=False), YOUR_FIRM)
    assert told == (
        "2026年6月1日，我局执法人员检查发现你单位有以下行为：营业执照未置于醒目位置。\n"
        "《中华人民共和国市场主体登记管理条例》第三十六条对此有规定，你单位应当遵守，上述行为不符合规定。\n"
        "经核查，认定：危害后果轻微（核查所列依据：现场笔录、询问笔录）；初次违法：2年内无同类违法（核查所列依据：首违核查记录）。\n"
        "2026年6月1日，你单位自愿签署承诺书，承诺在2026年6月8日前改正并送交整改材料。是否改正到位，还没有核实。\n"
        "核实改正到位后，可以适用《中华人民共和国行政处罚法》第三十三条第一款：初次违法且危害后果轻微并及时改正的，可以不予行政处罚。\n"
        "你单位如果不履行承诺，或者今后再有同类违法行为，不再适用告知承诺，将依法查处。"
        "对以上认定有不同意见的，可以向我局陈述、申辩（《中华人民共和国行政处罚法》第七条第一款）。"
    )


def test_no_fault_proven_needs_no_correction():
    told = compose(findings(replace(ACT, met=(), open_routes=("no_fault",)), told=None), YOUR_FIRM)
    assert told.split("\n")[2:5] == [
        "你单位提交的证据足以证明没有主观过错。",
        "是否改正到位，还没有核实。",
        "可以适用《中华人民共和国行政处罚法》第三十三条第二款：当事人有证据足以证明没有主观过错的，不予行政处罚。"
        "我局已对你单位进行教育（《中华人民共和国行政处罚法》第三十三条第三款）。",
    ]


def test_no_fault_only_claimed_is_no_fact():
    told = compose(findings(replace(ACT, met=(), claimed=("no_fault",)), told=None), YOU)
    assert "你提出没有主观过错，所举证据还没有查实，现在不作为已经证明的事实。" in told
    assert "足以证明" not in told and "可以适用" not in told


def test_off_the_list_with_review():
    judged = Judged(
        act="演示行为",
        duty="《演示管理条例》第五条",
        off_list=True,
        met=(MINOR, NO_HARM),
        open_routes=("minor",),
        reviewed="approved",
        approved_basis="行政处罚法第三十三条第一款",
    )
    told = compose(findings(judged), YOU).split("\n")
    assert told[1] == "《演示管理条例》第五条对此有规定，你应当遵守，上述行为不符合规定。"
    assert told[2].endswith(
        "这一行为不在本机关柔性执法事项清单内，按清单外办理。"
        "经法制审核，同意适用告知承诺，依据是行政处罚法第三十三条第一款。"
    )
    assert told[4].startswith(
        "可以适用《中华人民共和国行政处罚法》第三十三条第一款：违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚。"
    )
    plain = compose(findings(replace(judged, approved_basis="")), YOU)
    assert "同意适用告知承诺。" in plain


def test_corrected_without_a_pledge():
    refused = replace(PROMISE, signed_on=None, refused=True)
    told = compose(findings(replace(ACT, open_routes=("minor",)), told=refused, verified=(D,)), YOU)
    assert told.split("\n")[3] == (
        "你没有签署承诺书，这不加重对你的处理。2026年6月1日，我局两名执法人员核实，你已经改正到位。"
    )
    assert "核实改正到位后" not in told and told.endswith(AGAIN)


def test_breached():
    broken = replace(PROMISE, rechecks=((D + timedelta(8), "failed"),), breached=True)
    told = compose(findings(replace(ACT, open_routes=("minor",), progressive=True), told=broken), RECORD).split("\n")
    assert told[3] == (
        "2026年6月1日，当事人自愿签署承诺书，承诺在2026年6月8日前改正并送交整改材料。"
        "2026年6月9日复查，当事人改正后仍不符合要求。"
    )
    assert told[4] == (
        "当事人没有履行承诺，不再适用告知承诺；依照《市场监督管理行政处罚程序规定》第十九条，符合立案条件的，我局将依法立案处理。"
    )
    assert len(told) == 5


def test_what_could_not_be_verified_stays_visible():
    unsure = replace(FIRST, note="无法核实是否初次违法，须由人决定")
    told = compose(findings(replace(ACT, met=(LITTLE_HARM,), unknown=(unsure,))), YOU)
    assert "未能核实：初次违法：2年内无同类违法（无法核实是否初次违法，须由人决定）。" in told
    assert "认定：危害后果轻微（核查所列依据：现场笔录、询问笔录）。" in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signed_on": None}, "承诺书已于2026年6月1日签发，你还没有签署。是否改正到位，还没有核实。"),
        ({"immediate": True}, "承诺立即改正。"),
        ({"due_on": D + timedelta(10)}, "改正期限后来经批准延长到2026年6月11日。"),
        ({"rechecks": ((D, "unverifiable"),)}, "2026年6月1日复查时无法核查，是否改正到位未能核实。"),
        ({"rechecks": ((D, "partly"),)}, "2026年6月1日复查，你只改正了一部分。"),
        ({"rechecks": ((D, "partly"), (D, "corrected"))}, "你已经改正到位。"),
    ],
)
def test_what_was_promised_and_done(changes, words):
    assert words in compose(findings(ACT, told=replace(PROMISE, **changes)), YOU)


def test_several_acts_one_corrected_at_once():
    other = replace(ACT, act="未明码标价。", corrected_at_once="检查时当场改正并核实", met=(), duty="", clause="")
    told = compose(findings(replace(ACT, progressive=True), other, told=None), YOU).split("\n")
    assert told[0].endswith("（1）营业执照未置于醒目位置；（2）未明码标价。")
    assert told[2].startswith("关于第（1）项：")
    assert told[3] == "未明码标价，检查时当场改正并核实。是否改正到位，还没有核实。"
    assert told[4].startswith("按要求改正的，不再依照")
    alone = compose(findings(other, told=None), YOU)
    assert "\n检查时当场改正并核实。\n" in alone and "还没有核实" not in alone


def test_not_eligible_or_refused_by_legal():
    failed = Point(key="high_risk", label="不存在：风险较大")
    told = compose(findings(replace(ACT, failed=(failed,)), told=None), YOU)
    assert "不符合：不存在：风险较大。" in told
    assert "因此不适用告知承诺，我局将依照法定程序处理。" in told
    told = compose(findings(replace(ACT, reviewed="rejected"), told=None), YOU)
    assert "经法制审核，不同意适用告知承诺。" in told


def test_nothing_found_says_next_to_nothing():
    assert compose(findings(told=None), YOU) == "是否改正到位，还没有核实。"
    bare = Judged(act="演示行为", met=(Point(key="minor_act", label="违法行为轻微"),))
    assert "认定：违法行为轻微。" in compose(findings(bare, educated=False), YOU)


def test_titles():
    assert title_marked("中华人民共和国广告法") == "《中华人民共和国广告法》"
    assert title_marked("《广告法》第九条") == "《广告法》第九条" and title_marked("") == ""
