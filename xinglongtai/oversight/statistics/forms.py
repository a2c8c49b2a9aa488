"""Forms of statistics: which period, unit, domain, item and source; sorting a way into a mode."""

from django import forms
from django.http import QueryDict

from cases.status import Source
from catalog.models import Item
from xinglongtai.core import parameters
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput, any_of

from ..evaluation.forms import KEPT as PERIOD_FIELDS
from ..evaluation.forms import PeriodFilter
from ..morning.rows import OFF_LIST
from . import selectors
from .measures import BY_KEY, Group
from .status import Mode, Way

KEPT = (*PERIOD_FIELDS, "domain", "item", "source")
AXES = [("unit", "单位"), ("time", "时间"), ("domain", "领域"), ("item", "事项"), ("source", "来源")]


class StatisticsFilter(PeriodFilter):
    """Period, unit with what lies below it, domain, item, source; hidden: what the tables below are made of."""

    domain = forms.ChoiceField(label="领域", required=False)
    item = forms.ChoiceField(label="清单事项", required=False)
    source = forms.ChoiceField(label="检查来源", choices=any_of(Source.choices), required=False)
    by = forms.ChoiceField(choices=AXES, required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(choices=Group.choices, required=False, widget=forms.HiddenInput)
    #: Not part of the sentence of active filters.
    silent = ("by", "show")

    def full_clean(self):
        rows = list(
            Item.objects.filter(bureau=self.actor.bureau).order_by("number").values_list("pk", "number", "domain")
        )
        domains = sorted({domain for _, _, domain in rows})
        self.fields["domain"].choices = any_of([(name, name) for name in [*domains, OFF_LIST]])
        outside = (selectors.OFF_LIST_ITEM, OFF_LIST)
        self.names = {pk: f"{number} {domain}" for pk, number, domain in rows}
        self.fields["item"].choices = any_of([*((str(pk), name) for pk, name in self.names.items()), outside])
        super().full_clean()

    @property
    def sentence(self) -> str:
        """The active filters in words, without what is hidden."""
        return "；".join(
            f"{self.fields[name].label}：{self._shown(name, value)}"
            for name, value in self.given().items()
            if value != "" and name != "sort" and name not in self.silent
        )

    def scope(self, **only) -> selectors.Scope:
        """Whose rows are counted and which."""
        given = self.given()
        bureau = self.actor.bureau
        return selectors.Scope(
            bureau,
            self.on,
            selectors.handling_of(bureau),
            parameters.value(bureau, "statistics.again_days"),
            actor=self.actor,
            unit=given["unit"] or None,
            domain=given["domain"],
            item=given["item"],
            source=given["source"],
        )

    @property
    def query(self) -> QueryDict:
        """The accepted filters as they stand in an address."""
        found, given = QueryDict(mutable=True), self.given()
        for name in KEPT:
            if given[name] != "":
                value = getattr(given[name], "pk", given[name])
                found[name] = value.isoformat() if hasattr(value, "isoformat") else value
        return found


class ListFilter(StatisticsFilter):
    """Filters of the list behind one number; which number is hidden in the form."""

    measure = forms.ChoiceField(
        choices=[(key, one.name) for key, one in BY_KEY.items()], required=False, widget=forms.HiddenInput
    )
    part = forms.ChoiceField(choices=[("top", ""), ("bottom", "")], required=False, widget=forms.HiddenInput)
    way = forms.ChoiceField(choices=Way.choices, required=False, widget=forms.HiddenInput)
    silent = ("by", "show", "measure", "part", "way")


class ModeForm(VerbForm):
    """From which day on a way of handling counts as which mode."""

    way = forms.ChoiceField(label="处理方式", choices=[("", "请选择"), *Way.choices])
    mode = forms.ChoiceField(label="归入", choices=Mode.choices, widget=forms.RadioSelect)
    since = forms.DateField(
        label="自何日起",
        widget=DayInput(),
        help_text="从这一天起的处理按新归类计；以前的不变。已经定稿的数字不变。",
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
