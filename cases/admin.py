"""Prior records for legal staff: import with a preview, look, take a mistake back. Cases and parties have no admin."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils import timezone
from import_export.admin import ImportMixin
from import_export.formats.base_formats import CSV, XLSX

from xinglongtai.core.display import mask_id
from xinglongtai.core.errors import DomainError
from xinglongtai.core.grids import LIMITS, FileRefused, too_large
from xinglongtai.core.grids.archive import checked_names
from xinglongtai.core.privacy.sealed import opened
from xinglongtai.core.web import actor_of

from .models import PriorRecord
from .resources import PriorRecordResource
from .services import prior_remove


class GuardedXlsx(XLSX):
    """The library unpacks a workbook whole; its sizes are looked at before."""

    def create_dataset(self, in_stream):
        """The first sheet. :class:`FileRefused` for what is too large or no workbook."""
        if len(in_stream) > LIMITS.upload:
            raise FileRefused(too_large(LIMITS))
        checked_names(in_stream, LIMITS)
        return super().create_dataset(in_stream)


class ReasonForm(ActionForm):
    """The reason an action wants."""

    reason = forms.CharField(label="撤下原因", required=False, max_length=200)


@admin.register(PriorRecord)
class PriorRecordAdmin(ImportMixin, admin.ModelAdmin):
    """Rows come in by import only, and are not edited."""

    resource_classes = [PriorRecordResource]
    formats = [GuardedXlsx, CSV]
    action_form = ReasonForm
    actions = ["take_out"]
    list_display = ["act_on", "party_name", "number", "violation", "item", "outcome", "breached", "corrected", "source"]
    list_display_links = None
    list_filter = ["breached", "corrected", "source"]
    list_select_related = ["item"]
    search_fields = ["party_name", "uscc", "violation", "document_number"]
    date_hierarchy = "act_on"
    list_per_page = 50
    skip_admin_log = True
    closes_words = True

    @admin.display(description="证件号（已遮盖）")
    def number(self, row):
        return mask_id(row.identity)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, opened(search_term))

    def get_queryset(self, request):
        return super().get_queryset(request).filter(bureau=actor_of(request).bureau)

    def add_data_read_fail_error_to_form(self, form, e):
        if isinstance(e, FileRefused):
            form.add_error("import_file", e.message)
        else:
            super().add_data_read_fail_error_to_form(form, e)

    def has_import_permission(self, request):
        return request.user.has_perm("cases.add_priorrecord")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_take_out_permission(self, request):
        return request.user.has_perm("cases.delete_priorrecord")

    def get_import_resource_kwargs(self, request, **kwargs):
        form = kwargs.get("form")
        cleaned = getattr(form, "cleaned_data", None) or {}
        name = cleaned.get("original_file_name") or getattr(cleaned.get("import_file"), "name", "")
        extra = super().get_import_resource_kwargs(request, **kwargs)
        extra.pop("form", None)
        return {**extra, "actor": actor_of(request), "on": timezone.localdate(), "file_name": name}

    @admin.action(description="撤下所选的错误记录", permissions=["take_out"])
    def take_out(self, request, queryset):
        """Each through the verb, so that what was taken out stays on record."""
        done = 0
        for record in queryset:
            try:
                prior_remove(record=record, actor=actor_of(request), reason=request.POST.get("reason", ""))
            except DomainError as error:
                messages.error(request, error.message)
                break
            done += 1
        if done:
            messages.success(request, f"已撤下 {done} 条历史记录。")
