"""One old case under a draft: what the draft changes, what the old case cannot tell, and what is not the draft's doing."""

import pytest

from catalog.eligibility import Facts, ItemRule, Override, Parameters, apply_overrides, assess
from catalog.eligibility.trial import (
    CHANGED,
    NO_SUCH_LINE,
    NOT_RECORDED,
    OPEN,
    SAME,
    as_if_then,
    frozen_overrides,
    rehearse,
)

from .situations import IN_ORDER

ITEM = {
    "item_no": "T1",
    "penalty_structure": "progressive",
    "leniency_kind": "minor",
    "load_state": "enabled",
    "verified": True,
    "text_in_force_checked": True,
    "effective_from": "2022-03-01",
    "effective_to": "2027-01-01",
}
LICENCE, LENT = "licence_valid|持有有效执照", "lent|出租出借执照"


def rule(*conditions, exclusions=(), **values) -> ItemRule:
    return ItemRule.from_dict({**ITEM, "conditions": list(conditions), "exclusions": list(exclusions), **values})


def draft(*conditions, **values) -> ItemRule:
    """Not published, dates of its own: neither may count as a difference."""
    return rule(*conditions, version_no=2, state="draft", effective_from=None, effective_to=None, **values)


def facts(**answers) -> Facts:
    fields = {k: v for k, v in answers.items() if k in IN_ORDER}
    return Facts.from_dict({**IN_ORDER, **fields, "answers": {k: v for k, v in answers.items() if k not in IN_ORDER}})


def tried(used: ItemRule, new: ItemRule, known: Facts, recorded: str = "", overrides=(), parameters=None):
    was = recorded or assess(used, known, parameters).verdict
    return rehearse(recorded=was, used=used, draft=new, facts=known, overrides=overrides, parameters=parameters)


def lines(trial):
    return [(change.label, change.old, change.new) for change in trial.changes]


def test_the_same_words_change_nothing():
    found = tried(rule(LICENCE), draft(LICENCE), facts(licence_valid=True))
    assert (found.kind, found.draft, found.changes, found.dropped) == (SAME, "eligible", (), ())
    assert not found.rules_changed and not found.unrecorded


def test_dates_and_state_of_a_draft_are_no_difference():
    then = as_if_then(draft(), rule())
    assert (then.state, then.effective_from, then.effective_to) == (
        "published",
        rule().effective_from,
        rule().effective_to,
    )


def test_a_condition_the_old_case_fails():
    found = tried(rule(), draft(LICENCE), facts(licence_valid=False))
    assert (found.kind, found.baseline, found.draft) == (CHANGED, "eligible", "not_eligible")
    assert lines(found) == [("持有有效执照", NO_SUCH_LINE, "不符合")]


def test_a_condition_the_old_case_meets_is_not_told():
    found = tried(rule(), draft(LICENCE), facts(licence_valid=True))
    assert (found.kind, found.changes) == (SAME, ())


def test_a_condition_the_old_case_never_recorded_is_unknown():
    found = tried(rule(), draft(LICENCE), facts())
    assert (found.kind, found.draft) == (OPEN, "needs_legal_review")
    assert (found.best, found.worst) == ("eligible", "not_eligible")
    assert lines(found) == [("持有有效执照", NO_SUCH_LINE, NOT_RECORDED)]
    assert found.unrecorded == ("持有有效执照",)


def test_unrecorded_does_not_matter_where_something_stronger_decides():
    found = tried(rule(), draft(LICENCE), facts(costly_fix=True))
    assert (found.kind, found.baseline, found.draft) == (SAME, "ordinary_procedure", "ordinary_procedure")
    assert found.unrecorded == ("持有有效执照",)


def test_unrecorded_beside_a_sure_change():
    found = tried(rule(), draft(LICENCE, exclusions=[LENT]), facts(lent=True))
    assert (found.kind, found.baseline, found.draft) == (CHANGED, "eligible", "ordinary_procedure")


def test_what_was_open_then_is_not_new():
    """The old case waited for the same answer: the draft makes nothing of that."""
    found = tried(rule(LICENCE), draft(LICENCE), facts())
    assert (found.kind, found.baseline, found.changes) == (SAME, "needs_legal_review", ())


