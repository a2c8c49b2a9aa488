"""复核：按法律逐条另拟的情形。Each row: name, item, facts changed, verdict, keys of failed or doubtful lines that must stand."""

import io
import json
import sys
from datetime import date

import pytest
from django.core.management import call_command

from catalog.eligibility import FactError, Facts, assess
from catalog.eligibility.context import add_years

from .situations import IN_ORDER, RULES, raw, sheet_of

OFFER, REVIEW, CLOSED = "eligible", "needs_legal_review", "not_eligible"
FILE, END, TRANSFER = "ordinary_procedure", "no_pledge_needed", "transfer_to_police"
DONE = {"correction": "done_on_spot"}
OLD = {"act_ongoing": False, "act_date": "2023-01-01", "act_end_date": "2023-06-01", "discovered_on": "2026-11-20"}
HARMED = OLD | {"harm": "minor"}
AGREED = {"legal_review": "approved"}


def record(on="2025-06-01", outcome="penalised", match="uscc", same_type=True):
    return {"prior_records": [{"on": on, "outcome": outcome, "match": match, "same_type": same_type}]}


CASES = [
    # 第三十、三十一条只问自然人
    ("公司填了十三岁", "C1", {"party_kind": "company", "party_age": 13}, REVIEW, ["age"]),
    ("公司填了不能辨认", "C1", {"party_kind": "company", "discernment": "none"}, REVIEW, ["discernment"]),
    ("类型不明而填十三岁", "C1", {"party_kind": None, "party_age": 13}, REVIEW, ["age", "party_kind"]),
    ("经营者十三岁", "C1", {"party_age": 13}, END, ["age"]),
    ("自然人不能辨认", "C1", {"party_kind": "natural_person", "party_age": 30, "discernment": "none"}, END,
     ["discernment"]),
    # 涉罪未排除、填写矛盾，不得不罚了结
    ("过时效但涉罪不明", "R3", OLD | {"suspected_crime": None}, REVIEW, ["limitation", "suspected_crime"]),
    ("十三岁但涉罪不明", "C1", {"party_age": 13, "suspected_crime": None}, REVIEW, ["age", "suspected_crime"]),
    ("已终了又仍持续", "R3", OLD | {"act_ongoing": True}, REVIEW, ["limitation", "consistent"]),
    ("没有过错又是故意", "C1", {"no_fault": "proven", "no_intent": False}, CLOSED, ["no_fault", "consistent", "no_intent"]),
    ("没有过错又是故意已改", "C1", DONE | {"no_fault": "proven", "no_intent": False}, REVIEW, ["no_fault", "consistent"]),
    ("生命健康后果与没有后果", "C4", OLD | {"life_health_harm": True}, REVIEW, ["consistent", "limitation"]),
    ("已改正到位又尚未改正", "C1", {"corrected": True}, REVIEW, ["consistent"]),
    ("事实不成立不受涉罪不明影响", "C1", {"violation_established": False, "suspected_crime": None}, END,
     ["violation_established"]),
    ("五年期限", "C4", HARMED | {"life_health_harm": True}, OFFER, []),
    ("二年期限", "C4", HARMED | {"life_health_harm": False, "act_end_date": "2024-11-19"}, END, ["limitation"]),
    # 首违窗口
    ("窗口首日有同类", "C1", record("2024-11-10") | {"first_offence": "found", "minor_act": None, "harm": "minor"}, FILE,
     ["first_offence"]),
    ("窗口前一日有同类", "C1", record("2024-11-09"), OFFER, []),
    ("窗口外记录与查到一致", "C1", record("2024-11-09") | {"first_offence": "found"}, OFFER, []),
    ("查到但只列异类", "C1", record(same_type=False) | {"first_offence": "found", "minor_act": None}, REVIEW,
     ["first_offence"]),
    ("查到但窗口外记录类别不明", "C1", record("2020-01-01", same_type=None) | {"first_offence": "found"}, REVIEW,
     ["first_offence"]),
    ("行为日不明而有旧记录", "C1", record("2024-11-09") | {"act_date": None}, REVIEW, ["first_offence"]),
    ("记录晚于已结束的行为", "C1", record("2026-11-15") | {"act_ongoing": False, "minor_act": None}, REVIEW,
     ["first_offence"]),
    ("行为日不明而有失诺记录", "R3", record("2022-01-01", "pledge_breached") | {"act_date": None}, REVIEW,
     ["broken_pledge"]),
    ("窗口外失诺", "R3", record("2022-01-01", "pledge_breached"), OFFER, []),
    ("异类失诺也排除", "R3", record(outcome="pledge_breached", same_type=False), FILE, ["broken_pledge"]),
    ("首违不成立但轻微不罚", "C1", {"first_offence": "found"}, REVIEW, ["first_offence"]),
    ("首违不成立改轻微不罚经审核", "C1", {"first_offence": "found"} | AGREED, OFFER, ["first_offence"]),
    ("轻微不成立改首违不罚经审核", "E10", {"minor_act": False, "harm": "minor"} | AGREED, OFFER, ["minor_act"]),
    ("轻微首违都不成立", "E10", {"minor_act": False, "first_offence": "found"} | AGREED, FILE, ["minor_act"]),
    # 从旧兼从轻
    ("新法不认为违法经审核", "R3", {"law_changed": "not_illegal"} | AGREED, END, ["law_in_time"]),
    ("新法较轻经审核", "R3", {"law_changed": "lighter"} | AGREED, OFFER, ["law_in_time"]),
    ("清单外未说规定变化经审核", None, {"law_changed": None} | AGREED, OFFER, []),
    ("清单外未说规定变化", None, {"law_changed": None}, REVIEW, ["law_in_time", "listed"]),
    # 登记义务人
    ("自然人不是市场主体", "R1", {"party_kind": "natural_person", "party_age": 30}, CLOSED, ["registered_party"]),
    ("事业单位没有年报义务", "R6", {"party_kind": "institution"}, CLOSED, ["registered_party"]),
    ("合作社用一般条例", "R1", {"party_kind": "cooperative"}, OFFER, []),
    ("自然人无照经营", "R11", {"party_kind": "natural_person", "party_age": 30}, OFFER, []),
    # 食品情节严重
    ("罚后一年内再犯", "F7", record("2026-01-01") | AGREED, FILE, ["food_serious"]),
    ("罚后超过一年", "F7", record("2025-06-01") | AGREED, OFFER, []),
    # 强弱与并存
    ("涉罪压过一切", "C1", {"suspected_crime": True, "high_risk": True, "no_intent": False, "correction": "refused"},
     TRANSFER, ["suspected_crime", "high_risk", "no_intent", "corrected", "refused_correction"]),
    ("多项不符都列出", "C1", {"high_risk": True, "costly_fix": True, "correctable": False, "price_true": False,
                       "price_fraud": True, "first_offence": "found", "harm": "serious"}, FILE,
     ["high_risk", "costly_fix", "correctable", "price_true", "price_fraud", "first_offence", "minor_harm"]),
    ("拒签未改", "C1", {"voluntary": False}, CLOSED, ["voluntary"]),
    ("拒签已改", "C1", DONE | {"voluntary": False}, END, []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "item", "changes", "verdict", "lines"), CASES, ids=[case[0] for case in CASES])
