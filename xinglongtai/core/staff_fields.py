"""Fields that ask for a unit or a member of staff, in offices of five units and of three thousand.

A small office is offered whole, as a tree. In a large one a field offers what lies near: the top, what was chosen, the units around it and
right below; choosing again goes deeper. Whatever may be asked for is accepted, offered or not.
"""

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator

from .display import person
from .models import Unit

#: Units and people offered whole.
MOST_UNITS = 60
MOST_PEOPLE = 100


class _Offered(ModelChoiceIterator):
    """What the field offers instead of everything it accepts."""

    def __iter__(self):
        offered, all_of_them = self.field.near()
        if self.field.empty_label is not None:
            yield "", self.field.empty_label if all_of_them else f"{self.field.empty_label}（{self.field.hint}）"
        for row in offered:
            yield self.choice(row)


class NearChoice(forms.ModelChoiceField):
    """A choice among many that offers some."""

    iterator = _Offered
    hint = ""
    _form = _name = _near = None

    def get_bound_field(self, form, field_name):
        self._form, self._name = form, field_name
        return super().get_bound_field(form, field_name)

    def near(self) -> tuple[list, bool]:
        """What :meth:`offered` says, asked once for the rows at hand: a widget looks through its choices several times."""
        if self._near is None or self._near[0] is not self.queryset:
            self._near = self.queryset, self.offered()
        return self._near[1]

    def chosen(self):
        """What the address or form names, if it may be named."""
        form = self._form
        given = form.data.get(form.add_prefix(self._name)) if form is not None and form.is_bound else None
        return self.queryset.filter(pk=given).first() if str(given or "").isdecimal() else None


class UnitChoice(NearChoice):
    """A unit, indented by its depth in the tree, so that «含下属» is plain. ``queryset``: the units that may be asked for."""

    hint = "逐级选择"

    def __init__(self, queryset=None, **kwargs):
        super().__init__(Unit.objects.none() if queryset is None else queryset, **kwargs)
        self._top = 1

    def label_from_instance(self, unit):
        return "　" * max(0, unit.path.count("/") - self._top) + str(unit)

    def only(self) -> Unit | None:
        """The unit, where no other may be asked for."""
        offered, all_of_them = self.near()
        return offered[0] if all_of_them and len(offered) == 1 else None

    def offered(self) -> tuple[list[Unit], bool]:
        """All units of a small office; of a large one those near the chosen one. And whether these are all."""
        rows = self.queryset.order_by("path")
        found = list(rows[: MOST_UNITS + 1])
        self._top = min((unit.path.count("/") for unit in found), default=1)
        if len(found) <= MOST_UNITS:
            return found, True
        chosen = self.chosen() or found[0]
        around = [int(part) for part in chosen.path.split("/") if part]
        return list(rows.filter(Q(pk__in=around) | Q(parent_id__in=[*around, found[0].pk]))), False


class StaffChoice(NearChoice):
    """A member of staff with the unit; in a large office those of the unit asked for in the field ``unit`` of the same form."""

    hint = "先选单位并查看"

    def label_from_instance(self, officer):
        return person(officer)

    def offered(self) -> tuple[list, bool]:
        """Everybody in a small office; of a large one the people of the unit (the one chosen, or the only one there is), and always the
        person chosen. And whether these are all."""
        rows = self.queryset.select_related("unit").order_by()
        unit = self._form.fields.get("unit") if self._form is not None else None
        near = (unit.chosen() or unit.only()) if isinstance(unit, UnitChoice) else None
        if near is not None:
            rows = rows.filter(unit__path__startswith=near.path)
        found = list(rows[: MOST_PEOPLE + 1])
        if len(found) <= MOST_PEOPLE:
            return sorted(found, key=lambda officer: (officer.name, officer.pk)), True
        chosen = self.chosen()
        return [chosen] if chosen else [], False
