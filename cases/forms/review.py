"""The decision of legal staff, and the filters of their queue."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.calendar import load_around
from xinglongtai.core.lists import FilterForm, any_of
from xinglongtai.core.staff_fields import UnitChoice

from ..review_clock import asked_by
from ..review_duty import took_part
from ..review_queue import claims_count_from, for_reason, with_kinds
from ..status import DecisionState, ReviewReason
from .case import words
from .filters import units_within_reach


class ReviewForm(VerbForm):
    """Approve, refuse or send back one sheet. Off the list an approval names its legal basis and its scope."""

    decision = forms.ChoiceField(
        label="审核意见",
        widget=forms.RadioSelect,
        choices=[
            ("approve", "同意适用告知承诺"),
            ("reject", "不同意适用"),
            ("return", "退回承办人补充"),
        ],
    )
    note = words("理由", help_text="写明依据的条款和判断；退回的写明要补什么。", rows=4)
    basis = forms.CharField(
        label="适用的法律依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="清单外同意适用的要写：法规名称和条款",
        error_messages={"required": "清单外同意适用的，请写明法律依据（法规名称和条款）。"},
    )
    scope = forms.CharField(
        label="适用范围",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="清单外同意适用的要写：这项同意管到哪里",
        error_messages={"required": "请写明这项同意的适用范围，如“仅限本案”。"},
    )

    def __init__(self, *args, off_list: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("basis", "scope"):
            self.fields[name].required = not self.is_bound or self.data.get("decision") == "approve"
            if not off_list:
                del self.fields[name]


class ReviewFilter(FilterForm):
    """Filters of the queue. Without any it shows what waits, the longest waiting first."""

    sorts = {
        "oldest": ("先送审的在前", ("requested_at", "pk")),
        "newest": ("后送审的在前", ("-requested_at", "-pk")),
        "decided": ("最近审核的在前", ("-decided_at", "-pk")),
    }
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "待审核"), ("decided", "已审核"), ("all", "全部")]
    )
    kind = forms.ChoiceField(label="审核事由", required=False, choices=any_of(ReviewReason.choices))
    unit = UnitChoice(label="单位", required=False, empty_label="全部")
    waiting = forms.ChoiceField(label="已等", required=False)
    mine = forms.ChoiceField(
        label="与我有关",
        required=False,
        choices=any_of(
            [("can", "我可以审的"), ("claimed", "我正在审的"), ("decided", "我审过的"), ("own", "我参与办理的")]
        ),
    )

    def __init__(self, *args, actor, on, limit, **kwargs):
        self.actor, self.on, self.limit = actor, on, limit
        super().__init__(*args, **kwargs)

    def full_clean(self):
        days = sorted({3, 5, self.limit})
        over = [(str(self.limit + 1), f"超过期限（{self.limit}个工作日）")]
        self.fields["unit"].queryset = units_within_reach(self.actor)
        self.fields["waiting"].choices = any_of([(str(n), f"{n}个工作日以上") for n in days] + over)
        super().full_clean()

    def narrow(self, rows, given):
        if given["state"] == "":
            rows = rows.filter(state=DecisionState.PENDING)
        elif given["state"] == "decided":
            rows = rows.exclude(state=DecisionState.PENDING)
        if given["kind"]:
            rows = with_kinds(rows).filter(for_reason(given["kind"]))
        if given["unit"]:
            rows = rows.filter(case__unit__path__startswith=given["unit"].path)
        if given["waiting"]:
            last = asked_by(int(given["waiting"]), self.on, load_around(self.on))
            start = timezone.make_aware(
                timezone.datetime.combine(last + timedelta(days=1), timezone.datetime.min.time())
            )
            rows = rows.filter(state=DecisionState.PENDING, requested_at__lt=start)
        return self._mine(rows, given["mine"]) if given["mine"] else rows

    def _mine(self, rows, mine):
        own = Q(requested_by=self.actor) | took_part(self.actor)
        if mine == "can":
            return rows.filter(state=DecisionState.PENDING).exclude(own)
        if mine == "claimed":
            since = claims_count_from(self.actor.bureau)
            return rows.filter(state=DecisionState.PENDING, claimed_by=self.actor, claimed_at__gt=since)
        if mine == "decided":
            return rows.filter(decided_by=self.actor)
        return rows.filter(own)