def test_复核(name, item, changes, verdict, lines):
    sheet = sheet_of(item, **changes)
    assert sheet.verdict == verdict
    assert set(lines) <= {line.key for line in sheet.lines if line.outcome != "met"}


def test_不罚了结前的提示写在行上():
    notes = {line.key: line.note for line in sheet_of("R3", **OLD, suspected_crime=None).lines}
    assert "先核实是否涉嫌犯罪" in notes["limitation"]
    notes = {line.key: line.note for line in sheet_of("R3", **OLD | {"act_ongoing": True}).lines}
    assert "先更正互相矛盾的填写" in notes["limitation"]


@pytest.mark.parametrize("outcome", ["penalised", "not_penalised"])
def test_有同类记录而填不是再犯的提示(outcome):
    assert any("核对上次是否已整改" in text for text in sheet_of("R3", **record(outcome=outcome)).warnings)


def test_检查前改正却仍持续的提示():
    sheet = sheet_of("R3", correction="done_before_inspection")
    assert sheet.verdict == END
    assert any("请核对改正的时间" in text for text in sheet.warnings)


def test_年份极端的日期不出错也不变有利():
    assert add_years(date(9999, 1, 1), 2) == date.max
    assert add_years(date(1, 1, 1), -2) == date.min
    late = {"on": "9999-12-31", "discovered_on": "9999-12-01", "act_date": "9999-01-01", "act_ongoing": False}
    assert sheet_of("C1", **late).verdict == OFFER


