"""Filters of the overdue review; its page and its export use the same ones."""

from datetime import timedelta

from django import forms
from django.db import models

from catalog.models import Item
from xinglongtai.core import roles
from xinglongtai.core.lists import FilterForm, any_of
from xinglongtai.core.models import Officer, Unit
from xinglongtai.core.roles import Role

from .rows import OFF_LIST, in_domain


class UrgeState(models.TextChoices):
    """Where the last 督办 of a row stands."""

    NONE = "none", "未督办"
    OPEN = "open", "已督办未答复"
    ANSWERED = "answered", "已答复"


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


class OverdueFilter(FilterForm):
    """单位(含下属), 办案人, 领域, 逾期天数, 督办情况, 关键词."""

    sorts = {
        "late": ("逾期最久在前", ("due_on", "pk")),
        "recent": ("刚逾期在前", ("-due_on", "pk")),
        "unit": ("按单位", ("case__unit__path", "due_on", "pk")),
        "handler": ("按办案人", ("case__handler__name", "case__handler_id", "due_on", "pk")),
    }
    unit = UnitChoice(label="单位（含下属）", queryset=Unit.objects.none(), required=False, empty_label="全部")
    officer = forms.ModelChoiceField(
        label="办案人", queryset=Officer.objects.none(), required=False, empty_label="全部"
    )
    domain = forms.ChoiceField(label="领域", required=False)
    days = forms.IntegerField(label="逾期不少于（天）", required=False, min_value=1, max_value=3650)
    urged = forms.ChoiceField(label="督办情况", choices=any_of(UrgeState.choices), required=False)
    words = forms.CharField(label="关键词", required=False, max_length=60)

    def __init__(self, data=None, *, actor, on, **kwargs):
        super().__init__(data, **kwargs)
        self.on = on
        units = units_of(actor)
        domains = (
            Item.objects.filter(bureau_id=actor.unit.bureau_id).order_by("domain").values_list("domain", flat=True)
        )
        handlers = Officer.objects.filter(unit__in=units, handled_cases__isnull=False)
        self.fields["unit"].queryset = units
        self.fields["officer"].queryset = handlers.distinct().order_by("name", "pk")
        self.fields["domain"].choices = any_of([(name, name) for name in dict.fromkeys([*domains, OFF_LIST])])
        self.fields["words"].widget.attrs["placeholder"] = "名称、信用代码、电话、编号"
        self.full_clean()

    def narrow(self, rows, given):
        """Each filter narrows on its own; the unit takes its whole subtree."""
        if given["unit"]:
            rows = rows.filter(case__unit__path__startswith=given["unit"].path)
        if given["officer"]:
            rows = rows.of(given["officer"])
        if given["domain"]:
            rows = rows.filter(in_domain(given["domain"]))
        if given["days"]:
            rows = rows.filter(due_on__lte=self.on - timedelta(days=given["days"]))
        if given["urged"] == UrgeState.NONE:
            rows = rows.filter(last_urge__isnull=True)
        elif given["urged"] == UrgeState.OPEN:
            rows = rows.filter(last_urge__isnull=False, last_answer__isnull=True)
        elif given["urged"] == UrgeState.ANSWERED:
            rows = rows.filter(last_answer__isnull=False)
        return rows.matching(given["words"]) if given["words"] else rows
