"""Which papers are due in which state: plain rules."""

import pytest

from cases.status import CaseStatus, Outcome, ReviewVerdict
from pledges.papers import due
from pledges.papers.due import Due, Issued, Moment, Proposal
from pledges.papers.kinds import PaperKind


def kinds(moment: Moment) -> list[str]:
    return [one.kind for one in due.needed(due.due(moment))]


def possible(moment: Moment) -> list[str]:
    return [one.kind for one in due.due(moment) if not one.needed or one.preview_only]


def test_the_rules_speak_of_what_there_is():
    assert set(due.ORDERED) == set(PaperKind.values) == set(due._RULES)
    assert set(PaperKind.values) >= due.NUMBERED | due.SERVED
    assert set().union(*due.BY_OUTCOME.values()) <= set(Outcome.values)
    assert set(CaseStatus.values) >= due.UNSETTLED | due._ENDED | due._ORDER_WANTED
    assert {*ReviewVerdict.values, ""} >= due._NO_ORDER


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_nothing_while_the_facts_may_change(status):
    assert due.due(Moment(status, unserved=1, corrections=1)) == []


def test_before_the_letter_three_and_the_receipt_waits_for_it():
    moment = Moment("ready", "eligible", unserved=1)
    assert kinds(moment) == [due.ORDER, due.SCENE, due.ADDRESS]
    assert possible(moment) == [due.SERVICE]


def test_beside_the_letter_the_receipt_is_due_too():
    assert kinds(Moment("pledged", "eligible", unserved=1)) == [due.ORDER, due.SCENE, due.ADDRESS, due.SERVICE]


@pytest.mark.parametrize(
    ("status", "verdict", "wanted"),
    [
        ("assessed", "not_eligible", True),
        ("assessed", "no_pledge_needed", False),
        ("assessed", "transfer_to_police", False),
        ("corrected", "eligible", False),
        ("filed", "eligible", False),
    ],
)
def test_when_an_order_is_due(status, verdict, wanted):
    moment = Moment(status, verdict, filed=status == "filed")
    assert (due.ORDER in kinds(moment)) is wanted
    assert (due.ORDER in possible(moment)) is not wanted


def test_no_second_order_where_the_letter_names_one_from_another_register():
    moment = Moment("pledged", "eligible", ordered_elsewhere=True)
    assert due.ORDER not in kinds(moment) + possible(moment)


def test_after_the_end_neither_order_nor_address():
    found = due.due(Moment("closed", outcome="no_case", unserved=1))
    assert [one.kind for one in found] == [due.SCENE, due.SERVICE]
    assert found[1].needed and not found[0].needed


def test_each_recheck_has_its_record_and_so_has_a_correction_without_pledge():
    moment = Moment("corrected", rechecks=(4, 7), issued=frozenset({Issued(due.RECHECK, 4)}))
    assert [(one.kind, one.target) for one in due.due(moment) if one.kind == due.RECHECK] == [(due.RECHECK, 7)]
    assert Due(due.RECHECK, why="复查由两名执法人员进行并记录") in due.due(Moment("corrected", corrections=1))


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (due.NO_CASE, "no_case"),
        (due.FILING, "escalate"),
        (due.NO_PENALTY, "no_penalty"),
        (due.REFERRAL, "refer_police"),
        (due.REFERRAL, "refer_other"),
    ],
)
def test_a_proposal_can_be_looked_at_and_a_decision_is_due(kind, outcome):
    assert kind in possible(Moment("deciding", proposals=(Proposal(3, outcome, False),)))
    decided = Moment("closed", outcome=outcome, proposals=(Proposal(3, outcome, True), Proposal(9, "penalty", True)))
    assert [(one.kind, one.target) for one in due.needed(due.due(decided)) if one.kind == kind] == [(kind, 3)]
    assert kind not in kinds(Moment("closed", proposals=decided.proposals, issued=frozenset({Issued(kind, 3)})))


def test_closing_is_of_the_ordinary_procedure_or_of_facts_that_failed():
    proposals = (Proposal(1, "escalate", True), Proposal(2, "no_penalty", True), Proposal(3, "exempt", False))
    (closing,) = [one for one in due.due(Moment("closed", filed=True, proposals=proposals)) if one.kind == due.CLOSING]
    assert closing.target == 2 and closing.needed
    assert due.CLOSING in kinds(Moment("closed", outcome="not_established"))
    assert due.CLOSING not in kinds(Moment("closed", outcome="no_case"))
    assert due.CLOSING not in kinds(Moment("filed", filed=True))
