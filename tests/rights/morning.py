"""Rights of morning."""

from xinglongtai.oversight.morning.services_views import view_save

from .main import _OUTSIDE, GONE, IN, NO, OVERSEE, SUPERVISE, SUPERVISE_CASE, rule

_ASSIGN = rule(NO, head=IN, supervisor=IN)
_OVERSEE_CASE = rule(NO, **_OUTSIDE, head=IN, leader=IN, supervisor=IN)
#: A view that nobody shares: of the supervisor alone.
_OWN_VIEW = rule(NO, head=GONE, leader=GONE, supervisor=IN, foreign_leader=GONE)

TABLE: dict = {
    "oversight:brief": (OVERSEE, None),
    "oversight:brief_seen": (OVERSEE, None),
    "oversight:brief_restore": (OVERSEE, None),
    "oversight:file_check": (_OVERSEE_CASE, "draft"),
    "oversight:overdue": (OVERSEE, None),
    "oversight:overdue_export": (OVERSEE, None),
    "oversight:urge_selected": (SUPERVISE, None),
    "oversight:reassign_selected": (_ASSIGN, None),
    "oversight:urge_result": (OVERSEE, None),
    "oversight:urge": (SUPERVISE_CASE, "overdue"),
    "oversight:view_save": (OVERSEE, None),
    "oversight:view_start": (_OWN_VIEW, "saved_view"),
    "oversight:view_delete": (_OWN_VIEW, "saved_view"),
    "oversight:reassign": (rule(NO, **_OUTSIDE, supervisor=IN, head=IN), "draft"),
}


def rows(office, day, known: dict) -> dict:
    """Situations of this topic."""
    return {"saved_view": view_save(actor=office.supervisor, name="演示视图", query="days=5")}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
