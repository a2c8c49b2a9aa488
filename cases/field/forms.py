"""What a phone sends of one draft."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from xinglongtai.core.models import Officer

from ..models import Case, Party
from ..status import PartyKind
from .wording import TOLERANCE, clock_hint

#: A draft of a phone comes at the latest after so long; an older day is a wrong clock.
LATEST = timedelta(days=366)


def _text(longest: int, required: str = "") -> forms.CharField:
    """A text; ``required`` is what to say when it is missing."""
    messages = {"required": required, "max_length": "太长了，最多 %(limit_value)d 个字，现有 %(show_value)d 个。"}
    return forms.CharField(max_length=longest, required=bool(required), error_messages=messages)


def _column(model, name: str, required: str = "") -> forms.CharField:
    return _text(model._meta.get_field(name).max_length, required)


class FieldEntryForm(forms.Form):
    """One draft. ``now`` is the server's moment, ``clock_ahead`` how many seconds the phone's clock is ahead of it."""

    client_key = forms.UUIDField()
    person = forms.IntegerField()
    made_at = forms.DateTimeField()
    kind = forms.ChoiceField(choices=PartyKind.choices, error_messages={"required": "请选择主体类型。"})
    name = _column(Party, "name", "请填写当事人名称或姓名。")
    uscc = _text(60)
    operator = _column(Party, "operator")
    phone = _column(Party, "phone")
    address = _column(Party, "address")
    party = forms.RegexField(r"^(new|\d{1,18})$", required=False)
    seen = _text(500, "请用平常的话写一句看到了什么。")
    note = _text(1000)
    place = _column(Case, "place")
    inspected_on = forms.DateField(
        error_messages={"required": "请填写检查日期。", "invalid": "检查日期不对，请重新选。"}
    )
    inspected_at = forms.TimeField(required=False, error_messages={"invalid": "检查时间不对，请重新选。"})
    co_handler = forms.ModelChoiceField(
        queryset=None, required=False, error_messages={"invalid_choice": "这名协办人已不在本机关，请另选一名。"}
    )
    late_entry_reason = _column(Case, "late_entry_reason")

    def __init__(self, data: dict, *, actor: Officer, now: datetime, clock_ahead: int = 0):
        super().__init__(data)
        self.now, self.clock_ahead = timezone.localtime(now), clock_ahead
        self.fields["co_handler"].queryset = Officer.objects.filter(unit__bureau=actor.bureau).select_related("unit")

    def clean(self):
        given = super().clean()
        made_at = given.get("made_at")
        if made_at and not 1970 <= made_at.year <= 2200:
            self.add_error("made_at", "手机时钟不对，请校正手机时间后重新登记。")
        on, at = given.get("inspected_on"), given.get("inspected_at")
        if on and on < self.now.date() - LATEST:
            self.add_error(
                "inspected_on", "检查日期早于一年以前，请核对手机上的日期。确是这样的，请在“登记检查”里登记。"
            )
        if on and at:
            ahead = (datetime.combine(on, at, tzinfo=self.now.tzinfo) - self.now).total_seconds()
            if on == self.now.date() and ahead > TOLERANCE:
                said = f"检查时间晚于服务器时间（{self.now:%H:%M}）。{clock_hint(self.clock_ahead)}"
                self.add_error("inspected_at", said)
        return given
