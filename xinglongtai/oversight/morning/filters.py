"""Filters of the overdue review; its page, its export and its ageing table use the same ones."""

from datetime import timedelta

from django import forms

from cases.forms.filters import handlers_of
from catalog.models import Item
from xinglongtai.core import parameters
from xinglongtai.core.lists import FilterForm, any_of
from xinglongtai.core.models import Officer
from xinglongtai.core.privacy.sealed import WordsField
from xinglongtai.core.staff_fields import StaffChoice, UnitChoice
from xinglongtai.core.units import keys_below

from ..filters import units_of
from . import ages
from .rows import OFF_LIST, in_domain, of_item
from .status import UrgeState


class OverdueFilter(FilterForm):
    """单位(含下属), 办案人, 领域, 清单事项, 逾期天数, 逾期分档, 督办情况, 关键词."""

    sorts = {
        "late": ("逾期最久在前", ("due_on", "pk")),
        "recent": ("刚逾期在前", ("-due_on", "pk")),
        "unit": ("按单位", ("case__unit__path", "due_on", "pk")),
        "handler": ("按办案人", ("case__handler__name", "case__handler_id", "due_on", "pk")),
    }
    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")
    officer = StaffChoice(Officer.objects.none(), label="办案人", required=False, empty_label="全部")
    domain = forms.ChoiceField(label="领域", required=False)
    item = forms.ModelChoiceField(label="清单事项", queryset=Item.objects.none(), required=False, empty_label="全部")
    age = forms.ChoiceField(label="逾期分档", required=False)
    days = forms.IntegerField(label="逾期不少于（天）", required=False, min_value=1, max_value=3650)
    urged = forms.ChoiceField(label="督办情况", choices=any_of(UrgeState.choices), required=False)
    words = WordsField(label="关键词", required=False, max_length=60)

    def __init__(self, data=None, *, actor, on, **kwargs):
        super().__init__(data, **kwargs)
        self.on, self.actor = on, actor
        self.classes = ages.classes(ages.read_bounds(parameters.value(actor.bureau, "overdue.age_bounds")))
        self.units = units_of(actor)
        items = Item.objects.filter(bureau_id=actor.unit.bureau_id)
        domains = items.order_by("domain").values_list("domain", flat=True).distinct()
        self.fields["unit"].queryset = self.units
        self.fields["officer"].queryset = handlers_of(actor).filter(unit__in=self.units)
        self.fields["domain"].choices = any_of([(name, name) for name in dict.fromkeys([*domains, OFF_LIST])])
        self.fields["item"].queryset = items.order_by("number", "pk")
        self.fields["age"].choices = any_of([(row.key, row.label) for row in self.classes])
        self.fields["words"].widget.attrs["placeholder"] = "名称、信用代码、电话、编号"
        self.full_clean()

    def narrow(self, rows, given):
        """Each filter narrows on its own; the unit takes its whole subtree. Overdue ones, unless the promised are asked for."""
        if given["urged"] == UrgeState.PROMISED:
            return self._others(rows.promised(on=self.on), given)
        return self._urged(self._others(rows.overdue(on=self.on), given), given["urged"])

    def promised(self, rows):
        """What the review leaves out under the same filters, whatever was asked about 督办."""
        return self._others(rows.promised(on=self.on), self.given())

    def regardless_of_age(self, rows):
        """What the ageing table counts: the same filters but for unit and age, which its cells set."""
        return self.narrow(rows, self.given() | {"unit": "", "age": ""})

    @property
    def recorded(self) -> str:
        """The sentence for the record of events: a keyword may be a name or a number, so it is only said that there was one."""
        words = self.given()["words"]
        return self.sentence.replace(f"关键词：{words}", "关键词：（略）") if words else self.sentence

    def _others(self, rows, given):
        if given["unit"]:
            rows = rows.filter(case__unit__in=keys_below(given["unit"]))
        if given["officer"]:
            rows = rows.of(given["officer"])
        if given["domain"]:
            rows = rows.filter(in_domain(given["domain"]))
        if given["item"]:
            rows = rows.filter(of_item(given["item"]))
        if given["age"]:
            first, last = next(row for row in self.classes if row.key == given["age"]).span(self.on)
            rows = rows.filter(due_on__lte=last)
            rows = rows.filter(due_on__gte=first) if first else rows
        if given["days"]:
            rows = rows.filter(due_on__lte=self.on - timedelta(days=given["days"]))
        return rows.matching(given["words"]) if given["words"] else rows

    def _urged(self, rows, state):
        if state == UrgeState.NONE:
            return rows.filter(urge_pk__isnull=True)
        if state == UrgeState.ANSWERED:
            return rows.filter(urge_answered_on__isnull=False)
        if not state:
            return rows
        waiting = rows.filter(urge_pk__isnull=False, urge_answered_on__isnull=True)
        if state == UrgeState.LATE:
            return waiting.exclude(urge_answer_by__gte=self.on)
        return waiting.filter(urge_escalated_on__isnull=False) if state == UrgeState.ESCALATED else waiting
