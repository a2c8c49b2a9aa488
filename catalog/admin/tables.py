"""Files in and out: import with preview and confirmation, refused rows as a sheet, export of the shown rows, template."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from import_export.admin import ImportMixin
from import_export.forms import ImportForm

from xinglongtai.core import sheets

from ..resources import FORMATS, HEADERS, ItemVersionResource, csv_bytes, refused_sheet, table
from .access import actor_of


class CatalogFileForm(ImportForm):
    """A file; its kind is seen from its name."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].label = "文件"
        self.fields["import_file"].help_text = "Excel（.xlsx）或 CSV（.csv）"
        self.fields["import_file"].widget.attrs["accept"] = ".xlsx,.csv"

    def clean(self):
        given = super().clean()
        ending = getattr(given.get("import_file"), "name", "").lower().rpartition(".")[2]
        kinds = {"xlsx": "0", "csv": "1"}
        if "import_file" in given and ending not in kinds:
            self.add_error("import_file", "只能导入 .xlsx 或 .csv 文件。旧版 .xls 请另存为 .xlsx。")
        given["format"] = kinds.get(ending, "0")
        return given


class TablePages(ImportMixin):
    """Mixin of a ModelAdmin of item versions."""

    resource_classes = [ItemVersionResource]
    import_formats = FORMATS
    import_form_class = CatalogFileForm
    import_template_name = "admin/catalog/itemversion/import.html"
    change_list_template = "admin/catalog/itemversion/change_list.html"
    import_export_change_list_template = None
    skip_admin_log = True  # every line and the whole file leave events in the audit record

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("import/refused/", wrap(self.refused_view), name="catalog_itemversion_refused"),
            path("export/<str:kind>/", wrap(self.export_view), name="catalog_itemversion_export"),
            path("template/<str:kind>/", wrap(self.template_view), name="catalog_itemversion_template"),
            *super().get_urls(),
        ]

    def init_change_list_template(self):
        """Keep our own template; the package would wrap it in its own."""
        self.ie_base_change_list_template = "admin/change_list.html"

    def has_import_permission(self, request):
        return request.user.has_perm("catalog.import_catalog")

    def has_export_permission(self, request):
        """Whether the officer may download the list."""
        return request.user.has_perm("catalog.export_catalog")

    def get_import_resource_kwargs(self, request, *args, **kwargs):
        return {"actor": actor_of(request), "on": timezone.localdate()}

    def get_import_context_data(self, **kwargs):
        return {"refused_url": reverse("admin:catalog_itemversion_refused")}

    def add_success_message(self, result, request):
        counts = result.counts()
        messages.success(
            request,
            "导入完成：新增 {created} 条，更新 {updated} 条，未变 {skipped} 条，拒绝 {refused} 条。均为草稿，核对后发布。".format(
                **counts
            ),
        )

    def refused_view(self, request):
        """The refused lines of the previewed file, with the reason in the last column."""
        if not self.has_import_permission(request) or request.method != "POST":
            raise PermissionDenied
        form = self.create_confirm_form(request)
        if not form.is_valid():
            raise PermissionDenied
        file_format = self.get_import_formats()[int(form.cleaned_data["format"])]()
        stored = self.get_tmp_storage_class()(
            name=form.cleaned_data["import_file_name"], encoding=None, read_mode=file_format.get_read_mode()
        )
        dataset = file_format.create_dataset(stored.read())
        resource = ItemVersionResource(**self.get_import_resource_kwargs(request))
        header, lines = refused_sheet(dataset, resource.import_data(dataset, dry_run=True))
        return sheets.xlsx_response("被拒绝的行.xlsx", header, lines)

    def export_view(self, request, kind):
        """The rows of the list as filtered, as .xlsx or .csv."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request).with_parts()
        return _file("柔性执法清单", kind, table(rows))

    def template_view(self, request, kind):
        """The header alone, to be filled in."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        return _file("清单导入模板", kind, [])


def _file(name: str, kind: str, lines) -> HttpResponse:
    if kind == "csv":
        response = HttpResponse(csv_bytes(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="catalog.csv"'
        response["Cache-Control"] = "private, no-store"
        return response
    return sheets.xlsx_response(f"{name}.xlsx", HEADERS, lines)
