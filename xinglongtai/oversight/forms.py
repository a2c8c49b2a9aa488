"""Forms of oversight: the note of a 督办, and whom a case goes to."""

from django import forms

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.models import Officer

#: Offered as a start; the supervisor changes it as needed.
USUAL_NOTE = "改正期限已过，请尽快核实整改情况，督促当事人送交材料，并答复办理情况。"


class UrgeForm(forms.Form):
    """督办意见 for one or for several rows."""

    note = forms.CharField(
        label="督办意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="办案人会立即收到提醒，并须在案件页答复。",
        error_messages={"required": "请写明督办意见。"},
    )


class OfficerChoice(forms.ModelChoiceField):
    """An officer with unit and how many open cases they handle, so that work is not piled on one person."""

    def label_from_instance(self, officer):
        return f"{officer.name}（{officer.unit}） · 在办 {officer.open_cases} 件"


class ReassignForm(VerbForm):
    """改派: to whom and why."""

    to = OfficerChoice(
        label="改派给",
        queryset=Officer.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择接手的执法人员。"},
    )
    note = forms.CharField(
        label="改派说明",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写给接手人，如办到哪一步、当事人已答应什么。",
        error_messages={"required": "请写明改派说明。"},
    )

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = officers
