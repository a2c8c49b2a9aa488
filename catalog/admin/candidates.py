"""候选事项: what off-list approvals suggest for the next batch. Read-only; two acts, 起草为清单事项 and 不纳入, each its own page."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from xinglongtai.core import audit
from xinglongtai.core.display import person
from xinglongtai.core.errors import DomainError, NotVisible
from xinglongtai.core.forms import ManyRows
from xinglongtai.core.web import refuse, whole_number

from ..alike import Described, alike
from ..models import Batch, Candidate
from ..selectors import find_items
from ..services.candidates import candidate_adopt, candidate_decline, candidate_thread, free_numbers
from ..status import CandidateState, LeniencyKind
from .access import BureauAdmin, actor_of
from .badges import badge

_SIGNS = {
    CandidateState.OPEN: ("○", "draft"),
    CandidateState.ADOPTED: ("✓", "published"),
    CandidateState.DECLINED: ("✕", "retired"),
}
#: Existing items shown beside a candidate.
NEAREST = 3


def groups_of(bureau) -> dict[int, tuple[int, ...]]:
    """Candidate → all candidates of the bureau that tell of the same thing, oldest first. One query."""
    rows = Candidate.objects.filter(bureau=bureau).order_by("pk").values_list("pk", "violation", "violated")
    return alike(Described(*row) for row in rows)


class AlikeFilter(admin.SimpleListFilter):
    """Only there once a group was opened from the list."""

    title = "同类"
    parameter_name = "alike"

    def lookups(self, request, model_admin):
        chosen = request.GET.get(self.parameter_name)
        return [(chosen, "所选同类")] if chosen else []

    def queryset(self, request, queryset):
        chosen = whole_number(str(self.value() or ""))
        if chosen is None:
            return queryset
        return queryset.filter(pk__in=groups_of(actor_of(request).bureau).get(chosen, ()))


class AdoptForm(forms.Form):
    """Number and domain of the new item; the batch it is drafted for."""

    domain = forms.CharField(label="领域", max_length=40, help_text="沿用清单已有的领域名称；没有合适的可以新写")
    number = forms.CharField(label="事项编号", max_length=20, help_text="字母加数字，定下后不再改变")
    batch = forms.ModelChoiceField(label="批次", queryset=Batch.objects.none())
    leniency_kind = forms.ChoiceField(label="从宽类型", choices=LeniencyKind.choices)
    same = ManyRows(
        label="一并纳入的同类候选事项",
        queryset=Candidate.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, bureau, same, **kwargs):
        super().__init__(*args, **kwargs)
        batches = Batch.objects.filter(bureau=bureau).order_by("is_sample", "-sequence")
        self.fields["batch"].queryset = batches
        self.fields["batch"].initial = batches.first()
        self.fields["same"].queryset = same
        if not same:
            del self.fields["same"]


class DeclineForm(forms.Form):
    """Why it is not taken in."""

    reason = forms.CharField(
        label="不纳入的理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如：个案情形特殊；已有清单事项可以适用；不属于轻微违法。以后遇到同类情况会看到这条理由。",
    )


@admin.register(Candidate)
class CandidateAdmin(BureauAdmin):
    """Candidates of the bureau, the open and frequent ones first."""

    list_display = ["violation", "state_sign", "frequency", "origin", "proposed_on", "became", "violated"]
    list_filter = ["state", "proposed_on", AlikeFilter]
    search_fields = ["violation", "violated", "origin", "reasons"]
    date_hierarchy = "proposed_on"
    actions = None
    fields = [
        "violation",
        "violated",
        "penalty",
        "basis",
        "scope",
        "reasons",
        "origin",
        "proposed_on",
        "proposer",
        "state",
        "became",
        "decided_on",
        "decider",
        "decision_note",
    ]
    readonly_fields = ["became", "proposer", "decider"]

    class Media:
        css = {"all": ["catalog/admin.css"]}

    def get_queryset(self, request):
        """Candidates of the officer's bureau with ``seen``, how many tell of the same thing, and ``is_decided``."""
        bureau, sizes = actor_of(request).bureau, {}
        for pk, group in groups_of(bureau).items():
            sizes.setdefault(len(group), []).append(pk)
        often = [When(pk__in=keys, then=Value(size)) for size, keys in sizes.items()]
        whole = IntegerField()
        rows = Candidate.objects.filter(bureau=bureau).select_related(
            "item", "bureau", "proposed_by__unit", "decided_by__unit"
        )
        return rows.annotate(
            seen=Case(*often, default=Value(1), output_field=whole),
            is_decided=Case(When(state=CandidateState.OPEN, then=Value(0)), default=Value(1), output_field=whole),
        ).order_by(*self.get_ordering(request))

    def get_ordering(self, request):
        return ["is_decided", "-seen", "-proposed_on", "-pk"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="状态", ordering="state")
    def state_sign(self, row):
        shape, tone = _SIGNS[CandidateState(row.state)]
        return badge(shape, row.get_state_display(), tone)

    @admin.display(description="同类次数", ordering="seen")
    def frequency(self, row):
        if row.seen == 1:
            return "1 次"
        return format_html('<a href="?alike={}">{} 次</a>', row.pk, row.seen)

    @admin.display(description="纳入为")
    def became(self, row):
        if row.item is None:
            return "—"
        url = reverse("admin:catalog_itemversion_changelist")
        return format_html('<a href="{}?item__id__exact={}">{}</a>', url, row.item_id, row.item.number)

    @admin.display(description="列入人")
    def proposer(self, row):
        return person(row.proposed_by)

    @admin.display(description="处理人")
    def decider(self, row):
        return person(row.decided_by) or "—"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/adopt/", view(self.adopt_view), name="catalog_candidate_adopt"),
            path("<int:pk>/decline/", view(self.decline_view), name="catalog_candidate_decline"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "候选事项", **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        shown = {}
        if row:
            may = request.user.has_perm("catalog.change_candidate") and row.state == CandidateState.OPEN
            events = audit.timeline(candidate_thread(row))
            shown = {
                "title": "候选事项",
                "state_sign": self.state_sign(row),
                "may_decide": may,
                "same": self._same(request, row),
                "near": find_items(bureau=row.bureau, words=row.violation, on=timezone.localdate(), limit=NEAREST),
                "lines": [(event.at, event.actor, audit.describe(event)) for event in events],
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def adopt_view(self, request, pk):
        """起草为清单事项: asks number, domain and batch, then opens the draft."""
        actor, row = self._asked(request, pk)
        same = self._same(request, row).filter(state=CandidateState.OPEN)
        free = free_numbers(actor.bureau)
        near = find_items(bureau=actor.bureau, words=row.violation, on=timezone.localdate(), limit=1)
        domain = near[0].version.item.domain if near else ""
        start = {"domain": domain, "number": free.get(domain, free[""]), "same": [other.pk for other in same]}
        form = AdoptForm(request.POST or None, bureau=actor.bureau, same=same, initial=start)
        if request.method == "POST" and form.is_valid():
            given = {**form.cleaned_data, "same": form.cleaned_data.get("same", ())}
            version = self._try(form, candidate_adopt, candidate=row, actor=actor, on=timezone.localdate(), **given)
            if version:
                messages.success(request, f"已起草 {version}。请核对条款、补齐条件后提交审核。")
                return redirect("admin:catalog_itemversion_change", version.pk)
        taken = sorted((domain, number) for domain, number in free.items() if domain)
        return self._page(request, row, form, "起草为清单事项", free=taken, other=free[""])

    def decline_view(self, request, pk):
        """不纳入, with the reason."""
        actor, row = self._asked(request, pk)
        form = DeclineForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            if self._try(form, candidate_decline, candidate=row, actor=actor, on=timezone.localdate(), **given):
                messages.success(request, f"候选事项“{row.violation}”不纳入清单，理由已记录。")
                return redirect("admin:catalog_candidate_changelist")
        return self._page(request, row, form, "不纳入清单")

    def _asked(self, request, pk):
        actor = actor_of(request)
        if not request.user.has_perm("catalog.change_candidate"):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise NotVisible("没有找到这个候选事项，或者它不属于您所在的机关。")
        return actor, row

    def _same(self, request, row):
        keys = groups_of(row.bureau).get(row.pk, ())
        return self.get_queryset(request).filter(pk__in=keys).exclude(pk=row.pk)

    def _try(self, form, verb, **values):
        try:
            return verb(**values)
        except DomainError as refusal:
            refuse(form, refusal)
            return None

    def _page(self, request, row, form, title, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "row": row,
            "form": form,
            "state_sign": self.state_sign(row),
            "is_open": row.state == CandidateState.OPEN,
            **context,
        }
        return TemplateResponse(request, "admin/catalog/candidate/decide.html", context)
