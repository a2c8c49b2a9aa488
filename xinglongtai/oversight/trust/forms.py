"""Forms of trust: filters, an objection and its decision, proposals and decisions of the lists."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from cases.models import PriorRecord
from pledges.models import Pledge
from pledges.status import PledgeStatus
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.lists import DayInput, FilterForm, any_of
from xinglongtai.core.privacy.sealed import WordsField

from .models import TrustObjection
from .status import ListKind, ListState, ObjectionState, ObjectionWay, corrections_of

SHOWN = [("broken", "有失诺的"), ("objection", "有异议待处理的")]


def _text(label: str, most: int, rows: int = 3, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class RecordFilter(FilterForm):
    """关键词, and whether something stands out. Ordered by name: the record is no ranking."""

    sorts = {"name": ("按名称", ("name_key", "pk"))}
    shown = forms.ChoiceField(label="情况", choices=any_of(SHOWN), required=False)
    words = WordsField(label="关键词", required=False, max_length=60)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["words"].widget.attrs["placeholder"] = "名称、信用代码、电话"
        del self.fields["sort"]

    def given(self):
        return {"sort": "", **super().given()}

    def narrow(self, rows, given):
        """Broken as recorded by a recheck or an imported record; a correction is seen on the record itself."""
        if given["shown"] == "broken":
            pledges = Pledge.objects.filter(case__party=OuterRef("pk"), status=PledgeStatus.BREACHED)
            priors = PriorRecord.objects.filter(bureau=OuterRef("bureau"), uscc=OuterRef("uscc"), breached=True)
            rows = rows.filter(Q(Exists(pledges)) | (~Q(uscc="") & Q(Exists(priors))))
        if given["shown"] == "objection":
            waiting = TrustObjection.objects.filter(party=OuterRef("pk"), state=ObjectionState.PENDING)
            rows = rows.filter(Exists(waiting))
        return rows.matching(given["words"]) if given["words"] else rows


class ObjectionForm(forms.Form):
    """Who objects, how, when, to what."""

    is_stale = False

    raised_by = forms.CharField(
        label="提出人", max_length=60, help_text="姓名和身份，如 经营者本人、委托代理人。不写证件号和电话。"
    )
    way = forms.ChoiceField(label="提出方式", choices=ObjectionWay.choices, widget=forms.RadioSelect)
    raised_on = forms.DateField(label="提出日期", widget=DayInput())
    words = _text("异议内容", 500, help_text="当事人认为哪里不对，有什么材料。")


class ObjectionDecideForm(VerbForm):
    """更正 or 不予更正, with a reason."""

    decision = forms.ChoiceField(
        label="决定",
        choices=[("accept", "更正"), ("reject", "不予更正")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择更正或不予更正。"},
    )
    corrected_to = forms.ChoiceField(
        label="更正为",
        required=False,
        help_text="只在“更正”时选择。原来的认定仍保留在记录上。",
    )
    reason = _text("理由", 500, help_text="写明查明的情况。理由会写在给当事人的守信记录上。")

    def __init__(self, *args, computed: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["corrected_to"].choices = [("", "不更正"), *corrections_of(computed)]

    def verb_values(self) -> dict:
        """What the verb takes."""
        given = self.cleaned_data
        return {
            "accept": given["decision"] == "accept",
            "corrected_to": given["corrected_to"],
            "reason": given["reason"],
            "version": given["version"],
        }


class ListFilter(FilterForm):
    """名单 and 状态."""

    sorts = {"newest": ("新提议的在前", ("-pk",)), "ends": ("先到期的在前", ("ends_on", "pk"))}
    kind = forms.ChoiceField(label="名单", choices=any_of(ListKind.choices), required=False)
    standing = forms.ChoiceField(
        label="状态", choices=any_of([("now", "在列"), ("lapsed", "已到期"), *ListState.choices]), required=False
    )

    def __init__(self, data=None, *, on, **kwargs):
        self.on = on
        super().__init__(data, **kwargs)

    def narrow(self, rows, given):
        """«在列» and «已到期» go by the days."""
        if given["kind"]:
            rows = rows.filter(kind=given["kind"])
        if given["standing"] == "now":
            rows = rows.filter(state=ListState.ENTERED, starts_on__lte=self.on, ends_on__gte=self.on)
        elif given["standing"] == "lapsed":
            rows = rows.filter(state=ListState.ENTERED, ends_on__lt=self.on)
        elif given["standing"]:
            rows = rows.filter(state=given["standing"])
        return rows


class ProposeForm(forms.Form):
    """A proposal: the basis is typed by legal staff, because our texts hold none beyond policy 四(六)."""

    is_stale = False

    kind = forms.ChoiceField(label="名单", choices=ListKind.choices, widget=forms.RadioSelect)
    basis_document = forms.CharField(label="依据文件", max_length=200, help_text="名称和文号。")
    basis_article = _text(
        "依据条文", 1000, 4, help_text="照抄条文原文，写明第几条第几款。本系统没有收录，由您负责核实。"
    )
    facts = _text("事实和理由", 1000, 4)
    measures = _text("激励（惩戒）措施", 500, 3, help_text="只写依据条文规定的措施。")
    starts_on = forms.DateField(label="开始日期", widget=DayInput())
    ends_on = forms.DateField(label="截止日期", widget=DayInput(), help_text="到期自动失效。")


class NoticeForm(VerbForm):
    """事先告知."""

    noticed_on = forms.DateField(label="告知日期", widget=DayInput())
    notice = _text("告知方式和送达情况", 300, 2)
    reply = _text("当事人意见", 500, 3, required=False)


class ListDecideForm(VerbForm):
    """列入 or 不列入."""

    decision = forms.ChoiceField(
        label="决定",
        choices=[("approve", "列入"), ("reject", "不列入")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择列入或不列入。"},
    )
    note = _text("决定意见", 500, required=False, help_text="不列入的，须写明理由。")

    def verb_values(self) -> dict:
        """What the verb takes."""
        given = self.cleaned_data
        return {"approve": given["decision"] == "approve", "note": given["note"], "version": given["version"]}


class ReasonForm(VerbForm):
    """移出 or 撤回提议."""

    reason = _text("理由", 500)
