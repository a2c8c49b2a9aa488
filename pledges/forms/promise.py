"""Form of screen ④: how and by when the party promises to correct."""

from django import forms

from cases.forms.people import OfficerChoice, certified_officers
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.display import cn_date
from xinglongtai.core.lists import DayInput
from xinglongtai.core.staffing import able

from ..models import Pledge
from ..promise import PromiseWindow
from ..status import PledgeMode


class PromiseForm(VerbForm):
    """``co_handler`` is asked only when the case has no second officer whose certificate is valid; ``order`` is the 责令改正通知书 in
    force, if there is one."""

    mode = forms.ChoiceField(label="承诺方式", choices=PledgeMode.choices, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label="改正期限",
        error_messages={"required": "请选择改正期限。"},
        widget=DayInput(**{"data-datepicker": "workdays"}),
    )
    order_number = forms.CharField(
        label="责令改正通知书文号",
        required=False,
        max_length=Pledge._meta.get_field("order_number").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    with_papers = forms.BooleanField(
        label="同时生成责令改正通知书、现场笔录、送达地址确认书和送达回证",
        required=False,
        initial=True,
        help_text="通知书自动编号并写入承诺书，期限和承诺书一致。已有的不重做。",
    )
    co_handler = OfficerChoice(label="协办人", queryset=None, required=True, empty_label="请选择第二名执法人员")

    def __init__(self, data=None, *, case, window: PromiseWindow, on, asks_officer: bool, order=None):
        first = {"mode": PledgeMode.BY_DATE, "due_on": window.default_on, "version": case.version}
        if order:  # the 责令改正通知书 is out: its number and its day
            first |= {"order_number": order.number, "due_on": order.due_on or window.default_on}
            first |= {"mode": PledgeMode.BY_DATE if order.due_on else PledgeMode.IMMEDIATE}
        super().__init__(data=data, initial=first)
        day = self.fields["due_on"]
        day.widget.attrs.update({"min": on.isoformat(), "max": window.latest_on.isoformat()})
        day.help_text = f"最迟到{cn_date(window.latest_on)}（{window.limit_text}）"
        if asks_officer:
            valid = certified_officers(case.bureau, on=on, without=case.handler)
            self.fields["co_handler"].among(able(valid, case.inspected_on, case.bureau), case.unit)
        else:
            del self.fields["co_handler"]

    def clean(self):
        """立即纠正 has no day of its own: what stands in the date field does not matter then."""
        given = super().clean()
        if given.get("mode") == PledgeMode.IMMEDIATE:
            self.errors.pop("due_on", None)
            given["due_on"] = None
        return given
