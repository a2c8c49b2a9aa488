"""Files out: export of the shown rows, template. Files in are in :mod:`.imports`."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path

from xinglongtai.core import sheets

from ..resources import HEADERS, csv_bytes, table
from .imports import ImportPages


class TablePages(ImportPages):
    """Mixin of a ModelAdmin of item versions."""

    change_list_template = "admin/catalog/itemversion/change_list.html"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("export/<str:kind>/", wrap(self.export_view), name="catalog_itemversion_export"),
            path("template/<str:kind>/", wrap(self.template_view), name="catalog_itemversion_template"),
            *super().get_urls(),
        ]

    def has_export_permission(self, request):
        """Whether the officer may download the list."""
        return request.user.has_perm("catalog.export_catalog")

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
