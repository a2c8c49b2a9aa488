"""Rights of evidence: one item's page, and files that come in pieces."""

from uuid import uuid4

from cases import services

from .main import GONE, IN, SEE_CASE, TRACK, rule

TABLE: dict = {
    "cases:evidence_page": (SEE_CASE, "photo"),
    "cases:upload_start": (TRACK, "draft"),
    "cases:upload": (rule(GONE, officer=IN), "upload"),
}


def rows(office, day, known: dict) -> dict:
    """Situation → row, made on the stage ``known`` describes."""
    given = {"client_key": uuid4(), "name": "现场.jpg", "size": 100}
    return {"upload": services.upload_start(case=known["draft"], actor=office.officer, **given)[0]}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
