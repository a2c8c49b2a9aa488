"""Rights of staffing."""

TABLE: dict = {}


def rows(office, day, known: dict) -> dict:
    """Situations of this topic."""
    return {}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
