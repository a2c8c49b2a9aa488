"""Filters of the lists of 案卷评查; page and export of a list use the same ones."""

from django import forms
from django.db.models import Q

from xinglongtai.core.lists import DayInput, FilterForm, any_of
from xinglongtai.core.staff_fields import UnitChoice

from ..filters import units_of
from .rules import RULES
from .status import DrawKind, FindingState, Grade, ReviewState, SuspicionState


class OfUnit(FilterForm):
    """A list with a unit and a person who looks."""

    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")
    of_unit = "case__unit"

    def __init__(self, data=None, *, actor, on, **kwargs):
        self.actor, self.on = actor, on
        super().__init__(data, **kwargs)

    def full_clean(self):
        self.fields["unit"].queryset = units_of(self.actor)
        super().full_clean()

    def narrow(self, rows, given):
        """The unit takes its whole subtree."""
        return rows.filter(**{f"{self.of_unit}__path__startswith": given["unit"].path}) if given["unit"] else rows


class ReviewFilter(OfUnit):
    """Reviews: whose, how far, of which unit."""

    sorts = {"newest": ("新抽取的在前", ("-drawing_id", "position")), "unit": ("按单位", ("case__unit__path", "-pk"))}
    whose = forms.ChoiceField(
        label="谁评查", choices=[("", "全部"), ("mine", "我评查的"), ("none", "未分派的")], required=False
    )
    state = forms.ChoiceField(label="进度", choices=any_of(ReviewState.choices), required=False)
    grade = forms.ChoiceField(label="结果", choices=any_of(Grade.choices), required=False)

    def narrow(self, rows, given):
        """Each filter narrows on its own."""
        rows = super().narrow(rows, given)
        if given["whose"]:
            rows = rows.filter(reviewer=self.actor if given["whose"] == "mine" else None)
        if given["state"]:
            rows = rows.filter(state=given["state"])
        return rows.filter(grade=given["grade"]) if given["grade"] else rows


class FindingFilter(OfUnit):
    """Findings: where they stand, late or not, of which unit."""

    sorts = {"due": ("期限近的在前", ("due_on", "pk")), "newest": ("新提出的在前", ("-pk",))}
    of_unit = "review__case__unit"
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), ("late", "逾期未答复"), *FindingState.choices], required=False
    )

    def narrow(self, rows, given):
        """Late ones are a state of their own."""
        rows = super().narrow(rows, given)
        if given["state"] == "late":
            return rows.overdue(on=self.on)
        return rows.filter(state=given["state"]) if given["state"] else rows


class ResultFilter(OfUnit):
    """Results by the day of submission, units, and how the files were found."""

    since = forms.DateField(label="提交日期从", required=False, widget=DayInput())
    until = forms.DateField(label="提交日期到", required=False, widget=DayInput())
    kind = forms.ChoiceField(label="抽取方式", choices=any_of(DrawKind.choices), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        del self.fields["sort"]

    def given(self):
        return {"sort": "", **super().given()}

    def narrow(self, rows, given):
        """Each filter narrows on its own."""
        rows = super().narrow(rows, given)
        if given["since"]:
            rows = rows.filter(submitted_on__gte=given["since"])
        if given["until"]:
            rows = rows.filter(submitted_on__lte=given["until"])
        return rows.filter(drawing__kind=given["kind"]) if given["kind"] else rows


class SuspicionFilter(FilterForm):
    """Suspicions by rule and state."""

    sorts = {"newest": ("新发现的在前", ("-found_on", "-pk")), "rule": ("按规则", ("rule", "-pk"))}
    rule = forms.ChoiceField(label="规则", choices=any_of([(rule.key, rule.title) for rule in RULES]), required=False)
    state = forms.ChoiceField(label="状态", choices=any_of(SuspicionState.choices), required=False)

    def narrow(self, rows, given):
        """Each filter narrows on its own."""
        asked = Q(**{name: given[name] for name in ("rule", "state") if given[name]})
        return rows.filter(asked)
