"""The decision of legal staff."""

from django import forms

from xinglongtai.core.acts import VerbForm

from .case import words


class ReviewForm(VerbForm):
    """Approve, refuse or send back one sheet."""

    decision = forms.ChoiceField(
        label="审核意见",
        widget=forms.RadioSelect,
        choices=[
            ("approve", "同意适用告知承诺"),
            ("reject", "不同意适用"),
            ("return", "退回承办人补充"),
        ],
    )
    note = words("理由", help_text="写明依据的条款和判断；退回的写明要补什么。", rows=4)
