"""Forms of the side acts on a case."""

from django import forms

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput

from ..status import EvidenceKind
from .files import FilesForm, limits_in_words
from .people import OfficerChoice, certified_officers, handling_officers


def words(
    label: str, *, help_text: str = "", rows: int = 3, limit: int = 500, required: bool = True
) -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day(label: str, help_text: str = "") -> forms.DateField:
    """A field for a day."""
    return forms.DateField(label=label, help_text=help_text, widget=DayInput())


class ReasonForm(VerbForm):
    """Only a reason."""

    reason = words("原因", rows=3, limit=300)


class HandoverForm(VerbForm):
    """移交 to another officer."""

    to = OfficerChoice(label="移交给", queryset=None, empty_label="请选择")
    note = words("移交说明", help_text="办到哪一步、要注意什么，接手人会在消息里看到。", limit=300)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].among(handling_officers(case.bureau, without=case.handler), case.unit)


class CoHandlerForm(VerbForm):
    """Another second officer, certified on the day of inspection."""

    to = OfficerChoice(label="协办人", queryset=None, empty_label="请选择", help_text="检查当日执法证有效的人员。")

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].among(certified_officers(case.bureau, on=case.inspected_on, without=case.handler), case.unit)


class EducationForm(VerbForm):
    """教育 of the party (行政处罚法 33 III)."""

    content = words(
        "教育内容",
        help_text="讲解了哪部法律的哪些要求、怎样改正、再犯的后果。",
        rows=4,
    )


class ClockExtensionForm(VerbForm):
    """Asking for fifteen more working days."""

    reason = words(
        "需要延长的特殊情况", help_text="例如需要检验、当事人不在本地、案情复杂。由局负责人批准，只能延长一次。"
    )


class CorrectionForm(VerbForm):
    """整改到位,未签承诺."""

    checked_on = day("核实日期")
    co_officer = OfficerChoice(label="另一名执法人员", queryset=None, empty_label="请选择")
    note = words("看到的改正情况", limit=1000, rows=4)

    def __init__(self, *args, case, actor, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["co_officer"].among(certified_officers(case.bureau, on=on, without=actor), actor.unit)


class EvidenceForm(FilesForm):
    """Uploading files to a case."""

    kind_of = forms.ChoiceField(
        label="类别", choices=[pair for pair in EvidenceKind.choices if pair[0] != EvidenceKind.SIGNATURE]
    )
    caption = forms.CharField(label="说明", max_length=200, required=False, help_text="例如 店门正面、整改后货架。")

    violation = forms.ModelChoiceField(
        label="证明哪个违法行为", queryset=None, required=False, empty_label="整个现场，不单属一个"
    )
    field_order = ["files", "kind_of", "violation", "caption"]

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].required = not self.data.get("kept")
        self.fields["files"].help_text = limits_in_words(case.bureau)
        self.fields["caption"].help_text += "写好再上传：说明随原件固定，以后不能改。"
        rows = case.violations.all()
        self.fields["violation"].queryset = rows
        if len(rows) < 2:  # nothing to choose: the verb binds pictures to the one there is
            del self.fields["violation"]

    @property
    def kind(self):
        chosen = self.data.get("kind_of", "")
        return chosen if chosen in EvidenceKind.values else EvidenceKind.PHOTO
