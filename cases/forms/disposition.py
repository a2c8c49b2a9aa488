"""Proposing how a case ends: only what is offered, the basis from the list, the reason composed from the facts."""

from django import forms

from xinglongtai.core.acts import VerbForm

from ..outcomes import BASES, NO_CASE_BASES
from ..status import Outcome
from .case import words


class ProposeForm(VerbForm):
    """``outcomes`` are those offered in this state, likeliest first."""

    outcome = forms.ChoiceField(label="拟处理结果", widget=forms.RadioSelect)
    basis = forms.ChoiceField(
        label="不予立案的依据",
        required=False,
        choices=[("", "请选择"), *[(text, text) for text in NO_CASE_BASES.values()]],
        help_text="选“不予立案”时必选。",
    )
    other_basis = forms.CharField(
        label="其他结果的依据", required=False, max_length=300, help_text="不填则按所选结果的通用依据记录。"
    )
    decision_number = forms.CharField(
        label="决定书文号",
        required=False,
        max_length=80,
        help_text="立案后作出决定的，填写决定书文号。不予行政处罚的留空，签发决定书时自动编号。",
    )
    reason = words(
        "理由", help_text="已按案件事实拟好，请核对修改：事实、证据、改正情况和裁量考虑。", rows=8, limit=2000
    )

    unlike = words("与同类案件处理不同的理由", required=False)

    def __init__(self, *args, outcomes, filed: bool, usual: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if usual:
            self.fields[
                "unlike"
            ].help_text = f"本机关同类案件多为“{Outcome(usual).label}”。拟处理结果与此不同的，请写明本案的不同之处；相同的不用填。"
        else:
            del self.fields["unlike"]
        self.fields["outcome"].choices = [(value, Outcome(value).label) for value in outcomes]
        if Outcome.NO_CASE not in outcomes:
            del self.fields["basis"]
        if not filed:
            del self.fields["decision_number"]

    def chosen_basis(self) -> str:
        """The legal basis that goes with the chosen outcome."""
        given = self.cleaned_data
        if given["outcome"] == Outcome.NO_CASE:
            return given.get("basis", "")
        return given["other_basis"].strip() or BASES[Outcome(given["outcome"])]
