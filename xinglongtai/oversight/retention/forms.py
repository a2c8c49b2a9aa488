"""Why a case is held, or no longer."""

from django import forms

from xinglongtai.core.acts import VerbForm


class HoldForm(VerbForm):
    """The reason of a hold or of its end."""

    reason = forms.CharField(
        label="原因", max_length=200, help_text="例如 行政复议期间、行政诉讼期间、审计。不要写姓名和号码。"
    )
