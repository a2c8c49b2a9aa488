"""The last check of a row before a verb saves it."""

from django.db import models


def validate(row: models.Model) -> None:
    """``full_clean`` with what the database does better left to it: constraints, and whether the rows referred to are there.

    Django would ask for each of those with a query of its own; the foreign key itself refuses a row that is not. An empty reference
    that must not be empty is still said. Raises ``ValidationError``.
    """
    held = {
        field.name
        for field in row._meta.concrete_fields
        if field.is_relation and getattr(row, field.attname) is not None
    }
    row.full_clean(exclude=held, validate_constraints=False)
