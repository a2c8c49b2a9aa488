"""JSON of which only what is personal or secret is closed: the rest can be searched as before, and in Python all of it is plain.

Closed are the strings under the keys a field names (``parts``), at any depth, and every string that holds an 身份证号. In the column
such a string is ``{"$closed": "v1:k1:…"}``.
"""

import re

from django.db import models

from ..keys import KeyMissing
from .text import Unopenable, close, open_closed

CLOSED = "$closed"
#: Eighteen places with a possible day of birth, standing alone.
_PERSON = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)


def names_a_person(text: str) -> bool:
    """Whether an 身份证号 stands in ``text``."""
    return _PERSON.search(text) is not None


def holds_any(value, parts: frozenset[str] = frozenset(), inside: bool = False) -> bool:
    """Whether :func:`close_parts` would close something in ``value``."""
    if isinstance(value, str):
        return bool(isinstance(value, Unopenable) or (value and inside) or names_a_person(value))
    if isinstance(value, dict):
        return any(holds_any(inner, parts, inside or key in parts) for key, inner in value.items())
    return isinstance(value, list | tuple) and any(holds_any(inner, parts, inside) for inner in value)


def close_parts(value, place: str, parts: frozenset[str] = frozenset(), inside: bool = False):
    """``value`` as it is stored."""
    if isinstance(value, str):
        return {CLOSED: close(value, place)} if holds_any(value, inside=inside) else value
    if isinstance(value, dict):
        return {key: close_parts(inner, place, parts, inside or key in parts) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [close_parts(inner, place, parts, inside) for inner in value]
    return value


def open_parts(value, place: str):
    """``value`` as it is read."""
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get(CLOSED), str):
            return open_closed(value[CLOSED], place)
        return {key: open_parts(inner, place) for key, inner in value.items()}
    if isinstance(value, list):
        return [open_parts(inner, place) for inner in value]
    return value


def require_open(value, what: str) -> None:
    """Everything in ``value`` could be opened; :class:`KeyMissing` otherwise."""
    if isinstance(value, Unopenable):
        raise KeyMissing(f"{what}中有内容{value}。请联系运维人员恢复密钥文件夹后重试。")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        require_open(inner, what)


class PartlyClosedField(models.JSONField):
    """JSON with closed parts. ``parts``: keys under which every string is closed."""

    def __init__(self, *args, parts: tuple[str, ...] = (), **kwargs):
        self.parts = tuple(parts)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **({"parts": self.parts} if self.parts else {})}

    @property
    def place(self) -> str:
        """Where a value belongs; part of what closes it."""
        return f"{self.model._meta.label_lower}.{self.attname}"

    def has_to_close(self, value) -> bool:
        """Whether some part of ``value`` lies closed."""
        return holds_any(value, frozenset(self.parts))

    def from_db_value(self, value, expression, connection):
        return open_parts(super().from_db_value(value, expression, connection), self.place)

    def get_db_prep_save(self, value, connection):
        if value is None or hasattr(value, "resolve_expression"):
            return super().get_db_prep_save(value, connection)
        return super().get_db_prep_save(close_parts(value, self.place, frozenset(self.parts)), connection)
