"""Rights of sameness: heads, legal staff, leaders and supervisors compare; legal staff and supervisors say what is to be done."""

from tests.sameness_stage import different

from .main import GONE, IN, NO, rule

LOOK = rule(NO, head=IN, legal=IN, leader=IN, supervisor=IN, foreign_leader=IN)
TABLE: dict = {
    "oversight:sameness": (LOOK, None),
    "oversight:sameness_rates": (LOOK, None),
    "oversight:sameness_pair": ({**LOOK, "foreign_leader": GONE}, "sameness_pair"),
    "oversight:sameness_decide": (rule(NO, legal=IN, supervisor=IN), "sameness_pair"),
}


def rows(office, day, known: dict) -> dict:
    """Two cases with the same answers that ended differently."""
    return {"sameness_pair": different(office, day)}


def address(key: str, rows: dict) -> list | None:
    """A pair is named by its two cases."""
    return [case.pk for case in rows[key]] if key == "sameness_pair" else None
