"""Every pair of states: allowed ones are reached by a verb, all others are refused by the verbs and the tables."""

import itertools

import pytest

from cases.models import Case
from cases.services.access import move as move_case
from cases.status import FINAL, STAGE_OF, TONE, TRANSITIONS, CaseStatus, may_become
from pledges.models import Pledge
from pledges.services.access import move as move_pledge
from pledges.status import OPEN, PledgeStatus
from pledges.status import TONE as PLEDGE_TONE
from pledges.status import TRANSITIONS as PLEDGE_TRANSITIONS
from xinglongtai.core.errors import TransitionRefused


@pytest.mark.parametrize(("old", "new"), list(itertools.product(CaseStatus, repeat=2)))
def test_every_pair_of_case_states(old, new):
    case = Case(status=old)
    if may_become(old, new):
        move_case(case, new)
        assert case.status == new
    else:
        with pytest.raises(TransitionRefused) as caught:
            move_case(case, new)
        assert old.label in str(caught.value)
        assert new.label in str(caught.value)
        assert case.status == old


@pytest.mark.parametrize(("old", "new"), list(itertools.product(PledgeStatus, repeat=2)))
def test_every_pair_of_pledge_states(old, new):
    pledge = Pledge(status=old)
    if new in PLEDGE_TRANSITIONS[old]:
        move_pledge(pledge, new)
        assert pledge.status == new
    else:
        with pytest.raises(TransitionRefused):
            move_pledge(pledge, new)
        assert pledge.status == old


def test_the_tables_know_every_state():
    assert set(TRANSITIONS) == set(STAGE_OF) == set(TONE) == set(CaseStatus)
    assert set(PLEDGE_TRANSITIONS) == set(PLEDGE_TONE) == set(PledgeStatus)
    assert {s for s in CaseStatus if not TRANSITIONS[s]} == set(FINAL)
    assert {s for s in PledgeStatus if PLEDGE_TRANSITIONS[s]} == set(OPEN)


def test_every_case_state_can_be_reached_and_left():
    reached = {CaseStatus.DRAFT}
    for _ in CaseStatus:
        reached |= {new for old in reached for new in TRANSITIONS[old]}
    assert reached == set(CaseStatus)
