"""The words of the querysets and the pure function say the same of any pledge on any day."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledges.deadlines import PledgeFacts, Standing, deadline_state
from pledges.models import Pledge
from pledges.status import PledgeStatus
from tests.factories import DAY

SOON = 3
days = st.integers(-40, 40).map(lambda n: DAY + timedelta(n))


@pytest.fixture
def pledge(office):
    return office.issued(on=date(2026, 3, 2))


@given(
    status=st.sampled_from(PledgeStatus.values),
    due=days,
    submitted=st.none() | days,
    on=days,
    until=st.none() | days,
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_row_vocabulary_equals_the_rule(pledge, status, due, submitted, on, until):
    agreed = min(due, date(2026, 3, 2))
    Pledge.objects.filter(pk=pledge.pk).update(
        status=status, issued_on=agreed, agreed_on=agreed, due_on=due, submitted_on=submitted, answered_until=until
    )
    state = deadline_state(
        PledgeFacts(
            status=status,
            due_on=due,
            submitted_on=submitted,
            open_submission=status == PledgeStatus.SUBMITTED,
            answered_until=until,
        ),
        on,
        due_soon=SOON,
    )
    rows = Pledge.objects
    said = {
        Standing.OVERDUE: rows.overdue(on=on),
        Standing.PROMISED: rows.promised(on=on),
        Standing.DUE_TODAY: rows.due_today(on=on),
        Standing.DUE_SOON: rows.due_soon(on=on, days=SOON),
    }
    for standing, found in said.items():
        assert found.exists() == (state.standing is standing), (status, due, on, state)
    assert rows.late(on=on).exists() == (state.standing in {Standing.OVERDUE, Standing.PROMISED})
    assert rows.awaiting_recheck().exists() == (status == PledgeStatus.SUBMITTED)
    assert rows.unsigned().exists() == (status == PledgeStatus.ISSUED)
    assert rows.open().exists() == (state.standing is not Standing.CLOSED)
