"""Rights of the record of acts: the 审计管理员 alone."""

from .main import IN, NO, rule

_AUDITOR = rule(NO, auditor=IN)
TABLE: dict = {
    "core:record": (_AUDITOR, None),
    "core:record_looks": (_AUDITOR, None),
    "core:record_check": (_AUDITOR, None),
    "core:record_export": (_AUDITOR, "record_form"),
}


def rows(office, day, known: dict) -> dict:
    """No situations of its own."""
    return {}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return {"record_form": ["csv"]}.get(key)
