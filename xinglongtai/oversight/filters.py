"""Which units a person may ask for, and the field that lists them as a tree; the filters of several topics use both."""

from django import forms

from xinglongtai.core import roles
from xinglongtai.core.models import Unit
from xinglongtai.core.roles import Role


def units_of(actor):
    """Units whose rows ``actor`` may ask for: the bureau's, or for a unit head their own subtree."""
    rows = Unit.objects.filter(bureau_id=actor.unit.bureau_id)
    if roles.held(actor) & {Role.LEGAL, Role.LEADER, Role.SUPERVISOR}:
        return rows
    return rows.filter(path__startswith=actor.unit.path)


class UnitChoice(forms.ModelChoiceField):
    """A unit, indented by its depth in the tree, so that «含下属» is plain."""

    def label_from_instance(self, unit):
        return "　" * max(0, unit.path.count("/") - 1) + str(unit)
