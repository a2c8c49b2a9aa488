"""Building blocks of the catalog's database constraints."""

from django.db import models


def one_of(field: str, choices, name: str, *, blank: bool = False) -> models.CheckConstraint:
    """``field`` holds one of ``choices`` (or nothing, with ``blank``)."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


def ordered(start: str, end: str, name: str) -> models.CheckConstraint:
    """``end`` is empty or not before ``start``."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{end}__isnull": True})
        | models.Q(**{f"{start}__isnull": True})
        | models.Q(**{f"{end}__gte": models.F(start)}),
        name=name,
    )
