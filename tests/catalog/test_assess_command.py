"""``manage.py assess``: JSON lines in, sheets out, errors named, the run goes on."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from catalog.eligibility_parameters import BREACH_YEARS, parameters_for
from xinglongtai.core.parameters import definitions

from .situations import RULES, raw


def run(monkeypatch, *lines, args=("--starter",)):
    """The answers and the exit code."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n\n"))
    out, code = io.StringIO(), 0
    try:
        call_command("assess", *args, stdout=out)
    except SystemExit as leave:
        code = leave.code
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def case(item, **changes):
    return {"id": item, "item": item} | raw(RULES.get(item), **changes)


def test_sheets_line_by_line(monkeypatch):
    answers, code = run(monkeypatch, case("R3"), case("R4", party_kind="个体工商户"), case(None, suspected_crime=True))
    assert [answer["verdict"] for answer in answers] == ["eligible", "not_eligible", "transfer_to_police"]
    assert [answer["id"] for answer in answers] == ["R3", "R4", None]
    assert answers[0]["lines"][0].keys() >= {"key", "label", "judged_by", "outcome", "evidence", "basis", "note"}
    assert code == 0


def test_errors_name_the_field_and_the_run_goes_on(monkeypatch):
    answers, code = run(
        monkeypatch,
        "{不是 JSON",
        "[1]",
        {"item": "R99", "on": "2026-11-22"},
        {"on": "2026-11-22"},
        {"item": "R3"},
        {"item": "R3", "on": "2026-11-22", "颜色": "红"},
        {"item": "R3", "on": "2026-11-22", "facts": []},
        {"item": "R3", "on": "2026-11-22", "facts": {}, "harm": "none"},
        {"item": "R3", "on": "2026-11-22", "parameters": 3},
        case("R3"),
    )
    fields = ["JSON", "JSON", "item", "item", "on", "颜色", "facts", "harm", "parameters"]
    assert [answer.get("field") for answer in answers] == [*fields, None]
    assert all(answer["error"] for answer in answers[:-1])
    assert answers[-1]["verdict"] == "eligible"
    assert code == 1


def test_nested_facts_inline_rules_and_parameters(monkeypatch):
    nested = {"item": "R3", "facts": raw(RULES["R3"])}
    inline = {"rule": RULES["E1"].to_dict() | {"item_no": "X9"}, "on": "2026-11-22", "facts": raw(RULES["E1"])}
    record = {"on": "2023-06-01", "same_type": True, "match": "uscc", "outcome": "penalised"}
    wide = case("E1", minor_act=None, prior_records=[record]) | {"parameters": {"first_offence_years": 5}}
    answers, code = run(monkeypatch, nested, inline, wide, {"item": "清单外", "on": "2026-11-22"})
    assert [a["verdict"] for a in answers] == ["eligible", "eligible", "ordinary_procedure", "needs_legal_review"]
    assert [a["item"] for a in answers] == ["R3", "X9", "E1", None]
    assert code == 0


def test_questions_only(monkeypatch):
    answers, _ = run(monkeypatch, {"item": "R3", "on": "2026-11-22"}, args=("--starter", "--questions"))
    keys = {question["key"] for question in answers[0]["questions"]}
    assert {"licence_valid", "suspected_crime", "correction"} <= keys
    assert {"key", "label", "help", "basis", "kind", "choices", "group"} <= answers[0]["questions"][0].keys()


def test_a_file_instead_of_standard_input(tmp_path):
    path, out = tmp_path / "facts.jsonl", io.StringIO()
    path.write_text("\ufeff" + json.dumps(case("R3")), encoding="utf-8")
    call_command("assess", str(path), "--starter", stdout=out)
    assert json.loads(out.getvalue())["verdict"] == "eligible"
    with pytest.raises(CommandError, match="读不了"):
        call_command("assess", str(tmp_path / "none.jsonl"), "--starter")


def test_items_of_the_bureau(monkeypatch, loaded, bureau):
    lines = [case("R3"), case("C10"), {"item": "R99", "on": "2026-11-22"}]
    answers, code = run(monkeypatch, *lines, args=("--bureau", bureau.code))
    assert answers[0]["verdict"] == "eligible"
    assert {line["key"] for line in answers[1]["lines"] if line["outcome"] == "not_met"} >= {"item_published"}
    assert answers[2]["field"] == "item"
    assert code == 1
    again, _ = run(monkeypatch, *lines, args=())
    assert again == answers


def test_an_item_without_versions_is_unknown(monkeypatch, bureau):
    bureau.items.create(number="Z1", domain="试")
    answers, _ = run(monkeypatch, {"item": "Z1", "on": "2026-11-22"}, args=())
    assert answers[0]["field"] == "item"


def test_without_a_bureau(db):
    with pytest.raises(CommandError, match="starter"):
        call_command("assess")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("assess", "--bureau", "nowhere")


def test_the_windows_are_declared_parameters(bureau):
    assert BREACH_YEARS in {definition.key for definition in definitions()}
    assert parameters_for(bureau).breach_years == 2
    assert parameters_for(None).first_offence_years == 2
