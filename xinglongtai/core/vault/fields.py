"""Columns that are closed as a whole: plain text in Python, closed in the database."""

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull

from .text import close, open_closed


class ClosedField(models.CharField):
    """Text whose column holds it closed. ``max_length`` is that of the text.

    It is read back whole by any query (about 4 µs a value). It cannot be searched, compared or sorted by in the database, except for
    being blank: give the row a :class:`~.marks.MarkField` for that. What cannot be opened reads as :class:`~.text.Unopenable`.
    """

    def db_type(self, connection):
        return "text"

    @property
    def place(self) -> str:
        """Where a value belongs; part of what closes it."""
        return f"{self.model._meta.label_lower}.{self.attname}"

    def has_to_close(self, value) -> bool:
        """Whether ``value`` lies closed."""
        return bool(value)

    def from_db_value(self, value, expression, connection):
        return open_closed(value, self.place) if value else value

    def get_db_prep_save(self, value, connection):
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return close(self.to_python(value), self.place)

    def get_lookup(self, lookup_name):
        return {"exact": _Blank, "isnull": IsNull}.get(lookup_name)

    def get_transform(self, lookup_name):
        return None


class _Blank(Exact):
    """``column = ""``: the only thing a database can tell of a closed column."""

    def get_prep_lookup(self):
        if self.rhs != "":
            raise FieldError("加密的列不能在数据库中比较，请用它的检索标记（MarkField）")
        return ""
