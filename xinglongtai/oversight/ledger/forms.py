"""Forms of the export."""

from django import forms

from cases.looking import MOST, Purpose, ReasonNeeded, reason

from .status import FileForm


class ExportForm(forms.Form):
    """In which form, and with whose numbers. ``may_see``: whether the person holds the right to identities."""

    form = forms.ChoiceField(label="形式", choices=FileForm, initial=FileForm.XLSX, widget=forms.RadioSelect)
    full = forms.BooleanField(
        label="包含完整的身份证号和电话",
        required=False,
        help_text="不勾选时身份证号和电话只显示首尾几位。勾选的导出单独留痕。",
    )
    purpose = forms.ChoiceField(
        label="用途", required=False, choices=[("", "请选择"), *Purpose.choices], help_text="勾选上一项时必填。"
    )
    reason = forms.CharField(
        label="说明", required=False, max_length=MOST, help_text="如 报给哪个机关。不要写姓名和号码。"
    )

    def __init__(self, *args, may_see: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_see:
            del self.fields["full"], self.fields["purpose"], self.fields["reason"]

    def clean(self):
        """``reason`` becomes the purpose in words, as for every look at numbers."""
        given = super().clean()
        if given.get("full"):
            try:
                given["reason"] = reason(given.get("purpose", ""), given.get("reason", "")).words
            except ReasonNeeded as lacking:
                field = "purpose" if lacking.field == "purpose" else "reason"
                self.add_error(field, "导出完整证件号和电话须写明用途。" + lacking.message)
        return given
