"""Rights of notices."""

from xinglongtai.core.models import Notice
from xinglongtai.core.notices import tell

from .main import ANYBODY, GONE, IN, rule

_OWN = rule(GONE, officer=IN)
TABLE: dict = {
    "core:notice_read": (_OWN, "notice"),
    "core:notice_open": (_OWN, "notice"),
    "core:notice_preferences": (ANYBODY, None),
}


def rows(office, day, known: dict) -> dict:
    """Situations of this topic."""
    tell(office.officer, key="rights", text="案件 1 有新情况", url="/me/", topic="other")
    return {"notice": Notice.objects.get(officer=office.officer, key="rights")}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
