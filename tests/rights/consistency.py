"""Rights of 一致性检查 and 说理: whoever sees the case reads them, those who handle it change the reasons."""

from tests.rights.main import HANDLE_CASE, SEE_CASE

TABLE: dict = {
    "pledges:consistency": (SEE_CASE, "corrected"),
    "cases:reasoning": (SEE_CASE, "corrected"),
    "cases:reasoning_save": (HANDLE_CASE, "corrected"),
}


def rows(office, day, known: dict) -> dict:
    """Situation → row, made on the stage ``known`` describes."""
    return {}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
