"""What each kind says and states, from plain facts."""

from dataclasses import replace

import pytest

from pledges.papers import due, inputs
from pledges.papers.compose import compose
from pledges.papers.defaults import DEFAULTS
from pledges.papers.fields import closing_basis, referral_basis
from pledges.papers.material import Finding, Photo
from pledges.papers.sample import SAMPLE_DAY, sample_material, sample_values

WHOLE = sample_material()


def made(kind, material=WHOLE, own=None, **changes):
    given = sample_values(kind) | (own or {})
    return compose(kind, replace(material, **changes), given, DEFAULTS[kind], on=SAMPLE_DAY)


def words(composed) -> str:
    return str(composed.snapshot["blocks"])


def test_an_order_names_act_articles_and_day():
    found = made(due.ORDER)
    assert "现责令你单位于2026年10月15日前改正" in words(found)
    assert "《中华人民共和国行政处罚法》第二十八条第一款" in words(found)
    assert found.snapshot["facts"]["due_on"] == "2026-10-15"
    assert found.snapshot["facts"]["clauses"] == [
        "《中华人民共和国市场主体登记管理条例》第三十六条",
        "《中华人民共和国市场主体登记管理条例》第四十八条第一款",
    ]
    assert found.snapshot["facts"]["party_code"] == "" and not found.snapshot["names_a_person"]


def test_an_order_at_once_has_no_day():
    found = made(due.ORDER, own={"mode": "immediate", "due_on": ""})
    assert "立即改正" in words(found) and found.snapshot["facts"]["due_on"] == "" and found.missing == ()
    assert made(due.ORDER, own={"due_on": ""}).missing == ("改正期限",)
    at_once = replace(WHOLE.pledge, by_date=False)
    assert inputs.starts(due.ORDER, replace(WHOLE, pledge=at_once))["mode"] == "immediate"
    assert inputs.starts(due.ORDER, replace(WHOLE, pledge=None))["due_on"] == ""


def test_a_record_leaves_lines_for_what_only_the_scene_knows():
    found = compose(due.SCENE, WHOLE, {}, DEFAULTS[due.SCENE], on=SAMPLE_DAY)
    assert found.missing == () and found.by_hand == ("检查开始时间", "检查结束时间", "在场人及身份")
    assert "2026年9月25日＿＿时＿＿分至＿＿时＿＿分" in words(found)
    assert "2026年9月25日9时30分至10时15分" in words(made(due.SCENE))
    facts = found.snapshot["facts"]
    assert facts["officers"] == ["演示员甲", "演示员乙"] and facts["certificates"] == ["演示000001", "演示000002"]
    assert facts["inspected_on"] == "2026-09-25" and facts["due_on"] == ""


def test_several_violations_are_numbered_each_once():
    two = (*WHOLE.findings, Finding("未明码标价。", "", "价格法第十三条"))
    found = made(due.SCENE, findings=two)
    assert "1．营业执照未置于" in words(found) and "2．未明码标价。" in words(found)
    assert "①营业执照未置于住所或主要经营场所醒目位置；②未明码标价" in words(made(due.ORDER, findings=two))
    many = tuple(Finding(f"行为{n}") for n in range(21))
    assert "行为0；行为1" in words(made(due.ORDER, findings=many))


@pytest.mark.parametrize("kind", [due.SCENE, due.RECHECK])
def test_photos_chosen_are_annexed_and_only_those(kind):
    photos = {f"evidence:{n}": Photo(f"evidence:{n}", f"照片{n}") for n in range(6)}
    first = made(kind, photos=photos).snapshot
    assert first["pictures"] == [f"evidence:{n}" for n in range(inputs.PHOTOS_AT_FIRST)]
    chosen = made(kind, photos=photos, own={"photos": ["evidence:5", "evidence:99"]}).snapshot
    assert chosen["pictures"] == ["evidence:5"] and chosen["photos"] == [{"name": "evidence:5", "caption": "照片5"}]


def test_a_person_with_an_id_number_is_named_only_where_it_is_printed():
    person = replace(WHOLE, party_code_label="身份证号", party_code="11010119900101001X", names_a_person=True)
    for kind, named in ((due.SCENE, True), (due.NO_CASE, True), (due.ORDER, False), (due.SERVICE, False)):
        snapshot = made(kind, person).snapshot
        assert snapshot["names_a_person"] is named
        assert ("11010119900101001X" in str(snapshot)) is named


def test_what_lacks_is_named():
    assert made(due.SCENE, findings=(), officers=WHOLE.officers[:1]).missing == ("违法行为", "两名执法人员", "现场情况")
    assert "要送达的文书" in made(due.SERVICE, served=()).missing
    assert "复查" in made(due.RECHECK, recheck=None).missing
    assert made(due.NO_CASE, disposition=None).missing == ("处理意见",)
    assert made(due.NO_PENALTY, education="").missing == ("教育记录（行政处罚法第三十三条第三款）",)
    assert compose(due.NO_PENALTY, WHOLE, {}, DEFAULTS[due.NO_PENALTY], on=SAMPLE_DAY).missing == (
        "当事人的陈述申辩及采纳情况",
    )


