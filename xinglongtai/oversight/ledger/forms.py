"""Forms of the export."""

from django import forms

from .status import FileForm


class ExportForm(forms.Form):
    """In which form, and with whose numbers. ``may_see``: whether the person holds the right to identities."""

    form = forms.ChoiceField(label="形式", choices=FileForm, initial=FileForm.XLSX, widget=forms.RadioSelect)
    full = forms.BooleanField(
        label="包含完整的身份证号和电话",
        required=False,
        help_text="不勾选时身份证号和电话只显示首尾几位。勾选的导出单独留痕。",
    )
    reason = forms.CharField(
        label="用途",
        required=False,
        max_length=200,
        help_text="勾选上一项时必填，如 向上级报送、归档。不要写当事人姓名。",
    )

    def __init__(self, *args, may_see: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_see:
            del self.fields["full"], self.fields["reason"]
