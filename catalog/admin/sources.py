"""清单来源: the lists and criteria items are taken from; a whole list can end."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from xinglongtai.core.errors import DomainError

from ..models import ItemVersion, SourceList
from ..services import source_list_end, source_list_save
from ..status import VersionState
from .access import BureauAdmin, BureauForm, actor_of


class EndListForm(forms.Form):
    """The last day of a list and why it ends."""

    effective_to = forms.DateField(
        label="截止日期",
        help_text="最后有效的一天；这份清单上的已发布事项随之截止，更早截止的不变",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label="截止理由", max_length=200, help_text="如废止文件的名称和文号", widget=forms.Textarea(attrs={"rows": 3})
    )


@admin.register(SourceList)
class SourceListAdmin(BureauAdmin):
    """Lists of the own bureau, with their document number and how many items rest on them."""

    menu_order = 40
    list_display = ["title", "level", "document_number", "issued_on", "effective_from", "effective_to", "items_link"]
    list_filter = ["level"]
    search_fields = ["title", "document_number"]
    form = BureauForm
    fields = ["level", "title", "document_number", "issued_on", "effective_from", "effective_to", "note"]
    readonly_fields = ["effective_to"]
    change_form_template = "admin/catalog/sourcelist/change_form.html"

    def get_queryset(self, request):
        published = Count("versions", filter=Q(versions__state=VersionState.PUBLISHED))
        return super().get_queryset(request).annotate(published_number=published)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.bureau = actor_of(request).bureau
        return form

    def get_urls(self):
        view = self.admin_site.admin_view(self.end_view)
        return [path("<int:pk>/end/", view, name="catalog_sourcelist_end"), *super().get_urls()]

    @admin.display(description="已发布事项")
    def items_link(self, source):
        url = reverse("admin:catalog_itemversion_changelist")
        return format_html('<a href="{}?source={}">{} 条</a>', url, source.pk, source.published_number)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        source_list_save(source=obj, actor=actor_of(request), fields=form.changed_data)

    def end_view(self, request, pk):
        """Ask for the day and the reason, list the items that end with it, then end the list."""
        actor = actor_of(request)
        if not request.user.has_perm("catalog.publish_itemversion"):
            raise PermissionDenied
        source = get_object_or_404(self.get_queryset(request), pk=pk)
        form = EndListForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                ended = source_list_end(source=source, actor=actor, on=timezone.localdate(), **form.cleaned_data)
            except DomainError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            else:
                messages.success(
                    request,
                    f"{source} 将于 {form.cleaned_data['effective_to']:%Y-%m-%d} 截止，随之截止 {len(ended)} 条。",
                )
                return redirect("admin:catalog_sourcelist_change", source.pk)
        rows = ItemVersion.objects.published().filter(source_list=source).select_related("item").in_list_order()
        context = {
            **self.admin_site.each_context(request),
            "title": f"{source}：清单截止",
            "opts": self.opts,
            "source": source,
            "form": form,
            "rows": rows,
        }
        return TemplateResponse(request, "admin/catalog/sourcelist/end.html", context)
