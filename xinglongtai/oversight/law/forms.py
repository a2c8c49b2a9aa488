"""Forms of the law watch: the filter of the list and the decision on ticked items."""

from django import forms
from django.db import models

from catalog.status import ChangeKind, WatchAct
from xinglongtai.core.lists import FilterForm, any_of


class Work(models.TextChoices):
    """Whether a change still needs somebody."""

    OPEN = "open", "有未处理的"
    DONE = "done", "已处理完"


KINDS = [(ChangeKind.NEW_TEXT.value, "施行新文本"), (ChangeKind.ENDS.value, "现有文本失效")]


class ChangeFilter(FilterForm):
    """处理情况, 变化, 法规名称."""

    sorts = {
        "late": ("后生效的在前", ("-effective_on", "pk")),
        "near": ("先生效的在前", ("effective_on", "pk")),
    }
    work = forms.ChoiceField(label="处理情况", choices=any_of(Work.choices), required=False)
    kind = forms.ChoiceField(label="变化", choices=any_of(KINDS), required=False)
    words = forms.CharField(label="法规名称", required=False, max_length=60)

    def narrow(self, rows, given):
        if given["work"]:
            rows = rows.filter(open_count__gt=0) if given["work"] == Work.OPEN else rows.filter(open_count=0)
        if given["kind"]:
            rows = rows.filter(kind=given["kind"])
        words = given["words"].strip()
        if words:
            rows = rows.filter(
                models.Q(statute__title__contains=words) | models.Q(statute__short_title__contains=words)
            )
        return rows


class DecideForm(forms.Form):
    """What to do with the ticked items, and why."""

    act = forms.ChoiceField(
        label="处理方式",
        choices=WatchAct.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理方式。"},
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="“不受影响”和“办理失效”必须写，会记入事项的历史；“建立新版本”可以不写。",
    )
