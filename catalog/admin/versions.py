"""The list and the page of item versions: drafts are edited, published ones look and are read-only."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from xinglongtai.core import audit

from ..differences import differences
from ..models import Batch, ItemVersion, SourceList
from ..querysets import number_order
from ..services import (
    examples_tried,
    item_version_delete,
    item_version_parts_save,
    item_version_save,
    second_person_fault,
)
from ..status import NEXT_STEP, VersionState
from ..version_links import links_for
from .access import BureauAdmin, actor_of
from .badges import badge, load_badge, state_badge
from .compare import ComparePages
from .filters import DomainFilter, OwnBatchFilter, OwnSourceFilter, ValidityFilter
from .tables import TablePages
from .verbs import VERBS, VerbPages, verb_url
from .version_parts import CitationFilter, CitationInline, ConditionInline


class ItemVersionForm(forms.ModelForm):
    """A draft; says beside the field what the service would refuse."""

    class Meta:
        widgets = {
            name: forms.Textarea(attrs={"rows": rows, "cols": 80})
            for name, rows in {
                "violation": 2,
                "keywords": 2,
                "penalty_summary": 2,
                "leniency_basis": 2,
                "supervision_measure": 2,
                "related_basis": 3,
                "note": 5,
            }.items()
        }

    def clean(self):
        given = super().clean()
        item = given.get("item")
        if item and self.instance.pk is None and ItemVersion.objects.open().filter(item=item).exists():
            raise ValidationError({"item": "这个事项已有草稿或待审版本，请直接修改或审核那一版。"})
        return given


@admin.register(ItemVersion)
class ItemVersionAdmin(VerbPages, ComparePages, TablePages, BureauAdmin):
    """Catalog maintenance by the legal staff."""

    bureau_path = "item__bureau"
    menu_order = 10
    form = ItemVersionForm
    change_form_template = "admin/catalog/itemversion/change_form.html"
    list_display = [
        "number",
        "violation",
        "state_sign",
        "load_sign",
        "batch",
        "domain",
        "in_effect",
        "conditions_count",
    ]
    list_display_links = ["number", "violation"]
    list_filter = [
        "state",
        ValidityFilter,
        CitationFilter,
        OwnBatchFilter,
        OwnSourceFilter,
        DomainFilter,
        "legal_basis_scope",
        "load_state",
        "key_area",
        "penalty_structure",
    ]
    list_select_related = ["item", "batch"]
    list_per_page = 100
    search_fields = ["=item__number", "violation", "keywords", "violated_law", "penalty_law"]
    search_help_text = "编号、违法行为、日常用语或法规名称"
    ordering = [*number_order("item__number"), "-version_no"]
    autocomplete_fields = ["item"]
    inlines = [CitationInline, ConditionInline]
    fieldsets = [
        (None, {"fields": ["item", ("batch", "source_list"), "violation", "keywords"]}),
        ("条款与处罚", {"fields": [
            ("violated_law", "violated_article"), ("penalty_law", "penalty_article"),
            "penalty_summary", "penalty_structure",
        ]}),
        ("从宽", {"fields": [
            ("leniency_kind", "legal_basis_scope"), "leniency_basis", "supervision_measure",
            ("correction_days_max", "remote_recheck"),
        ]}),
        ("管理", {"fields": [
            ("key_area", "load_state"), ("effective_from", "effective_to"), ("verified", "text_in_force_checked"),
            "verified_text", "related_basis", "evidence", "note",
        ]}),
    ]  # fmt: skip

    class Media:
        css = {"all": ["catalog/admin.css", "catalog/examples.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(conditions_number=Count("conditions"))

    @admin.display(description="编号", ordering="item__number")
    def number(self, version):
        return version.item.number

    @admin.display(description="版本和状态", ordering="state")
    def state_sign(self, version):
        return format_html("第{}版 {}", version.version_no, state_badge(version, timezone.localdate()))

    @admin.display(description="使用状态", ordering="load_state")
    def load_sign(self, version):
        return load_badge(version)

    @admin.display(description="领域和重点领域", ordering="item__domain")
    def domain(self, version):
        if not version.key_area:
            return version.item.domain
        area = badge("▲", f"重点：{version.get_key_area_display()}", "review")
        return format_html("{}<br>{}", version.item.domain, area)

    @admin.display(description="有效期", ordering="effective_from")
    def in_effect(self, version):
        if version.effective_from is None:
            return "未定"
        return f"{version.effective_from:%Y-%m-%d} 至 " + (
            f"{version.effective_to:%Y-%m-%d}" if version.effective_to else "长期"
        )

    @admin.display(description="条件数", ordering="conditions_number")
    def conditions_count(self, version):
        return version.conditions_number

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "batch":
            kwargs["queryset"] = Batch.objects.filter(bureau=actor_of(request).bureau)
        if db_field.name == "source_list":
            kwargs["queryset"] = SourceList.objects.filter(bureau=actor_of(request).bureau)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj and obj.frozen:  # hints for typing say nothing on a page that is only read
            kwargs["help_texts"] = {field.name: "" for field in ItemVersion._meta.concrete_fields}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ["item"] if obj else []

    def has_change_permission(self, request, obj=None):
        return (obj is None or not obj.frozen) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return (obj is None or not obj.frozen) and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        item_version_save(version=obj, actor=actor_of(request), fields=form.changed_data)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed = [str(formset.model._meta.verbose_name) for formset in formsets if formset.has_changed()]
        item_version_parts_save(version=form.instance, actor=actor_of(request), on=timezone.localdate(), fields=changed)

    def delete_model(self, request, obj):
        item_version_delete(version=obj, actor=actor_of(request))

    def changelist_view(self, request, extra_context=None):
        rights = {
            "title": "柔性执法清单",
            "is_nav_sidebar_enabled": False,  # the table needs the width
            "may_import": self.has_import_permission(request),
            "may_export": self.has_export_permission(request),
        }
        return super().changelist_view(request, {**rights, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        shown = {}
        if version:
            earlier = self._predecessor(version)
            examples = examples_tried(version, timezone.localdate())
            shown = {
                "is_nav_sidebar_enabled": False,  # the tables need the width
                "title": f"{version.item.number} 第{version.version_no}版",
                "state_sign": state_badge(version, timezone.localdate()),
                "load_sign": load_badge(version),
                "next_step": NEXT_STEP[VersionState(version.state)],
                "verbs": [
                    (verb.title, f"{verb_url(verb.key)}?id={version.pk}") for verb in self._verbs(request, version)
                ],
                "links": links_for(version, request.user),
                "earlier": earlier,
                "lines": differences(earlier, version) if earlier else [],
                "examples": examples,
                "examples_failed": sum(1 for _, found in examples if not found.holds),
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def _verbs(self, request, version) -> list:
        """What this person can do with the version in its state; nobody is offered to approve their own work."""
        own = version.state == VersionState.PENDING and second_person_fault(version, actor_of(request))
        return [
            verb
            for verb in VERBS.values()
            if verb.fits in ("", version.state)
            and (verb.key != "renew" or version.standing)
            and not (verb.key == "publish" and own)
            and request.user.has_perm(verb.permission)
        ]

    def _predecessor(self, version):
        before = ItemVersion.objects.filter(item=version.item_id, version_no__lt=version.version_no)
        return before.with_parts().select_related("source_list").order_by("-version_no").first()

    def history_view(self, request, object_id, extra_context=None):
        """Who did what to this item, all its versions, newest first."""
        version = self.get_object(request, object_id)
        if version is None or not self.has_view_permission(request, version):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        events = audit.timeline(f"item:{version.item_id}")
        context = {
            **self.admin_site.each_context(request),
            "title": f"{version.item.number} 的操作记录",
            "opts": self.opts,
            "version": version,
            "lines": [(event.at, event.actor, audit.describe(event)) for event in events],
        }
        return TemplateResponse(request, "admin/catalog/itemversion/history.html", context)