def test_an_exclusion_taken_away():
    found = tried(rule(exclusions=[LENT]), draft(), facts(lent=True))
    assert (found.kind, found.baseline, found.draft) == (CHANGED, "ordinary_procedure", "eligible")
    assert lines(found) == [("不存在：出租出借执照", "不符合", NO_SUCH_LINE)]


def test_a_limit_moved_is_one_line():
    old, new = rule("goods_value<=500|货值五百元以下"), draft("goods_value<=300|货值三百元以下")
    found = tried(old, new, facts(goods_value=400))
    assert lines(found) == [("货值三百元以下", "符合", "不符合")]
    assert (found.kind, found.draft) == (CHANGED, "not_eligible")
    assert tried(old, new, facts(goods_value=200)).kind == SAME
    assert tried(old, new, facts()).kind == SAME  # not known then, not known now


def test_two_limits_find_their_own_partner():
    old = rule("goods_value<=500|五百元以下", "goods_value>=10|十元以上")
    new = draft("goods_value>=10|十元以上", "goods_value<=300|三百元以下")
    assert lines(tried(old, new, facts(goods_value=400))) == [("三百元以下", "符合", "不符合")]


def test_another_kind_of_leniency_asks_what_was_not_asked():
    found = tried(
        rule(), draft(penalty_structure="discretionary", leniency_kind="first_offence"), facts(first_offence=None)
    )
    assert found.kind == OPEN
    assert any(label.startswith("初次违法") for label in found.unrecorded)


def test_what_needs_a_persons_eye_is_a_sure_change():
    found = tried(
        rule(),
        draft(penalty_structure="discretionary", leniency_kind="first_offence"),
        facts(first_offence="unverified"),
    )
    assert (found.kind, found.draft) == (CHANGED, "needs_legal_review")


def test_rules_that_moved_are_not_the_drafts_doing():
    found = tried(rule(), draft(), facts(), recorded="ordinary_procedure")
    assert found.rules_changed and found.kind == SAME
    strict = Parameters(required_sources=("某系统",))
    kept = rule(penalty_structure="discretionary", leniency_kind="first_offence")
    found = tried(kept, kept, facts(), recorded="eligible", parameters=strict)
    assert found.rules_changed and found.kind == SAME


class TestOverrides:
    def test_the_same_judgement_counts_on_both_sides(self):
        given = Override(key="licence_valid", outcome="met", reason="执照在办", approved=True)
        found = tried(rule(LICENCE), draft(LICENCE), facts(licence_valid=False), overrides=[given])
        assert (found.baseline, found.kind) == ("eligible", SAME)

    def test_read_from_the_stored_sheet(self):
        sheet = apply_overrides(
            assess(rule(LICENCE), facts(licence_valid=False)),
            [Override(key="licence_valid", outcome="met", reason="执照在办")],
        )
        assert frozen_overrides(sheet.to_dict()) == (
            Override(key="licence_valid", outcome="met", reason="执照在办", approved=False),
        )
        assert frozen_overrides({}) == ()

    def test_left_out_where_the_rules_say_so_by_themselves(self):
        given = Override(key="licence_valid", outcome="met", reason="执照在办")
        assert tried(rule(LICENCE), draft(LICENCE), facts(licence_valid=True), overrides=[given]).baseline == "eligible"

    def test_named_where_the_draft_has_no_such_line(self):
        given = Override(key="licence_valid", outcome="met", reason="执照在办")
        found = tried(rule(LICENCE), draft(), facts(licence_valid=False), overrides=[given])
        assert found.dropped == ("持有有效执照",)
        assert (found.baseline, found.draft) == ("needs_legal_review", "eligible")
        assert tried(rule(), draft(), facts(), overrides=[given]).dropped == ()


@pytest.mark.parametrize("token", ["no_harm|没有后果", "minor_harm|后果轻微"])
def test_a_line_that_informs_only_is_not_told(token):
    """From informing to informing otherwise nothing follows."""
    assert tried(rule(token), draft(token), facts(first_offence=None)).changes == ()
