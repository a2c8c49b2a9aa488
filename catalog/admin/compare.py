"""Two versions of an item side by side."""

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from xinglongtai.core.web import whole_number

from ..differences import differences
from .badges import state_badge


class ComparePages:
    """Mixin of a ModelAdmin of item versions: what changed from one version to another."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.compare_view)
        return [path("<path:object_id>/compare/", view, name="catalog_itemversion_compare"), *super().get_urls()]

    def compare_view(self, request, object_id):
        """The version against an earlier one (``?with=`` its number; the one before by default)."""
        version = self.get_object(request, object_id)
        if version is None or not self.has_view_permission(request, version):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        rows = self.get_queryset(request).filter(item=version.item_id).with_parts().select_related("source_list")
        by_number = {row.version_no: row for row in rows}
        others = sorted((number for number in by_number if number != version.version_no), reverse=True)
        if not others:
            self.message_user(request, "这个事项只有一个版本，没有可以比较的。", level="warning")
            return redirect("admin:catalog_itemversion_change", version.pk)
        asked = whole_number(request.GET.get("with", ""))
        earlier = [number for number in others if number < version.version_no]
        other = by_number[asked if asked in others else (earlier or others)[0]]
        old, new = sorted((other, by_number[version.version_no]), key=lambda row: row.version_no)
        today = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": f"{version.item.number}：第{old.version_no}版与第{new.version_no}版的差别",
            "opts": self.opts,
            "version": version,
            "old": old,
            "new": new,
            "signs": (state_badge(old, today), state_badge(new, today)),
            "others": others,
            "chosen": other.version_no,
            "lines": differences(old, new),
        }
        return TemplateResponse(request, "admin/catalog/itemversion/compare.html", context)
