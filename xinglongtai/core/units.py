"""Verbs for the tree of units: paths are kept right when a unit is added or moved."""

from django.core.exceptions import ValidationError
from django.db import transaction

from .models import Bureau, Unit


@transaction.atomic
def place(unit: Unit) -> Unit:
    """Save ``unit`` under its parent and rewrite the paths and bureaus below it.

    Raises ``ValidationError`` when the parent lies inside the unit's own subtree.
    """
    parent = unit.parent
    if parent and unit.pk and (parent.pk == unit.pk or f"{unit.pk:05d}/" in parent.path):
        raise ValidationError({"parent": "上级单位不能是它自己或它的下级。"})
    unit.save()
    _rewrite(unit, parent)
    return unit


def _rewrite(unit: Unit, parent: Unit | None) -> None:
    unit.path = (parent.path if parent else "") + f"{unit.pk:05d}/"
    unit.bureau = parent.bureau if parent else Bureau.objects.filter(unit=unit).first()
    Unit.objects.filter(pk=unit.pk).update(path=unit.path, bureau=unit.bureau)
    for child in Unit.objects.filter(parent=unit):
        _rewrite(child, unit)


@transaction.atomic
def create_bureau(*, code: str, name: str, full_name: str, region_code: str, document_prefix: str, **extra) -> Bureau:
    """A new root unit with its bureau."""
    root = Unit.objects.create(name=full_name, short_name=name)
    bureau = Bureau.objects.create(
        unit=root, code=code, full_name=full_name, region_code=region_code, document_prefix=document_prefix, **extra
    )
    place(root)
    return bureau


def subtree(unit: Unit):
    """Units at and below ``unit``."""
    return Unit.objects.filter(path__startswith=unit.path)


def keys_below(unit: Unit) -> list[int]:
    """Keys of the units at and below ``unit``, read once for the object at hand: a page asks for them with every query.

    Written out they tell the planner how many rows there are, and let each unit's index be used where a join with the tree lets none.
    """
    if "_keys_below" not in unit.__dict__:
        unit._keys_below = list(subtree(unit).order_by("path").values_list("pk", flat=True))
    return unit._keys_below