@pytest.mark.parametrize(
    "twice",
    [
        {"suspected_crime": False, "涉嫌犯罪": True},
        {"suspected_crime": False, "answers": {"suspected_crime": True}},
        {"answers": {"suspected_crime": False, "涉嫌犯罪": True}},
        {"party_kind": "company", "当事人类型": "公司"},
    ],
)
def test_同一事实写两次是错误(twice):
    with pytest.raises(FactError, match="请只留一个"):
        Facts.from_dict({"on": "2026-11-22"} | twice)


def test_写两次但一处不明或相同可以():
    facts = Facts.from_dict({"on": "2026-11-22", "high_risk": None, "answers": {"high_risk": True}})
    assert facts.answer("high_risk") is True
    facts = Facts.from_dict({"on": "2026-11-22", "high_risk": True, "answers": {"high_risk": True}})
    assert facts.answer("high_risk") is True


def test_每个事项全好也不会变成不罚():
    """Nobody's facts in order lead to a closing: only offers and reviews."""
    for rule in RULES.values():
        assert assess(rule, Facts.from_dict(raw(rule), words_of(rule))).verdict in {OFFER, REVIEW}


def words_of(rule):
    return {part.token: part.text for part in (*rule.conditions, *rule.exclusions)}


GOOD = json.dumps(
    {"id": 1, "item": "R3", **IN_ORDER, "licence_valid": True, "licence_forged": False}, ensure_ascii=False
)


def run(data: bytes, capsys, monkeypatch) -> list[dict]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    try:
        call_command("assess", "--starter")
    except SystemExit as end:
        assert end.code == 1
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("带BOM", "\ufeff" + GOOD, OFFER),
        ("回车换行和空行", "\r\n \r\n" + GOOD + "\r\n", OFFER),
        ("行分隔符在文字里", GOOD[:-1] + ', "note": "甲\u2028乙"}', OFFER),
        ("键写两次", '{"item": "R3", "on": "2026-11-22", "high_risk": true, "high_risk": false}', "写了两次"),
        ("层数过多", "[" * 100_000, "不是有效的 JSON"),
    ],
)  # fmt: skip
def test_命令行读入(name, data, expected, capsys, monkeypatch):
    [answer] = run(data.encode(), capsys, monkeypatch)
    assert expected in answer.get("error", answer.get("verdict"))


def test_坏字节只坏一行(capsys, monkeypatch):
    first, second = run(b"\xff\xfe\n" + GOOD.encode(), capsys, monkeypatch)
    assert "error" in first
    assert second["verdict"] == OFFER


def test_文件里的行分隔符(tmp_path, capsys):
    path = tmp_path / "facts.jsonl"
    path.write_text("\ufeff" + GOOD[:-1] + ', "note": "甲\u2028乙"}\n', encoding="utf-8")
    call_command("assess", "--starter", str(path))
    assert len(capsys.readouterr().out.splitlines()) == 1
