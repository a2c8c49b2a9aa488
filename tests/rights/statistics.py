"""Rights of statistics."""

from datetime import timedelta

from tests.rights.main import GONE, IN, NO, rule
from xinglongtai.oversight.statistics import services

_VIEW = rule(NO, head=IN, legal=IN, leader=IN, supervisor=IN, foreign_leader=IN)
_FROZEN = rule(NO, head=GONE, legal=IN, leader=IN, supervisor=IN, foreign_leader=GONE)
_FREEZE = rule(NO, leader=IN, supervisor=IN, foreign_leader=IN)

TABLE: dict = {
    "oversight:statistics": (_VIEW, None),
    "oversight:statistics_list": (_VIEW, None),
    "oversight:statistics_export": (_VIEW, None),
    "oversight:statistics_modes": (_VIEW, None),
    "oversight:statistics_mode_set": (rule(NO, legal=IN), None),
    "oversight:statistics_frozen": (_VIEW, None),
    "oversight:statistics_freeze": (_FREEZE, None),
    "oversight:statistics_frozen_one": (_FROZEN, "frozen_statistics"),
    "oversight:statistics_frozen_behind": (_FROZEN, "frozen_statistics"),
    "oversight:statistics_differences": (_FROZEN, "frozen_statistics"),
    "oversight:statistics_withdraw": (rule(NO, leader=IN, supervisor=IN, foreign_leader=GONE), "frozen_statistics"),
}


def rows(office, day, known: dict) -> dict:
    """Last month's figures of the bureau."""
    last = day.replace(day=1) - timedelta(days=1)
    frozen = services.statistics_freeze(kind="month", year=last.year, month=last.month, actor=office.supervisor, on=day)
    return {"frozen_statistics": frozen}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
