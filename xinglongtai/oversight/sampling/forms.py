"""Forms of 案卷评查: drawing, giving to another, answering findings, lines of the scoring sheet, deciding on suspicions."""

from django import forms

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.forms import ManyRows
from xinglongtai.core.lists import DayInput
from xinglongtai.core.models import Officer
from xinglongtai.core.staff_fields import UnitChoice

from ..filters import units_of
from . import selectors
from .checks import CHECKS
from .status import DrawKind, Part, SizeUnit, SuspicionState


class PersonChoice(forms.ModelChoiceField):
    """An officer with the unit."""

    def label_from_instance(self, officer):
        return f"{officer.name}（{officer.unit}）"


class PeopleChoice(ManyRows):
    """Officers with their units, as boxes to tick."""

    def label_from_instance(self, officer):
        return f"{officer.name}（{officer.unit}）"


class DrawForm(VerbForm):
    """Which files, how many, how, and who reviews them."""

    since = forms.DateField(label="结案日期从", widget=DayInput())
    until = forms.DateField(label="结案日期到", widget=DayInput())
    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全局")
    size = forms.IntegerField(label="抽取数量", min_value=1, max_value=500)
    size_unit = forms.ChoiceField(
        label="按", choices=[("count", "件数"), ("share", "比例（%）")], initial=SizeUnit.COUNT
    )
    kind = forms.ChoiceField(
        label="方式",
        choices=[(DrawKind.RANDOM, "随机抽取：每件机会相同"), (DrawKind.WEIGHTED, "按风险加权：有下列情况的机会大些")],
        widget=forms.RadioSelect,
        initial=DrawKind.RANDOM,
    )
    reviewers = PeopleChoice(
        label="评查人",
        queryset=Officer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="平均分派。办理、法制审核、初审、审批过某案的人，不会分到这件案卷。",
        error_messages={"required": "请至少选择一名评查人。"},
    )
    purpose = forms.CharField(label="评查目的", required=False, max_length=200)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(actor)
        able = selectors.may_review(actor.bureau)
        self.fields["reviewers"].queryset = able
        self.fields["reviewers"].initial = [one.pk for one in able]


class PassOnForm(VerbForm):
    """Another reviewer for a file."""

    to = PersonChoice(
        label="改由谁评查", queryset=Officer.objects.none(), error_messages={"required": "请选择评查人。"}
    )
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        out = selectors.barred([review.case_id]).get(review.case_id, frozenset())
        able = selectors.may_review(review.drawing.bureau).exclude(pk__in=[*out, review.reviewer_id or 0])
        self.fields["to"].queryset = able
        if not able:
            self.fields["to"].help_text = "没有别的可以评查这件案卷的人。"


class AnswerForm(VerbForm):
    """The handler's answer to a finding."""

    mended = forms.ChoiceField(
        label="答复",
        choices=[("yes", "已整改"), ("no", "没有整改，说明理由")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择已整改，或者说明理由。"},
    )
    words = forms.CharField(
        label="整改情况或理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例如补了什么材料、今后怎么做；没有整改的，写明为什么。",
        error_messages={"required": "请写明整改了什么；没有整改的，写明理由。"},
    )


class ConfirmForm(VerbForm):
    """What the reviewer says to the answer."""

    decision = forms.ChoiceField(
        label="确认",
        choices=[("accept", "认可，了结"), ("return", "退回，再答复")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择认可或退回。"},
    )
    words = forms.CharField(
        label="意见",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回的，写明还要做什么。",
    )


class LineForm(VerbForm):
    """One line of a draft of the scoring sheet."""

    part = forms.ChoiceField(label="类别", choices=Part.choices)
    words = forms.CharField(
        label="评查内容",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写成符合时的样子，一行只写一件事。",
    )
    veto = forms.BooleanField(label="一票否决：触发即不合格，不计分", required=False)
    points = forms.IntegerField(label="分值", required=False, min_value=0, max_value=100)
    basis = forms.CharField(
        label="依据", required=False, max_length=200, help_text="写法律、规章的名称和条款；没有明文的不填，不要推断。"
    )
    check_key = forms.ChoiceField(
        label="系统预判",
        required=False,
        choices=[("", "不预判，由评查人判断"), *[(key, name) for key, (name, _) in CHECKS.items()]],
        help_text="系统先给出结论和理由，评查人可以不同意，写明理由。",
    )


class EnforceForm(VerbForm):
    """Putting a version in force."""

    note = forms.CharField(label="修改说明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(VerbForm):
    """What becomes of a suspicion."""

    state = forms.ChoiceField(
        label="核实后",
        choices=[
            (SuspicionState.EXPLAINED, "有合理解释，不再跟进"),
            (SuspicionState.TO_REVIEW, "转评查：这些案卷组成一次专项评查"),
            (SuspicionState.HANDED_ON, "已按规定转纪检：这里只登记"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理方式。"},
    )
    reason = forms.CharField(
        label="核实情况和理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明核实的情况和理由。"},
    )

    def __init__(self, *args, may_draw=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_draw:
            choices = self.fields["state"].choices
            self.fields["state"].choices = [one for one in choices if one[0] != SuspicionState.TO_REVIEW]
