"""Batches and items."""

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from ..models import Batch, Item
from ..querysets import number_order
from ..services import batch_create, batch_save, item_create, item_delete
from .access import BureauAdmin, BureauForm, actor_of


@admin.register(Batch)
class BatchAdmin(BureauAdmin):
    """Batches of the bureau; the sequence is given by the system."""

    menu_order = 30
    list_display = ["name", "sequence", "is_sample", "versions_count", "note"]
    ordering = ["sequence"]
    form = BureauForm
    fields = ["name", "is_sample", "note"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.bureau = actor_of(request).bureau
        return form

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(versions_number=Count("versions"))

    @admin.display(description="事项版本数")
    def versions_count(self, batch):
        return batch.versions_number

    def save_model(self, request, obj, form, change):
        if change:
            batch_save(batch=obj, actor=actor_of(request), fields=form.changed_data)
        else:
            made = batch_create(actor=actor_of(request), name=obj.name, is_sample=obj.is_sample, note=obj.note)
            obj.pk, obj.bureau_id, obj.sequence = made.pk, made.bureau_id, made.sequence
            obj._state.adding = False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Item)
class ItemAdmin(BureauAdmin):
    """Items: number and domain stand once given; what they say is in the versions."""

    menu_order = 20
    list_display = ["number", "domain", "newest", "versions_link"]
    list_filter = ["domain"]
    search_fields = ["number", "domain", "versions__violation"]
    form = BureauForm
    fields = ["number", "domain"]
    ordering = number_order("number")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.bureau = actor_of(request).bureau
        return form

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description="最新版本")
    def newest(self, item):
        versions = list(item.versions.all())
        return f"第{versions[0].version_no}版 {versions[0].violation}" if versions else "没有版本"

    @admin.display(description="版本")
    def versions_link(self, item):
        url = reverse("admin:catalog_itemversion_changelist")
        return format_html('<a href="{}?item__id__exact={}">{} 个版本</a>', url, item.pk, len(item.versions.all()))

    def has_change_permission(self, request, obj=None):
        return False if obj else super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj and obj.versions.exists():
            return False
        return super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        made = item_create(actor=actor_of(request), number=obj.number, domain=obj.domain)
        obj.pk, obj.bureau_id = made.pk, made.bureau_id
        obj._state.adding = False

    def delete_model(self, request, obj):
        item_delete(item=obj, actor=actor_of(request))
