"""Forms of the bridge: tokens, subscriptions, field packs, and the filters of their lists."""

from django import forms

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput, FilterForm, any_of

from . import fields
from .models import FieldLine
from .services_packs import MOST_LINES, LineInput
from .status import Change, DateStyle, DeliveryState, LineKind, Scope, TokenState


class TokenFilter(FilterForm):
    """Tokens by state and system."""

    sorts = {"newest": ("最近申请在前", ("-pk",)), "ends": ("有效期近的在前", ("expires_on", "-pk"))}
    state = forms.ChoiceField(label="状态", choices=any_of(TokenState.choices), required=False)
    words = forms.CharField(label="对接系统", required=False, max_length=40)

    def narrow(self, rows, given):
        if given["state"]:
            rows = rows.filter(state=given["state"])
        return rows.filter(system__contains=given["words"]) if given["words"] else rows


class DeliveryFilter(FilterForm):
    """Deliveries by state and kind."""

    sorts = {"newest": ("最新在前", ("-pk",)), "next": ("将要投递的在前", ("next_at", "-pk"))}
    state = forms.ChoiceField(label="状态", choices=any_of(DeliveryState.choices), required=False)
    kind = forms.ChoiceField(label="变化", choices=any_of(Change.choices), required=False)
    hook = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput, label="推送编号")

    def narrow(self, rows, given):
        for name, lookup in (("state", "state"), ("kind", "kind"), ("hook", "hook_id")):
            if given[name]:
                rows = rows.filter(**{lookup: given[name]})
        return rows


class TokenForm(forms.Form):
    """What is asked for."""

    system = forms.CharField(label="对接系统", max_length=80, help_text="哪个系统来读，如 区政务数据共享平台")
    owner = forms.CharField(label="系统主管单位", max_length=80)
    contact = forms.CharField(label="联系人", max_length=40, help_text="出问题时找谁")
    contact_way = forms.CharField(label="联系方式", max_length=60, help_text="电话或邮箱")
    purpose = forms.CharField(
        label="用途", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="读去做什么，批准人据此决定"
    )
    scopes = forms.MultipleChoiceField(
        label="可读范围",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="只选用得到的。清单是公开的，其余须经局负责人批准；个人信息单独选，不选的一律打码。",
        error_messages={"required": "请至少选择清单、案件、承诺中的一项。"},
    )
    expires_on = forms.DateField(label="有效期至", widget=DayInput(), help_text="到期当天仍可使用")
    networks = forms.CharField(
        label="允许的地址",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个，如 10.1.2.3 或 10.1.2.0/24；不填为不限地址",
    )

    def values(self) -> dict:
        """What the verb takes."""
        given = self.cleaned_data
        words = {name: given[name] for name in ("system", "owner", "contact", "contact_way", "purpose")}
        return {
            "scopes": given["scopes"],
            "expires_on": given["expires_on"],
            "networks": given["networks"],
            "data": words,
        }


class DecideForm(VerbForm):
    """A leader's word on a token."""

    decision = forms.ChoiceField(
        label="决定",
        choices=[("approve", "批准"), ("reject", "不批准")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择批准或不批准。"},
    )
    note = forms.CharField(
        label="意见",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不批准的必须写明理由",
    )


class HookForm(forms.Form):
    """Where to tell, and of what."""

    url = forms.CharField(label="接收地址", max_length=300, help_text="对方系统提供的网址，以 https:// 开头")
    types = forms.MultipleChoiceField(
        label="推送的变化",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一种变化。"},
    )

    def __init__(self, *args, token, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(one.value, f"{one.label}（{one.value}）") for one in Change if token.reads(one.scope)]
        self.fields["types"].choices = offered


class PackForm(VerbForm):
    """The head of a field pack."""

    system = forms.CharField(label="系统", max_length=60, help_text="如 执法办案系统")
    title = forms.CharField(label="表单", max_length=60, help_text="如 立案登记")
    note = forms.CharField(label="填写说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    date_style = forms.ChoiceField(label="日期写法", choices=DateStyle.choices)
    lines = forms.CharField(required=False, widget=forms.HiddenInput)  # carries refusals that concern lines


class LineForm(forms.Form):
    """One line of a pack: its name there, and what goes in."""

    label = forms.CharField(label="对方字段名", required=False, max_length=60)
    source = forms.ChoiceField(label="本系统字段", required=False)
    text = forms.CharField(label="固定文字", required=False, max_length=200)
    order = forms.IntegerField(label="顺序", required=False, min_value=1, max_value=999)
    drop = forms.BooleanField(label="去掉", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "不取（固定文字或手工填写）"), *fields.choices()]

    @property
    def blank(self) -> bool:
        """Whether nothing was written on it."""
        given = self.cleaned_data
        return not (given.get("label") or given.get("source") or given.get("text"))


LineForms = forms.formset_factory(LineForm, extra=3, max_num=MOST_LINES, validate_max=True)


def line_rows(lines: list[FieldLine]) -> list[dict]:
    """Stored lines as the formset shows them."""
    return [
        {
            "label": line.label,
            "source": line.source if line.kind == LineKind.FIELD else "",
            "text": line.text,
            "order": line.position * 10,
        }
        for line in lines
    ]


def inputs(formset) -> list[LineInput]:
    """Typed lines in the order given; those without a number come last, as they stand."""
    kept = [form for form in formset if not form.blank and not form.cleaned_data.get("drop")]
    kept.sort(key=lambda form: form.cleaned_data.get("order") or 1000)
    return [
        LineInput(form.cleaned_data["label"], form.cleaned_data["source"], form.cleaned_data["text"]) for form in kept
    ]
