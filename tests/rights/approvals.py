"""Rights of approvals: the inbox is for whoever decides something, a delegation for who gives it, all of them for who watches."""

from datetime import timedelta

from xinglongtai.core import delegations

from .main import APPROVERS, GONE, IN, NO, rule

TABLE: dict = {
    "pledges:approval_elsewhere": (APPROVERS, None),
    "pledges:approval_decided": (APPROVERS, None),
    "pledges:approve_extensions": (rule(NO, leader=IN, foreign_leader=IN), None),
    "core:delegations": (APPROVERS, None),
    "core:delegation_new": (APPROVERS, None),
    "core:delegations_all": (rule(NO, leader=IN, supervisor=IN, foreign_leader=IN), None),
    "core:delegation_revoke": (rule(NO, foreign_leader=GONE, head=IN, leader=IN), "delegation"),
}


def rows(office, day, known: dict) -> dict:
    """A delegation that begins tomorrow: on the day nobody decides more than their own role lets them."""
    days = {"begins_on": day + timedelta(1), "ends_on": day + timedelta(3)}
    given = {"actor": office.leader, "deputy": office.head, "on": day, "reason": "外出培训", "kinds": ["extension"]}
    return {"delegation": delegations.delegation_grant(**given, **days)}


def address(key: str, rows: dict) -> list | None:
    """Every address here takes one row's primary key."""
    return None
