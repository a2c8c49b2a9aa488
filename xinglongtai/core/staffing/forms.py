"""Forms of people's records: the shape of the input; the verbs hold the rules."""

from django import forms

from ..forms import ManyRows
from ..lists import DayInput
from ..models import Loan, Training
from .kinds import KINDS, form_fields

_HELP = {
    "certificate": {"valid_from": "比现行证件晚的作为换证登记，早的作为以前的证件补登"},
    "training": {"hours": "一天一般计 8 学时，按组织单位证明填写"},
    "exam": {"valid_to": "没有期限的不填"},
    "loan": {"due_on": "长期配发的不填", "number": "机身编号或资产编号"},
}


def record_form(key: str):
    """The form class of one kind of record."""
    kind = KINDS[key]
    names = form_fields(kind)
    days = {name: DayInput() for name in names if name == "on" or name.endswith(("_on", "_from", "_to"))}
    made = forms.modelform_factory(kind.model, fields=names, widgets=days, help_texts=_HELP.get(key, {}))

    class RecordForm(made):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            for field in self.fields.values():
                if isinstance(field, forms.TypedChoiceField):
                    field.choices = [("", "请选择"), *(pair for pair in field.choices if pair[0])]

        def _post_clean(self):
            """Shape only: the verb knows the person and judges the row."""

    return RecordForm


class ReturnForm(forms.Form):
    """Taking a thing back."""

    returned_on = forms.DateField(label="归还日期", widget=DayInput())
    condition = forms.ChoiceField(label="归还时状态", choices=Loan.Condition.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="情况说明", max_length=200, required=False, help_text="损坏或遗失的必须写明")


class SetAsideForm(forms.Form):
    """Why a record counts no longer."""

    reason = forms.CharField(label="撤下的原因", max_length=200, help_text="例如：日期登记错误，已重新登记")


class PeopleChoice(ManyRows):
    """People as boxes with their units."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, officer):
        return f"{officer.name}（{officer.unit}）"


class BulkTrainingForm(forms.ModelForm):
    """One training for many people."""

    people = PeopleChoice(label="参加人员", queryset=None, error_messages={"required": "请勾选参加的人员。"})

    class Meta:
        model = Training
        fields = ["on", "title", "organizer", "hours", "note"]
        widgets = {"on": DayInput()}

    def __init__(self, data=None, *, people, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["people"].queryset = people

    def _post_clean(self):
        """Shape only."""

    @property
    def given(self) -> dict:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class UploadForm(forms.Form):
    """A sheet of one kind of records."""

    kind = forms.ChoiceField(label="导入什么", choices=[(kind.key, kind.label) for kind in KINDS.values()])
    file = forms.FileField(
        label="文件",
        help_text="Excel（.xlsx、.xls）、Word 表格或 CSV，第一行写列名，每人一行",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.docx"}),
    )


def people_to_choose(rows):
    """Active people of ``rows`` by unit and name."""
    return rows.filter(is_active=True).select_related("unit").order_by("unit__path", "name", "pk")
