"""Laws that hold for every sheet, the routes, questions and overrides."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.eligibility import (
    FIELDS,
    VERDICTS,
    FactError,
    Facts,
    Override,
    Parameters,
    Sheet,
    apply_overrides,
    assess,
    questions_for,
)
from catalog.eligibility.checks_party import type_fits
from catalog.eligibility.vocabulary import PARTY_KINDS

from .situations import RULES, WORDS, facts_of, raw, sheet_of

#: From the freest to the strictest; no_pledge_needed lies beside «eligible».
RANK = {"eligible": 0, "no_pledge_needed": 0, "needs_legal_review": 1, "not_eligible": 2, "ordinary_procedure": 3}
RANK["transfer_to_police"] = 4
#: fact → values from good to bad
WORSE = {
    "suspected_crime": [False, None, True],
    "high_risk": [False, None, True],
    "costly_fix": [False, None, True],
    "irreversible_harm": [False, None, True],
    "emergency_exploit": [False, None, True],
    "broken_pledge": [False, None, True],
    "repeat_after_fix": [False, True],
    "correctable": [True, None, False],
    "no_intent": [True, None, False],
    "violation_established": [True, None],
    "jurisdiction": ["own", None, "other_bureau"],
    "first_offence": ["none", None, "found"],
    "harm": ["none", "minor", "serious"],
    "illegal_gains": ["none", "outstanding"],
    "correction": ["not_yet", None, "refused"],
    "voluntary": [True, None, False],
    "law_changed": ["none", "lighter"],
    "no_fault": ["no", "claimed"],
    "party_kind": ["individual_business", None],
}
items = st.sampled_from(sorted(RULES))
steps = st.fixed_dictionaries({key: st.integers(0, len(values) - 1) for key, values in WORSE.items()})


def verdict_of(rule, chosen: dict) -> str:
    return assess(rule, facts_of(rule, **chosen)).verdict


@given(items, steps, st.sampled_from(sorted(WORSE)))
def test_a_worse_fact_never_moves_the_verdict_towards_eligible(item, chosen, key):
    rule = RULES[item]
    values = {name: WORSE[name][step] for name, step in chosen.items()}
    values["party_kind"] = values["party_kind"] and raw(rule)["party_kind"]
    better, worse = values, dict(values)
    if chosen[key] + 1 < len(WORSE[key]):
        worse[key] = WORSE[key][chosen[key] + 1]
    # A case of another authority is handed over whatever else it holds.
    limit = RANK["not_eligible"] if worse["jurisdiction"] == "other_bureau" else RANK["transfer_to_police"]
    assert min(RANK[verdict_of(rule, better)], limit) <= RANK[verdict_of(rule, worse)]


@given(items, st.data())
def test_taking_answers_away_never_helps(item, data):
    rule = RULES[item]
    facts = raw(rule)
    gone = data.draw(st.sets(st.sampled_from(sorted(set(facts) - {"on"}))))
    fewer = {key: value for key, value in facts.items() if key not in gone}
    full, less = assess(rule, facts_of(rule)), assess(rule, Facts.from_dict(fewer, WORDS))
    assert RANK[full.verdict] <= RANK[less.verdict]
    if less.verdict == "eligible":
        assert less.complete


@given(items, st.data())
def test_eligible_means_nothing_failed_and_nothing_open(item, data):
    rule = RULES[item]
    changes = {
        key: data.draw(st.sampled_from(values), label=key) for key, values in WORSE.items() if key != "party_kind"
    }
    sheet = assess(rule, facts_of(rule, **changes))
    assert sheet.verdict in VERDICTS
    if sheet.verdict == "eligible":
        assert not sheet.blocking
        assert all(line.effect == "info" for line in sheet.failed)
        assert all(line.effect in {"none", "info", "pending"} for line in sheet.lines)
    assert len({line.key for line in sheet.lines}) == len(sheet.lines)
    assert Sheet.from_dict(json.loads(json.dumps(sheet.to_dict()))) == sheet


@given(items, st.data())
def test_every_failed_condition_has_its_line(item, data):
    rule = RULES[item]
    skipped = {"party_type", "party_role", "corrected", "first_offence", "no_intent"}
    conditions = [p.token for p in rule.conditions if p.value_type == "bool" and p.name not in skipped]
    exclusions = [p.token for p in rule.exclusions]
    bad = data.draw(st.sets(st.sampled_from([*conditions, *exclusions])))
    changes = {token: token in exclusions for token in bad} | {"correction": "done_in_time", "illegal_gains": None}
    if "refused_correction" in bad:
        changes["correction"] = "refused"
    if bad & {"minor_act", "no_harm", "minor_harm"}:
        changes["harm"] = None
    failed = {line.key for line in assess(rule, facts_of(rule, **changes)).failed}
    assert bad <= failed


@pytest.mark.parametrize("item", [*sorted(RULES), None])
def test_nothing_known_is_never_eligible_and_every_gap_can_be_asked(item):
    rule = RULES.get(item)
    sheet = assess(rule, Facts.from_dict({"on": "2026-11-22"}))
    assert sheet.verdict == "needs_legal_review"
    assert not sheet.complete
    assert {q.key for q in sheet.questions} <= {q.key for q in questions_for(rule)}
    assert "先补充核实" in sheet.next_step


@pytest.mark.parametrize("item", [*sorted(RULES), None])
@pytest.mark.parametrize("kind", [None, "natural_person", "branch"])
def test_answering_every_required_question_completes_the_sheet(item, kind):
    rule = RULES.get(item)
    questions = questions_for(rule, kind)
    assert len({q.key for q in questions}) == len(questions)
    answers = {"on": "2026-11-22", "party_kind": kind or "individual_business"}
    for q in questions:
        if not q.required or q.key in answers:
            continue
        if q.kind == "bool":
            answers[q.key] = q.good == "yes"
        elif q.kind == "number":
            answers[q.key] = 20
        elif q.kind == "date":
            answers[q.key] = "2026-11-20"
        elif q.kind == "multi":
            answers[q.key] = [q.choices[0][0]]
        elif q.kind == "text":
            answers[q.key] = "理由"
        else:
            answers[q.key] = "not_yet" if q.key == "correction" else q.choices[0][0]
    sheet = assess(rule, Facts.from_dict(answers, WORDS))
    assert sheet.complete or {line.key for line in sheet.blocking} >= {"law_in_time"}


def routes(sheet) -> dict[str, str]:
    return {route.key: route.state for route in sheet.routes}


def test_the_three_routes_of_article_33_are_never_merged():
    sheet = sheet_of("C1", harm="minor", minor_act=True, no_fault="no")
    assert routes(sheet) == {"no_fault": "closed", "minor": "closed", "first_offence": "pending"}
    assert {route.key: route.force for route in sheet.routes} == {
        "no_fault": "shall",
        "minor": "shall",
        "first_offence": "may",
    }


def test_a_progressive_clause_needs_no_finding_under_article_33():
    assert routes(sheet_of("R3")) == {"progressive": "pending"}
    assert routes(sheet_of("R3", correction="done_on_spot")) == {"progressive": "open"}
    assert routes(sheet_of("R3", correction="refused")) == {"progressive": "closed"}
    assert "没有罚款" in sheet_of("C5").routes[0].label


def test_known_source_differs_from_law_to_law():
    told = {"unaware_proven": True, "due_diligence_done": True}
    food, cosmetics = sheet_of("F12", **told), sheet_of("M1", **told)
    assert routes(food)["known_source"] == "unknown"
    assert routes(cosmetics)["known_source"] == "open"
    product = sheet_of("C1", goods_law="product", **told, source_explained=True)
    assert "不能免予" in next(r.label for r in product.routes if r.key == "known_source")
    stop = sheet_of("C1", goods_law="trademark", **told, source_explained=True)
    assert next(r.force for r in stop.routes if r.key == "known_source") == "order"
    assert routes(sheet_of("F8", unaware_proven=False))["known_source"] == "closed"


def test_lighter_penalties_are_told_as_after_filing():
    told = {
        "mitigation": ["active_remedy", "merit"],
        "party_age": 16,
        "discernment": "partial",
        "guardian_consents": True,
    }
    price = sheet_of("C1", high_risk=True, **told)
    assert {"mitigate", "minor_party", "partial_discernment", "price_mitigate"} <= set(routes(price))
    assert all(r.after_filing for r in price.routes if r.key in {"mitigate", "minor_party", "price_mitigate"})
    assert "competition_mitigate" in routes(sheet_of("T5", **told))
    assert "internet_ad" in routes(sheet_of("A8", ad_duty_done=True))
    assert "food_mitigate" in routes(sheet_of("F2", **told))
    assert "mitigate" in routes(sheet_of(None, **told))


def test_special_provisions_are_told():
    assert any("查验" in w for w in sheet_of("F3").warnings)
    assert any("异常名录" in w for w in sheet_of("R6", party_kind="company").warnings)
    assert any("另见" in r.note for r in sheet_of("F3", no_fault="proven").routes)
    assert any("为“应当”" in r.note for r in sheet_of("A1").routes)
    assert any("窗口期外" in w for w in sheet_of("R3", prior_records=[
        {"on": "2020-01-01", "same_type": False, "match": "uscc", "outcome": "pledge_breached"}]).warnings)  # fmt: skip
    doubtful = {"on": "2026-01-01", "same_type": True, "match": "premises"}
    assert any("人工判断" in w for w in sheet_of("R3", prior_records=[doubtful]).warnings)
    assert any("涉嫌犯罪" in w for w in sheet_of("R3", suspected_crime=None).warnings)


def test_windows_are_parameters():
    record = {"on": "2023-06-01", "same_type": True, "match": "uscc", "outcome": "penalised"}
    facts = {"minor_act": None, "prior_records": [record]}
    assert sheet_of("E1", **facts).verdict == "eligible"
    assert sheet_of("E1", Parameters(first_offence_years=5), **facts).verdict == "ordinary_procedure"
    needed = Parameters(required_sources=("执法办案系统",))
    assert sheet_of("E1", needed).line("first_offence").note.endswith("执法办案系统")
    searched = [{"source": "执法办案系统", "status": "none"}]
    assert sheet_of("E1", needed, first_offence_sources=searched).verdict == "eligible"
    found = sheet_of("E1", minor_act=None, first_offence_sources=[{"source": "公示系统", "status": "found"}])
    assert found.line("first_offence").note.startswith("公示系统")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ("x", "parameters"),
        ({"years": 1}, "years"),
        ({"breach_years": 0}, "breach_years"),
        ({"breach_years": None}, "breach_years"),
    ],
)
def test_bad_parameters_are_named(data, field):
    with pytest.raises(FactError) as error:
        Parameters.from_dict(data)
    assert error.value.field == field


def test_parameters_round_trip():
    wanted = Parameters(first_offence_years=3, required_sources=("本局台账",))
    assert Parameters.from_dict(wanted.to_dict()) == wanted
    assert Parameters.from_dict(None) == Parameters()


def test_who_counts_as_an_enterprise():
    assert [kind for kind in PARTY_KINDS if type_fits(kind, "enterprise")] == [
        "company",
        "sole_proprietorship",
        "partnership",
        "other_enterprise",
    ]
    assert type_fits("cooperative", "enterprise") is None
    assert type_fits(None, "company") is None
    line = sheet_of("E1", party_roles=None).line("party_role=not_platform")
    assert (line.outcome, line.asks) == ("unknown", ("party_roles",))
    assert sheet_of("E1", **{"party_roles": None, "party_role=not_platform": True}).verdict == "eligible"


def test_numbers_are_told_and_lower_bounds_work():
    assert "实际 501" in sheet_of("F12", goods_value=501).line("goods_value<=500").note
    assert sheet_of("F12", **{"goods_value": None, "goods_value<=500": True}).line("goods_value<=500").outcome == "met"


def test_evidence_of_the_case_replaces_the_general_hint():
    line = sheet_of("R3", evidence={"licence_valid": "照片3"}).line("licence_valid")
    assert line.evidence == "照片3"


# --- overrides -----------------------------------------------------------------------------------------------


def test_an_override_without_approval_goes_to_legal_review():
    sheet = sheet_of("R3", high_risk=True)
    changed = apply_overrides(sheet, [Override(key="high_risk", outcome="met", reason="风险可控")])
    line = changed.line("high_risk")
    assert (changed.verdict, changed.system_verdict) == ("needs_legal_review", "ordinary_procedure")
    assert (line.outcome, line.system_outcome, line.override_reason) == ("met", "not_met", "风险可控")
    approved = [Override(key="high_risk", outcome="met", reason="风险可控", approved=True)]
    final = apply_overrides(changed, approved)
    assert (final.verdict, final.system_verdict) == ("eligible", "ordinary_procedure")
    assert final.line("high_risk").system_outcome == "not_met"
    assert apply_overrides(sheet, []) is sheet


@pytest.mark.parametrize(
    "override",
    [
        Override(key="nowhere", outcome="met", reason="x"),
        Override(key="high_risk", outcome="fine", reason="x"),
        Override(key="high_risk", outcome="met", reason=" "),
        Override(key="suspected_crime", outcome="met", reason="x"),
    ],
)
def test_bad_overrides_are_refused(override):
    with pytest.raises(FactError):
        apply_overrides(sheet_of("R3"), [override])


def test_labels_of_a_sheet():
    sheet = sheet_of("R3")
    assert sheet.verdict_label == "可以签署承诺书"
    assert sheet.line("corrected").status_label == "待改正后复查"
    assert sheet.line("voluntary").status_label == "待签署时确认"
    assert sheet.line("nothing") is None
    assert set(FIELDS) | {"answers"} == set(Facts.__dataclass_fields__)
