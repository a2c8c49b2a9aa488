"""Forms of publication: the content, decisions with a reason, packs, and the columns of a layout."""

from django import forms

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput, FilterForm, any_of
from xinglongtai.core.privacy.sealed import WordsField
from xinglongtai.core.staff_fields import UnitChoice

from ..filters import units_of
from .layouts import PENALTY_SOURCES, SOURCES
from .status import PackState, PenaltyKind, State, Target

ELSEWHERE = [("False", "本省"), ("True", "外省")]
CLOCKS = [("soon", "期限将到或已过"), ("late", "已过期限")]
KINDS = [("penalty", "行政处罚"), ("lenient", "从宽结果")]


def _reason(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={"required": "请写明理由。"},
    )


class PublicationFilter(FilterForm):
    """报送系统, 状态, 类别, 期限, 单位, 关键词."""

    sorts = {
        "day": ("决定日期早的在前", ("day", "case_id", "pk")),
        "newest": ("决定日期晚的在前", ("-day", "-case_id", "pk")),
    }
    target = forms.ChoiceField(label="报送系统", choices=any_of(Target.choices), required=False)
    state = forms.ChoiceField(label="公示状态", choices=any_of(State.choices), required=False)
    clock = forms.ChoiceField(label="期限", choices=any_of(CLOCKS), required=False)
    kind = forms.ChoiceField(label="类别", choices=any_of(KINDS), required=False)
    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")
    words = WordsField(label="关键词", required=False, max_length=60)

    def __init__(self, data=None, *, actor, cutoffs, **kwargs):
        self.actor, self.cutoffs = actor, cutoffs
        super().__init__(data, **kwargs)

    def full_clean(self):
        self.fields["unit"].queryset = units_of(self.actor)
        self.fields["words"].widget.attrs["placeholder"] = "名称、信用代码、决定文号"
        super().full_clean()

    def narrow(self, rows, given):
        """Each filter narrows on its own; ``cutoffs`` maps the clock's choices to days of decision."""
        if given["target"]:
            rows = rows.filter(target=given["target"])
        if given["state"]:
            rows = rows.filter(state=given["state"])
        if given["clock"]:
            rows = rows.clocked().decided_until(self.cutoffs[given["clock"]])
        if given["kind"]:
            rows = rows.filter(lenient=given["kind"] == "lenient")
        if given["unit"]:
            rows = rows.filter(case__unit__path__startswith=given["unit"].path)
        return rows.matching(given["words"]) if given["words"] else rows


class ContentForm(VerbForm):
    """What the decision says. Blank where it is not known yet: the checklist then names it."""

    number = forms.CharField(label="决定文号", max_length=80, required=False)
    decided_on = forms.DateField(
        label="作出决定的日期", widget=DayInput(), required=False, help_text="公示期限从这一天起算，当日不计。"
    )
    authority = forms.CharField(label="作出决定的机关", max_length=100, required=False)
    violation = forms.CharField(label="违法行为类型", max_length=300, required=False)
    basis = forms.CharField(label="处罚依据", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    kinds = forms.MultipleChoiceField(
        label="处罚种类",
        choices=PenaltyKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="对照决定书勾选。只勾选“警告”的，按公示规定第二条第二款不予公示。",
    )
    fine = forms.DecimalField(label="罚款金额（元）", max_digits=14, decimal_places=2, min_value=0.01, required=False)
    gains = forms.DecimalField(
        label="没收违法所得金额（元）", max_digits=14, decimal_places=2, min_value=0.01, required=False
    )
    content = forms.CharField(
        label="处罚内容",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="与决定书一致。不写身份证号、电话、住址等个人信息。",
    )
    elsewhere = forms.TypedChoiceField(
        label="当事人登记地（住所地）",
        choices=ELSEWHERE,
        required=False,
        widget=forms.RadioSelect,
        coerce=lambda value: value == "True",
        empty_value=None,
        help_text="本省：自行公示（公示规定第九条）。外省：推送至登记地公示（第十条），期限更短。",
    )
    informed = forms.BooleanField(label="送达决定书时已书面告知处罚信息将向社会公示（公示规定第八条）", required=False)
    screened = forms.BooleanField(
        label="已作保密审查，涉及商业秘密、个人信息的已作处理（公示规定第五条、第六条）", required=False
    )

    def __init__(self, *args, lenient: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if lenient:
            for name in ("kinds", "fine", "gains", "elsewhere", "informed"):
                del self.fields[name]
            self.fields["basis"].label, self.fields["content"].label = "处理依据", "处理内容"
            self.fields["decided_on"].help_text = ""


class ReasonForm(VerbForm):
    """Any decision that needs only its reason."""

    reason = _reason("理由")


class WithdrawForm(VerbForm):
    """撤回: when it was done in the target system, and why."""

    withdrawn_on = forms.DateField(label="撤回日期", widget=DayInput())
    reason = _reason("撤回理由", "写明决定被变更、撤销、确认违法或者确认无效的情况。")


class LenientForm(forms.Form):
    """The decision to publish one lenient outcome."""

    is_stale = False

    target = forms.ChoiceField(
        label="报送到",
        choices=Target.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择报送到哪个系统。"},
    )
    reason = _reason("公示的理由和依据", "写明为什么这一件需要公示。这项决定只对本案有效。")


class SendForm(VerbForm):
    """已报送: day and receipt."""

    sent_on = forms.DateField(label="报送日期", widget=DayInput())
    receipt = forms.CharField(
        label="回执编号", max_length=80, help_text="接收系统给出的编号；没有编号的，写明接收情况。"
    )


class ReturnForm(forms.Form):
    """退回: day and what the target system said."""

    is_stale = False

    returned_on = forms.DateField(label="退回日期", widget=DayInput())
    reason = _reason("退回原因", "照抄接收系统的提示。")


class PackFilter(FilterForm):
    """报送系统 and 状态 of packs."""

    sorts = {"newest": ("新制作的在前", ("-pk",))}
    target = forms.ChoiceField(label="报送系统", choices=any_of(Target.choices), required=False)
    state = forms.ChoiceField(label="状态", choices=any_of(PackState.choices), required=False)

    def narrow(self, rows, given):
        """By system and state."""
        asked = {name: given[name] for name in ("target", "state") if given[name]}
        return rows.filter(**asked)


class ColumnForm(forms.Form):
    """One column of a layout; a blank heading leaves the line out."""

    heading = forms.CharField(label="表头", max_length=60, required=False)
    source = forms.ChoiceField(label="取什么内容", required=False)
    text = forms.CharField(label="固定文字", max_length=200, required=False)
    checked = forms.BooleanField(label="已与官方模板核对", required=False)

    def __init__(self, *args, lenient: bool, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(code, words) for code, words in SOURCES.items() if not (lenient and code in PENALTY_SOURCES)]
        self.fields["source"].choices = [("", "请选择"), *offered]


class _Columns(forms.BaseFormSet):
    """The columns, with Chinese words for moving and removing one."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label, form.fields["DELETE"].label = "顺序", "删除这一栏"


ColumnFormSet = forms.formset_factory(
    ColumnForm, formset=_Columns, extra=2, can_order=True, can_delete=True, max_num=60
)


def columns_of(formset) -> list[dict]:
    """The columns in the order asked for; lines without a heading and deleted ones are left out."""
    lines = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("heading")]
    kept = [line for line in lines if not line.get("DELETE")]
    return sorted(kept, key=lambda line: line.get("ORDER") or 999)
