"""Forms of the core room's own pages."""

from django import forms

from . import delegations
from .display import person
from .lists import DayInput, FilterForm, any_of
from .models import DelegationState, Officer
from .privacy.sealed import WordsField


class DeputyChoice(forms.ModelChoiceField):
    """A person with their unit."""

    def label_from_instance(self, officer):
        return person(officer)


class DelegationForm(forms.Form):
    """Who stands in, on which days, for what, and why."""

    deputy = DeputyChoice(
        label="代行人",
        queryset=Officer.objects.none(),
        empty_label="请选择",
        help_text="本机关的所/队负责人或局负责人。依法由局负责人决定的事项，只能授权局负责人。",
    )
    begins_on = forms.DateField(label="从", widget=DayInput())
    ends_on = forms.DateField(label="到（含当日）", widget=DayInput(), help_text="到期自动结束，不用另外收回。")
    kinds = forms.MultipleChoiceField(
        label="授权事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾选的，授权您有审批权的全部事项。",
    )
    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如 外出培训、休假。代行人和督导能看到。",
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = delegations.candidates(actor)
        own = delegations.kinds_of(actor)
        self.fields["kinds"].choices = [(kind.key, kind.label) for kind in own]
        if len(own) < 2:
            del self.fields["kinds"]


class DelegationFilter(FilterForm):
    """Delegations of the bureau by where they stand on a day, and by person."""

    sorts = {"newest": ("开始日期新的在前", ("-begins_on", "-pk"))}
    state = forms.ChoiceField(label="状态", choices=any_of(DelegationState.choices), required=False)
    words = WordsField(label="姓名", required=False, max_length=50)

    def __init__(self, data=None, *, on, **kwargs):
        self.on = on
        super().__init__(data, **kwargs)
        del self.fields["sort"]

    def given(self):
        return {"sort": "", **super().given()}

    def narrow(self, rows, given):
        if given["state"]:
            rows = rows.in_state(given["state"], self.on)
        if given["words"]:
            rows = rows.naming(given["words"].strip())
        return rows
