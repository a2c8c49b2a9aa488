"""What for: asked in place before personal numbers and scans are shown."""

from django import forms

from ..looking import MOST, Purpose, ReasonNeeded, reason


class LookForm(forms.Form):
    """A usual purpose, and words where it is another. After :meth:`is_valid` ``reason`` holds what was stated."""

    purpose = forms.ChoiceField(
        label="查看用途",
        choices=[("", "请选择"), *Purpose.choices],
        error_messages={"required": "请选择查看用途。", "invalid_choice": "请选择查看用途。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=MOST,
        help_text="选“其他”时必填。不要写姓名和号码。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}),
    )
    reason = None

    def clean(self):
        given = super().clean()
        if not self.errors:
            try:
                self.reason = reason(given["purpose"], given["note"])
            except ReasonNeeded as lacking:
                self.add_error(lacking.field, lacking.message)
        return given

    def try_look(self, verb, **values) -> bool:
        """Whether ``verb`` let the person look: for the reason of this form, or one stated just before."""
        try:
            verb(reason=self.reason, **values)
        except ReasonNeeded:
            return False
        return True
