"""Forms of morning: the note of a 督办, whom a case goes to, the name of a view."""

from django import forms
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cases.forms.people import OfficerChoice, handling_officers
from cases.models import Case
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.models import Officer

from ..filters import units_of

#: Offered as a start; the supervisor changes it as needed.
USUAL_NOTE = "请尽快核实整改情况，督促当事人送交材料，并答复办理情况和预计办结日期。"
#: The same by section of the morning page, where something else is to be done.
NOTES = {
    "today": "改正期限今天届满，请提醒当事人按期送交整改材料，并答复办理情况。",
    "soon": "改正期限将到，请提醒当事人按期送交整改材料，并答复办理情况。",
    "unsigned": "承诺书签发后还没有记录签署，请尽快请当事人签字；当事人不愿签的，请记录拒签。请答复办理情况。",
    "recheck": "整改材料已收到，请尽快安排两名执法人员复查，并答复复查日期。",
    "urge": "上次督办已超过答复期限，请立即答复办理情况和预计办结日期。",
    "clash": "改正期限晚于核查期限，请尽快报批延长核查期限或先行立案，并答复处理打算。",
}


def receivers(actor):
    """Officers a case may go to: those of the bureau, for a unit head of the own subtree, with how many open cases each handles."""
    handled = Case.objects.filter(handler=OuterRef("pk")).open().order_by().values("handler")
    return (
        handling_officers(actor.unit.bureau_id)
        .filter(unit__in=units_of(actor))
        .annotate(open_cases=Coalesce(Subquery(handled.annotate(n=Count("pk")).values("n")), 0))
        .order_by("unit__path", "name", "pk")
    )


class UrgeForm(forms.Form):
    """督办意见 for one pledge."""

    note = forms.CharField(
        label="督办意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="办案人会立即收到提醒，并须在答复期限前答复。",
        error_messages={"required": "请写明督办意见。"},
    )


class UrgeManyForm(UrgeForm):
    """The same for several rows. It shares its HTML form with 改派, so the browser must not insist on its field."""

    use_required_attribute = False


class ReceiverChoice(OfficerChoice):
    """An officer with unit and how many open cases they handle, so that work is not piled on one person."""

    def label_from_instance(self, officer):
        return f"{officer.name}（{officer.unit}） · 在办 {officer.open_cases} 件"


_TO = {
    "label": "改派给",
    "empty_label": "请选择",
    "error_messages": {
        "required": "请选择接手的执法人员。",
        "invalid_choice": "这名人员不在可改派的范围内，请另选。",
    },
}
_NOTE = {
    "label": "改派说明",
    "max_length": 500,
    "help_text": "写给接手人，如办到哪一步、当事人已答应什么。",
    "error_messages": {"required": "请写明改派说明。"},
}


class ReassignForm(VerbForm):
    """改派: to whom and why."""

    to = ReceiverChoice(queryset=Officer.objects.none(), **_TO)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **_NOTE)

    def __init__(self, *args, officers, around=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].among(officers, around)


class ReassignManyForm(forms.Form):
    """改派 several rows to the same officer."""

    use_required_attribute = False
    to = ReceiverChoice(queryset=Officer.objects.none(), **_TO)
    reassign_note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **_NOTE)

    def __init__(self, *args, officers, around=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].among(officers, around)


class SaveViewForm(forms.Form):
    """A name for the filters, who may use it, and whether the review opens with it."""

    name = forms.CharField(label="视图名称", max_length=40, error_messages={"required": "请给视图起个名字。"})
    shared = forms.BooleanField(label="全局可用（同事也能看到这个视图）", required=False)
    start = forms.BooleanField(label="打开逾期审查时先看它", required=False)