def test_a_receipt_lists_what_is_served_and_states_the_numbers():
    facts = made(due.SERVICE).snapshot["facts"]
    assert (facts["order_number"], facts["letter_number"]) == ("演示市监责改〔2026〕1号", "演示市监柔承〔2026〕1号")
    assert facts["decision_number"] == ""


def test_a_recheck_is_told_by_those_who_made_it():
    other = replace(WHOLE.recheck, officers=WHOLE.officers[::-1])
    found = made(due.RECHECK, recheck=other)
    assert found.snapshot["facts"]["officers"] == ["演示员乙", "演示员甲"]
    assert found.snapshot["facts"]["due_on"] == "2026-10-15"
    alone = made(due.RECHECK, pledge=None)
    assert "未签承诺" in words(alone) and alone.snapshot["facts"]["due_on"] == ""


def test_opinions_print_the_decision_or_leave_room():
    row = replace(WHOLE.disposition, endorsed_by="演示所长", endorse_note="")
    assert "演示所长" in words(made(due.NO_CASE, disposition=row))
    waiting = replace(row, decided_by="", decided_on=None, endorsed_by="")
    assert words(made(due.NO_CASE, disposition=waiting)).count("签名：") == 2


@pytest.mark.parametrize(
    ("outcome", "is_filed", "words_"),
    [
        ("no_penalty", True, "第七十七条第四项"),
        ("penalty", True, "第七十七条第一项"),
        ("exempt", True, "第七十七条"),
        ("not_established", False, "核查结果"),
    ],
)
def test_the_item_of_article_77(outcome, is_filed, words_):
    assert closing_basis(outcome, is_filed).endswith(words_)


def test_closing_says_nothing_of_execution_where_something_is_to_pay():
    fined = replace(WHOLE.disposition, outcome="penalty", label="依法给予处罚", number="演罚〔2026〕1号")
    assert inputs.starts(due.CLOSING, replace(WHOLE, disposition=fined))["execution"] == ""
    assert inputs.starts(due.CLOSING, replace(WHOLE, disposition=None))["execution"] == ""
    found = made(due.CLOSING, disposition=fined)
    assert found.snapshot["facts"]["decision_number"] == "演罚〔2026〕1号"


def test_suggestions_are_for_the_form_only():
    assert inputs.suggestions(due.SCENE, WHOLE) == {"present": "演示经营者，负责人"}
    assert inputs.suggestions(due.SCENE, replace(WHOLE, party_is_individual=True)) == {"present": "演示经营者，经营者"}
    assert inputs.suggestions(due.SCENE, replace(WHOLE, party_operator="")) == {}
    assert "未提出" in inputs.suggestions(due.NO_PENALTY, WHOLE)["defence"]


def test_the_story_grows_with_the_case():
    early = replace(WHOLE, order=None, pledge=None, last_recheck=None)
    assert inputs.starts(due.FILING, early)["summary"].count("\n") == 0
    unsigned = replace(WHOLE, pledge=replace(WHOLE.pledge, signed_on=None))
    assert "签署" not in inputs.starts(due.FILING, unsigned)["summary"]
    assert inputs.starts(due.FILING, WHOLE)["summary"].count("\n") == 3
    assert inputs.starts(due.RECHECK, replace(WHOLE, recheck=None))["seen"] == ""


def test_electronic_service_is_ticked_only_with_an_account():
    assert "☑同意" in words(made(due.ADDRESS, own={"electronic": "19900000000"}))
    assert "☑" not in words(made(due.ADDRESS))


def test_a_party_without_code_and_an_officer_without_number():
    bare = replace(
        WHOLE, officers=tuple(replace(one, certificate_no="") for one in WHOLE.officers), party_code_label=""
    )
    assert "证件号码" in words(made(due.SCENE, bare)) and "执法证号" not in words(made(due.SCENE, bare))
    off_list = replace(bare, findings=(Finding("行为", "", "某法第一条"),))
    assert made(due.ORDER, off_list).snapshot["facts"]["clauses"] == ["某法第一条"]


def test_a_referral_names_an_article_where_one_carries_it():
    assert referral_basis("某规定第三条", False) == "某规定第三条"
    vague = "移送有管辖权的部门（请在理由中写明）"
    assert referral_basis(vague, True) == "《市场监督管理行政处罚程序规定》第十七条第一款"
    assert referral_basis(vague, False) == referral_basis("", False) == "法律、法规、规章关于管辖的规定"
