"""Rights of 离线登记: page and worker hold nobody's data and are for everybody; drafts only for those who register."""

from .main import HANDLERS, PUBLIC

TABLE: dict = {
    "cases:field": (PUBLIC, None),
    "cases:field_worker": (PUBLIC, None),
    "cases:field_manifest": (PUBLIC, None),
    "cases:field_me": (HANDLERS, None),
    "cases:field_entries": (HANDLERS, None),
}


def rows(office, day, known: dict) -> dict:
    """Situation → row, made on the stage ``known`` describes."""
    return {}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
