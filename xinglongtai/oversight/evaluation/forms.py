"""Forms of the evaluation: which period, unit and items; a decision; freezing."""

from django import forms
from django.db import models
from django.http import QueryDict

from catalog.models import Item
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput, FilterForm, any_of
from xinglongtai.core.staff_fields import UnitChoice

from ..filters import units_of
from .periods import Period, free, span_of
from .selectors import Scope
from .services import FIRST_YEAR
from .status import Decision

SPANS = [
    ("", "全年"),
    *[(f"q{n}", f"第{'一二三四'[n - 1]}季度") for n in range(1, 5)],
    *[(f"m{n}", f"{n}月") for n in range(1, 13)],
]
#: What the address of a figure's list and of the other pages keeps.
KEPT = ("year", "span", "since", "until", "unit")


class PeriodFilter(FilterForm):
    """Year with quarter or month, or any range of days; unit with what lies below it."""

    sorts = {"newest": ("检查日期新的在前", ("-inspected_on", "-pk"))}
    year = forms.ChoiceField(label="年度", required=False)
    span = forms.ChoiceField(label="季度或月份", choices=SPANS, required=False)
    since = forms.DateField(label="自选日期从", required=False, widget=DayInput())
    until = forms.DateField(label="自选日期到", required=False, widget=DayInput())
    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")

    def __init__(self, data=None, *, actor, on, **kwargs):
        self.actor, self.on = actor, on
        super().__init__(data, **kwargs)
        if len(self.sorts) < 2:
            del self.fields["sort"]

    def full_clean(self):
        years = range(self.on.year, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [(str(year), f"{year}年") for year in years]
        self.fields["unit"].queryset = units_of(self.actor)
        super().full_clean()

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and since.year < FIRST_YEAR:
            self.add_error("since", f"请填 {FIRST_YEAR} 年以后的日期。")
        if since and since > (until or self.on):
            self.add_error("since", "起始日期晚于截止日期。")
        if until and not since:
            self.add_error("since", "请同时填写起始日期。")
        return self.cleaned_data

    def given(self):
        return {"sort": "", **super().given()}

    @property
    def period(self) -> Period:
        """The asked period; this year where nothing fits."""
        given = self.given()
        if given["since"]:
            return free(given["since"], given["until"] or self.on)
        return span_of(int(given["year"] or self.on.year), given["span"])

    def scope(self, period: Period | None = None, **only) -> Scope:
        """What is evaluated, for this period or another."""
        unit = self.given()["unit"]
        return Scope(self.actor.bureau, period or self.period, self.on, unit.path if unit else "", **only)

    @property
    def query(self) -> QueryDict:
        """The accepted filters as they stand in an address."""
        found, given = QueryDict(mutable=True), self.given()
        for name in KEPT:
            if given[name] != "":
                found[name] = getattr(given[name], "pk", given[name])
        return found


class Use(models.TextChoices):
    """How much an item was used in the period."""

    USED = "used", "有使用的"
    ENOUGH = "enough", "样本足够的"
    FEW = "few", "样本少的"
    UNUSED = "unused", "没有使用的"


class ItemsFilter(PeriodFilter):
    """Filters of the list of items. They are ordered by number or by use, never by penalties."""

    sorts = {"number": ("按事项编号", ()), "used": ("使用多的在前", ())}
    domain = forms.ChoiceField(label="领域", required=False)
    use = forms.ChoiceField(label="使用情况", choices=any_of(Use.choices), required=False)

    def full_clean(self):
        names = Item.objects.filter(bureau=self.actor.bureau).order_by("domain").values_list("domain", flat=True)
        self.fields["domain"].choices = any_of([(name, name) for name in names.distinct()])
        super().full_clean()

    def fits(self, row, small: int) -> bool:
        """Whether a row of the table was asked for."""
        given, used = self.given(), row.counts["used"]
        if given["domain"] and row.label.domain != given["domain"]:
            return False
        return {
            "": True,
            Use.USED: bool(row.counts),
            Use.ENOUGH: used >= small,
            Use.FEW: 0 < used < small,
            Use.UNUSED: not row.counts,
        }[given["use"]]

    def ordered(self, rows: list) -> list:
        """By number (as they come) or by use."""
        if self.given()["sort"] == "used":
            return sorted(rows, key=lambda row: -row.counts["used"])
        return rows


class DecideForm(VerbForm):
    """What people decide on one item for one year."""

    decision = forms.ChoiceField(
        label="决定",
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择收紧、保持或放宽。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写进年度报告。写看到的情况和考虑，不要写当事人名称等个人信息。",
        error_messages={"required": "请写明理由：看到了什么情况，为什么这样决定。"},
    )
