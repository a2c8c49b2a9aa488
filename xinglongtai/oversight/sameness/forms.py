"""Forms of sameness: which pairs, and the word on one."""

from datetime import timedelta

from django import forms

from catalog.models import Item
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput, FilterForm
from xinglongtai.core.staff_fields import UnitChoice

from ..filters import units_of
from .status import Judgement

#: Without other days the last year is compared, in calendar days.
SPAN = 365
STATES = [
    ("", "还没有意见的"),
    (Judgement.JUSTIFIED.value, "有正当理由"),
    (Judgement.CORRECT.value, "需要纠正"),
    ("all", "全部"),
]


class ItemChoice(forms.ModelChoiceField):
    """An item by its number."""

    def label_from_instance(self, item):
        return f"{item.number} {item.domain}"


class RatesFilter(FilterForm):
    """单位(含下属), 事项, 处理日期."""

    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")
    item = ItemChoice(label="事项", queryset=Item.objects.none(), required=False, empty_label="全部")
    since = forms.DateField(label="处理日期从", required=False, widget=DayInput())
    until = forms.DateField(label="处理日期到", required=False, widget=DayInput())

    def __init__(self, data=None, *, actor, on, **kwargs):
        self.actor, self.on = actor, on
        super().__init__(data, **kwargs)
        del self.fields["sort"]

    def full_clean(self):
        self.fields["unit"].queryset = units_of(self.actor)
        self.fields["item"].queryset = Item.objects.for_bureau(self.actor.bureau).order_by("number")
        super().full_clean()

    def given(self):
        return {"sort": "", **super().given()}

    @property
    def days(self):
        """(first, last) day of the decisions that are compared."""
        given = self.given()
        until = given["until"] or self.on
        return given["since"] or until - timedelta(days=SPAN), until

    @property
    def unit_path(self) -> str:
        unit = self.given()["unit"]
        return unit.path if unit else ""

    @property
    def item_id(self) -> int | None:
        item = self.given()["item"]
        return item.pk if item else None


class PairsFilter(RatesFilter):
    """The same, and whether there is a word on the pair."""

    state = forms.ChoiceField(label="意见", choices=STATES, required=False)

    def fits(self, decided) -> bool:
        """Whether a pair with this word (or ``None``) was asked for. Pairs with a word leave the list."""
        state = self.given()["state"]
        if state == "all":
            return True
        return decided is None if not state else decided is not None and decided.judgement == state


class DecideForm(VerbForm):
    """The word on one pair."""

    judgement = forms.ChoiceField(
        label="意见",
        choices=Judgement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择有正当理由，或者需要纠正。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="有正当理由的，写明两件案件的不同之处；需要纠正的，写明应当怎样处理。不要写当事人名称。",
        error_messages={"required": "请写明理由。"},
    )
