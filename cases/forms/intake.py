"""Forms of 登记检查."""

from django import forms
from django.urls import reverse_lazy

from catalog.models import ItemVersion
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput

from ..models import Case, Party, Violation
from ..status import PartyKind, Source
from .files import ManyFiles
from .people import OfficerChoice, certified_officers

_LIVE_CODE = {
    "hx-post": reverse_lazy("cases:uscc_check"),
    "hx-trigger": "change, keyup changed delay:500ms",
    "hx-target": "#uscc-check",
    "hx-include": "this",
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
}


def _words(model, name: str, label: str, required: bool = False, help_text: str = "", **attrs) -> forms.CharField:
    """A text field as long as the model's column."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=model._meta.get_field(name).max_length,
        help_text=help_text,
        widget=forms.TextInput(attrs=attrs),
    )


class PartyForm(forms.Form):
    """The six fields of a new party; the numbers of a person or an old licence only where they are needed."""

    kind = forms.ChoiceField(label="主体类型", choices=PartyKind.choices, initial=PartyKind.INDIVIDUAL)
    name = _words(Party, "name", "名称（姓名）", required=True, help_text="与营业执照一致", autocomplete="off")
    uscc = forms.CharField(
        label="统一社会信用代码",
        required=False,
        max_length=60,
        help_text="18位，照执照填；全角数字也可以",
        widget=forms.TextInput(attrs=_LIVE_CODE),
    )
    operator = _words(Party, "operator", "法定代表人/经营者/负责人", autocomplete="off")
    phone = _words(Party, "phone", "联系电话", autocomplete="off", inputmode="tel")
    address = _words(Party, "address", "住所/经营场所", autocomplete="off")
    registration_no = forms.CharField(
        label="旧注册号",
        required=False,
        max_length=40,
        help_text="15位，还没换发新执照的才填",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    id_number = forms.CharField(
        label="身份证号",
        required=False,
        max_length=40,
        help_text="自然人必填；个体工商户没有信用代码的才填",
        widget=forms.TextInput(attrs={"data-no-draft": "", "autocomplete": "off"}),
    )

    MAIN = ("kind", "name", "uscc", "operator", "phone", "address")
    NUMBERS = ("registration_no", "id_number")

    def main_fields(self):
        return [self[name] for name in self.MAIN]

    def number_fields(self):
        return [self[name] for name in self.NUMBERS]

    def numbers_open(self) -> bool:
        """Whether the folded numbers are needed: filled in, refused, or the 15-digit hint points there."""
        return any(self[name].value() or self[name].errors for name in self.NUMBERS) or "15位" in str(
            self["uscc"].errors if self.is_bound else ""
        )


class InspectionForm(VerbForm):
    """Source, days, place and second officer of one inspection."""

    source = forms.ChoiceField(label="检查来源", choices=Source.choices)
    inspected_on = forms.DateField(label="检查日期", widget=DayInput())
    discovered_on = forms.DateField(label="发现线索日期", widget=DayInput(), help_text="核查期限从这一天的次日起算")
    place = _words(Case, "place", "检查地点")
    co_handler = OfficerChoice(
        label="协办人",
        queryset=None,
        required=False,
        empty_label="请选择第二名执法人员",
        help_text="只列出检查当日执法证有效的本机关人员",
    )
    source_ref = _words(Case, "source_ref", "线索编号", help_text="投诉举报、移送、交办的填")
    named_report = forms.BooleanField(label="实名举报（须在5个工作日内告知）", required=False)
    recusal = _words(Case, "recusal", "回避情况", help_text="告知申请回避的权利；有申请或自行回避的写明")

    def __init__(self, data=None, *, actor, on, case: Case | None = None, initial=None):
        super().__init__(data=data, initial=initial or (_of_case(case) if case else {}))
        handler, day = (case.handler, case.inspected_on) if case else (actor, on)
        field = self.fields["co_handler"]
        field.among(certified_officers(handler.bureau, on=self._chosen_day(day), without=handler), handler.unit)
        for name in ("inspected_on", "discovered_on"):
            self.fields[name].widget.attrs["max"] = on.isoformat()

    def _chosen_day(self, day):
        """The day of inspection that is typed now, so that the list fits it."""
        try:
            return forms.DateField().clean(self.data.get("inspected_on")) if self.is_bound else day
        except forms.ValidationError:
            return day


def _of_case(case: Case) -> dict:
    names = "source inspected_on discovered_on place co_handler source_ref named_report recusal version".split()
    return {name: getattr(case, name) for name in names}


class ViolationForm(VerbForm):
    """A violation's words and days."""

    description = forms.CharField(
        label="违法行为",
        max_length=Violation._meta.get_field("description").max_length,
        help_text="一句话，会印在承诺书上",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    act_on = forms.DateField(label="发生日期", widget=DayInput(), help_text="持续的行为填开始的一天")
    act_ended_on = forms.DateField(label="终了日期", widget=DayInput(), required=False)
    fact_detail = forms.CharField(
        label="现场情况", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    item_version = forms.ModelChoiceField(queryset=ItemVersion.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, bureau, initial=None, **kwargs):
        super().__init__(data=data, initial=initial, **kwargs)
        self.fields["item_version"].queryset = ItemVersion.objects.for_bureau(bureau).select_related("item")


class OffListForm(ViolationForm):
    """清单外: the law named and why art. 33 applies directly."""

    off_list_law = _words(
        Violation, "off_list_law", "违反及处罚条款", required=True, help_text="法规全称和条款，如 《…法》第×条、第×条"
    )
    off_list_reason = forms.CharField(
        label="适用理由",
        max_length=Violation._meta.get_field("off_list_reason").max_length,
        help_text="写明为什么直接适用行政处罚法第三十三条；之后须经法制审核",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["version", "description", "off_list_law", "off_list_reason", "act_on", "act_ended_on", "fact_detail"]


class PhotosForm(forms.Form):
    """Photos straight from the phone."""

    files = ManyFiles(label="现场照片")

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.fields["files"].widget.attrs.update({"accept": "image/*", "data-submit-on-choose": ""})
