"""One form of bytes for one event, the same on SQLite and PostgreSQL and after a move from one to the other.

PostgreSQL keeps JSON by value: it sorts keys and writes ``1e16`` as ``10000000000000000``. So keys are sorted here, and numbers are
written by value too. Moments are UTC with six decimals.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal

#: What the mark of an event covers, in this order; the database adds the rest (``pk``, ``at``).
MARKED = ("verb", "actor_id", "target_type", "target_id", "thread", "data")
#: The whole row, in this order.
ROW = ("pk", "at", *MARKED, "mark")
AT, DATA, MARK = ROW.index("at"), ROW.index("data"), ROW.index("mark")


#: Made once: making it costs more than a short event.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


def _number(value: float):
    """A float as the number it is worth: 1.0 and 1 are one, 1e23 is the whole number people read.

    >>> _number(1.0), _number(0.25), _number(1e23)
    (1, 0.25, 100000000000000000000000)
    """
    exact = Decimal(repr(value))
    return int(exact) if exact == exact.to_integral_value() else value


def _by_value(value):
    kind = type(value)
    if kind is str:
        return value
    if kind is float:
        return _number(value)
    if kind is dict:
        return {key: _by_value(inner) for key, inner in value.items()}
    if kind is list:
        return [_by_value(inner) for inner in value]
    return value


def _bytes(values: list) -> bytes:
    return _ENCODER.encode(values).encode("ascii")


def of_content(values) -> bytes:
    """``values`` in the order of :data:`MARKED`."""
    return _bytes([*values[:-1], _by_value(values[-1])])


def of_facts(data: dict) -> str:
    """``data`` as it stands in the bytes of its event."""
    return _ENCODER.encode(_by_value(data))


def moment(at: datetime) -> str:
    """«2026-11-26T08:30:00.000000+00:00», always with six decimals."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def of_row(row) -> bytes:
    """``row``: a tuple in the order of :data:`ROW`."""
    values = list(row)
    values[AT] = moment(values[AT])
    values[DATA] = _by_value(values[DATA])
    return _bytes(values)
