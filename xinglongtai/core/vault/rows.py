"""Rows closed again in batches, while the system runs: for data from before, and when keys are changed.

A batch is read and written under its rows' locks in one transaction. What is done shows in the rows themselves, so a run that was
killed is simply begun again. What cannot be opened is left as it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Cast

from .fields import ClosedField
from .marks import MarkField
from .parts import PartlyClosedField
from .text import Unopenable

_AT_ONCE = 300


@dataclass(frozen=True)
class Columns:
    """The closed columns of one table, and their marks by column."""

    model: type[models.Model]
    closed: tuple[str, ...]
    marks: dict[str, str]

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)


def columns_of(model: type[models.Model]) -> Columns:
    """The closed columns of ``model`` (maybe none)."""
    fields = model._meta.local_concrete_fields
    closed = tuple(field.attname for field in fields if isinstance(field, ClosedField | PartlyClosedField))
    return Columns(model, closed, {field.of: field.attname for field in fields if isinstance(field, MarkField)})


def tables() -> list[Columns]:
    """Every table with closed columns."""
    found = [columns_of(model) for model in apps.get_models() if not model._meta.proxy]
    return [columns for columns in found if columns.closed]


def _text(column: str):
    return Cast(column, models.TextField())


def closed_by(columns: Columns, key_id: str) -> models.QuerySet:
    """Rows of which some part was closed by the key named ``key_id``."""
    rows, wanted = columns.model._base_manager.all(), models.Q(pk__in=[])
    for n, name in enumerate((*columns.closed, *columns.marks.values())):
        sign = f"{key_id}:" if name in columns.marks.values() else f"v1:{key_id}:"
        alias = f"_closed_{n}"
        rows = rows.alias(**{alias: _text(name)})
        wanted |= models.Q(**{f"{alias}__contains" if name in columns.closed else f"{alias}__startswith": sign})
    return rows.filter(wanted)


def count(columns: Columns, key_id: str) -> int:
    """How many rows the key named ``key_id`` closes some part of."""
    return closed_by(columns, key_id).count()


def reclose(
    columns: Columns, rows: models.QuerySet, told: Callable[[int], None] = lambda done: None
) -> tuple[int, int]:
    """Close ``rows`` by the key in use, batch by batch; (rows written, rows that could not be opened). Where nothing is to be closed
    nothing is written."""
    done = left = 0
    for batch in _batches(rows):
        with transaction.atomic():
            found = columns.model._base_manager.filter(pk__in=batch).select_for_update().order_by("pk")
            for values in found.values("pk", *columns.closed):
                if not any(columns.model._meta.get_field(name).has_to_close(values[name]) for name in columns.closed):
                    continue
                if _spoilt([values[name] for name in columns.closed]):
                    left += 1
                    continue
                _write(columns, values)
                done += 1
        told(done)
    return done, left


def _batches(rows: models.QuerySet) -> Iterator[list]:
    last = None
    while True:
        wanted = rows if last is None else rows.filter(pk__gt=last)
        batch = list(wanted.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
        if not batch:
            return
        yield batch
        last = batch[-1]


def _spoilt(value) -> bool:
    if isinstance(value, dict):
        return any(map(_spoilt, value.values()))
    if isinstance(value, list):
        return any(map(_spoilt, value))
    return isinstance(value, Unopenable)


def _write(columns: Columns, values: dict) -> None:
    written = {name: values[name] for name in columns.closed}
    for source, name in columns.marks.items():
        written[name] = columns.model._meta.get_field(name).made(values[source])
    columns.model._base_manager.filter(pk=values["pk"]).update(**written)


# Migrations -----------------------------------------------------------------------------------------------------------------


def close_all(model: type[models.Model]) -> None:
    """Close the columns of a table that holds plain text (a data migration, with the model of its state)."""
    columns = columns_of(model)
    reclose(columns, model._base_manager.all())


def open_all(model: type[models.Model]) -> None:
    """Write the columns as plain text again (the way back of :func:`close_all`). What cannot be opened stays closed."""
    columns = columns_of(model)
    for batch in _batches(model._base_manager.all()):
        for values in model._base_manager.filter(pk__in=batch).values("pk", *columns.closed):
            written = {
                name: _plain(model._meta.get_field(name), values[name])
                for name in columns.closed
                if not _spoilt(values[name])
            }
            if written:
                model._base_manager.filter(pk=values["pk"]).update(**written)


def _plain(field, value):
    kind = models.JSONField() if isinstance(field, PartlyClosedField) else models.TextField()
    return Value(value, output_field=kind) if value is not None else None
