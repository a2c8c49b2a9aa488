"""Where a pledge stands for its party: facts read from the rows for the rules in ``offers``."""

from cases.status import DecisionState
from xinglongtai.core import parameters
from xinglongtai.core.calendar import load
from xinglongtai.core.workdays import add_working_days

from ..models import Pledge
from ..status import PledgeStatus
from .offers import RemoteFacts, Standing

_ASKED = (DecisionState.PENDING, DecisionState.APPROVED)


def standing_of(pledge: Pledge) -> Standing:
    """State, deadline, extension; the last day one may ask for (working days) only while the promise runs."""
    states = [row.state for row in pledge.extensions.all() if row.state in _ASKED]
    latest = None
    if pledge.status == PledgeStatus.SIGNED:
        days = parameters.value(pledge.bureau, "pledge.extension_days")
        calendar = load([pledge.due_on.year, pledge.due_on.year + 1])
        latest = add_working_days(pledge.due_on, days, calendar).due_on
    return Standing(pledge.status, pledge.due_on, states[0] if states else "", latest)


def remote_facts(pledge: Pledge) -> RemoteFacts:
    """The bureau's parameter and what the items of the violations say; 清单外 never allows it."""
    rows = pledge.case.violations.select_related("item_version")
    versions = [row.item_version for row in rows]
    return RemoteFacts(
        allowed=parameters.value(pledge.bureau, "recheck.remote"),
        violations=tuple((bool(v and v.remote_recheck), v.key_area if v else "") for v in versions),
    )
