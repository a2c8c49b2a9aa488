"""Rows as lines of PostgreSQL's COPY, which SQLite is given piece by piece. What every row of a table has in common is written once.

A column that nobody names gets the default of its field, so a new column of a lower room needs nothing here unless it must be told.
"""

import json
from collections import defaultdict
from datetime import date

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

NULL = "\\N"


def text_of(value) -> str:
    """A value as it stands in a line. Words of ours hold no tabs, breaks or backslashes."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, dict | list):
        return json_of(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def json_of(value) -> str:
    """JSON as both engines take it, without a backslash: no quotes and no breaks stand in words of ours."""
    found = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\" in found:
        raise ValueError(f"cannot stand in a line: {found[:200]}")
    return found


class Table:
    """The lines of one model: ``table.line % (values of the varying columns, as text or numbers, in their order)``."""

    def __init__(self, model: type[Model], *varying: str, **constant):
        self.name = model._meta.db_table
        self.model = model
        fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
        if unknown := {*varying, *constant} - set(fields):
            raise ValueError(f"{self.name} has no {unknown}")
        same = {name: constant[name] if name in constant else _default(field) for name, field in fields.items()}
        rest = [name for name in fields if name not in varying]
        self.columns = [fields[name].column for name in (*varying, *rest)]
        parts = ["%s"] * len(varying) + [text_of(same[name]).replace("%", "%%") for name in rest]
        self.line = "\t".join(parts) + "\n"
        for name in rest:
            if same[name] is None and not fields[name].null:
                raise ValueError(f"{self.name}.{name} has no value")


def _default(field):
    if field.primary_key or (field.default is NOT_PROVIDED and not field.empty_strings_allowed):
        return None
    return field.get_default()


class Sink:
    """Takes lines, and brings them into the database when :meth:`flush` is called. Counts them."""

    def __init__(self):
        self.lines: dict[Table, list[str]] = defaultdict(list)
        self.counts: dict[str, int] = defaultdict(int)
        self.waiting = 0

    def add(self, table: Table, values: tuple) -> None:
        self.lines[table].append(table.line % values)

    def flush(self) -> None:
        for table, lines in self.lines.items():
            if lines:
                bring_in(table, lines)
                self.counts[table.name] += len(lines)
                lines.clear()


def bring_in(table: Table, lines: list[str]) -> None:
    """``lines`` into their table, past the ORM and past the indexes (see ``bare``)."""
    if connection.vendor == "sqlite":
        marks = ",".join("?" * len(table.columns))
        statement = f"INSERT INTO {table.name} ({','.join(_quoted(table))}) VALUES ({marks})"  # noqa: S608  (names of ours)
        connection.ensure_connection()
        connection.connection.executemany(statement, map(_values, lines))
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({','.join(_quoted(table))}) FROM STDIN") as copy,
    ):
        copy.write("".join(lines))


def _quoted(table: Table) -> list[str]:
    return [connection.ops.quote_name(column) for column in table.columns]


def _values(line: str) -> list[str | None]:
    return [None if part == NULL else part for part in line[:-1].split("\t")]
