"""Rights of personal data: the way of searched words, the page of retention, holds."""

from .main import ANYBODY, IN, NO, REVIEW, rule

TABLE: dict = {
    "core:words": (ANYBODY, None),
    "oversight:retention": (rule(NO, legal=IN, leader=IN, foreign_leader=IN), None),
    "oversight:case_hold": (REVIEW, "draft"),
    "oversight:hold_lift": (REVIEW, "hold"),
}


def rows(office, day, known: dict) -> dict:
    """A case that is held."""
    from xinglongtai.oversight.retention.services import hold_set

    return {"hold": hold_set(case=office.draft(on=day), actor=office.legal, reason="演示：行政复议期间")}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
