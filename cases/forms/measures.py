"""Forms and filters of soft measures."""

from django import forms

from xinglongtai.core.lists import DayInput, FilterForm, any_of
from xinglongtai.core.privacy.sealed import WordsField
from xinglongtai.core.staff_fields import UnitChoice

from ..models import Measure
from ..status import MeasureKind, PartyKind
from .filters import units_within_reach
from .people import OfficerChoice, certified_officers


class MeasureFilter(FilterForm):
    """Filters of the list of soft measures."""

    sorts = {
        "newest": ("日期新的在前", ("-on", "-pk")),
        "oldest": ("日期早的在前", ("on", "pk")),
        "party": ("按当事人", ("party__name", "-on", "-pk")),
    }
    words = WordsField(label="当事人或事项", required=False, max_length=60)
    kind = forms.ChoiceField(label="措施", choices=any_of(MeasureKind.choices), required=False)
    unit = UnitChoice(label="单位", required=False, empty_label="全部")
    since = forms.DateField(label="日期从", required=False, widget=DayInput())
    until = forms.DateField(label="日期到", required=False, widget=DayInput())
    state = forms.ChoiceField(label="记录", choices=[("", "有效的"), ("aside", "已撤销的")], required=False)

    def __init__(self, data=None, *, actor, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["unit"].queryset = units_within_reach(actor)
        self.full_clean()

    def narrow(self, rows, given):
        """Measures taken back are shown only when asked for."""
        rows = rows.exclude(set_aside_reason="") if given["state"] else rows.filter(set_aside_reason="")
        if given["kind"]:
            rows = rows.filter(kind=given["kind"])
        if given["unit"]:
            rows = rows.filter(unit__path__startswith=given["unit"].path)
        if given["since"]:
            rows = rows.filter(on__gte=given["since"])
        if given["until"]:
            rows = rows.filter(on__lte=given["until"])
        return rows.matching(given["words"])


def _field(name: str, rows: int = 0, **attrs):
    widget = forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    field = Measure._meta.get_field(name)
    return forms.CharField(
        label=field.verbose_name.capitalize(), max_length=field.max_length, required=not field.blank, widget=widget
    )


class MeasureForm(forms.Form):
    """One soft measure: everything but the day and the words is optional, and the words are filled in."""

    kind = forms.ChoiceField(choices=MeasureKind.choices, widget=forms.HiddenInput)
    topic = _field("topic")
    explained = _field("explained", 4)
    on = forms.DateField(label="日期", widget=DayInput())
    received_by = _field("received_by")
    place = _field("place")
    laws = _field("laws")
    co_officer = OfficerChoice(label="协同人", queryset=None, required=False, empty_label="没有协同人")

    def __init__(self, *args, actor, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["co_officer"].among(certified_officers(actor.bureau, on=on, without=actor), actor.unit)
        self.fields["received_by"].help_text = "经营者、负责人或店员的姓名"
        self.fields["laws"].help_text = "如 《明码标价和禁止价格欺诈规定》"
        self.fields["on"].widget.attrs["max"] = on.isoformat()


class QuickPartyForm(forms.Form):
    """The least one has to know about a party that is only advised, not inspected."""

    name = forms.CharField(label="名称（姓名）", max_length=200, help_text="有执照的照执照填")
    kind = forms.ChoiceField(label="主体类型", choices=PartyKind.choices, initial=PartyKind.INDIVIDUAL)
    uscc = forms.CharField(label="统一社会信用代码", max_length=60, required=False)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    address = forms.CharField(label="住所/经营场所", max_length=200, required=False)
