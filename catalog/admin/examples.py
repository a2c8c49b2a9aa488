"""测试情形: the test cases of an item, tried on one of its versions; a form in words, proposals that a person confirms."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from xinglongtai.core.errors import DomainError
from xinglongtai.core.web import refuse, visible_or_404

from ..eligibility.examples import differences, tried
from ..eligibility_parameters import parameters_for
from ..models import ItemExample, ItemVersion
from ..querysets import number_order
from ..selectors import item_rule
from ..services import (
    example_delete,
    example_save,
    examples_adopt,
    examples_proposed,
    examples_tried,
    newest_version,
)
from .access import BureauAdmin, actor_of
from .example_form import ExampleForm

EDIT = "catalog.change_item"


@admin.register(ItemExample)
class ItemExampleAdmin(BureauAdmin):
    """The list of all test cases; they are worked on beside a version of their item."""

    bureau_path = "item__bureau"
    list_display = ["number", "edit_link", "verdict", "updated_by", "updated_at"]
    list_display_links = None
    list_select_related = ["item", "updated_by"]
    list_filter = ["verdict"]
    list_per_page = 100
    search_fields = ["=item__number", "title"]
    search_help_text = "编号或情形"
    ordering = [*number_order("item__number"), "sort", "pk"]

    class Media:
        css = {"all": ["catalog/admin.css"]}

    @admin.display(description="事项", ordering="item__number")
    def number(self, example):
        return example.item.number

    @admin.display(description="情形", ordering="title")
    def edit_link(self, example):
        url = reverse("admin:catalog_itemexample_edit", args=[example.pk])
        return format_html('<a href="{}">{}</a>', url, example.title)

    def has_module_permission(self, request):
        return request.user.has_perm(EDIT)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(EDIT)

    def has_add_permission(self, request):
        return False  # beside a version of the item, where its questions are known

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"catalog_itemexample_{name}")

        return [
            page("of/<int:version_id>/", self.of_view, "of"),
            page("of/<int:version_id>/new/", self.new_view, "new"),
            page("of/<int:version_id>/proposals/", self.proposals_view, "proposals"),
            page("<int:pk>/edit/", self.edit_view, "edit"),
            page("<int:pk>/remove/", self.remove_view, "remove"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:catalog_itemexample_edit", object_id)

    # pages

    def of_view(self, request, version_id):
        """All test cases of the item, tried on this version."""
        version = self._version(request, version_id)
        rule = item_rule(version)
        rows = [
            (row, differences(rule, row.facts), found) for row, found in examples_tried(version, timezone.localdate())
        ]
        failed = sum(1 for _, _, found in rows if not found.holds)
        return self._page(request, "list", version, f"{version.item.number} 测试情形", rows=rows, failed=failed)

    def new_view(self, request, version_id):
        """A new test case."""
        return self._edit(request, self._version(request, version_id), None)

    def edit_view(self, request, pk):
        """Change a test case, with the questions of the item's newest version."""
        example = visible_or_404(self._rows(request), pk)
        return self._edit(request, newest_version(example.item), example)

    def remove_view(self, request, pk):
        """Ask once, then take a test case away."""
        example = visible_or_404(self._rows(request), pk)
        version = newest_version(example.item)
        if request.method == "POST":
            example_delete(example=example, actor=actor_of(request))
            messages.success(request, f"已删除测试情形“{example.title}”。")
            return redirect("admin:catalog_itemexample_of", version.pk)
        return self._page(request, "remove", version, "删除测试情形", example=example)

    def proposals_view(self, request, version_id):
        """What the conditions suggest; kept is only what a person ticked, as it was shown."""
        version, on = self._version(request, version_id), timezone.localdate()
        if request.method == "POST":
            confirmed = {key: request.POST.get(f"verdict_{key}", "") for key in request.POST.getlist("confirmed")}
            try:
                kept = examples_adopt(version=version, actor=actor_of(request), on=on, confirmed=confirmed)
            except DomainError as refusal:
                messages.error(request, refusal.message)
            else:
                messages.success(request, f"已保存 {len(kept)} 个测试情形。" if kept else "没有勾选，什么都没有保存。")
                return redirect("admin:catalog_itemexample_of", version.pk)
        rule = item_rule(version)
        rows = [(one, differences(rule, one.facts)) for one in examples_proposed(version, on)]
        return self._page(request, "proposals", version, "按现有条件生成测试情形", rows=rows)

    # parts of the pages

    def _rows(self, request):
        if not request.user.has_perm(EDIT):
            raise PermissionDenied
        return self.get_queryset(request).select_related("item__bureau")

    def _version(self, request, pk) -> ItemVersion:
        if not request.user.has_perm(EDIT):
            raise PermissionDenied
        return visible_or_404(ItemVersion.objects.for_bureau(actor_of(request).bureau).with_parts(), pk)

    def _edit(self, request, version, example):
        rule, on, actor = item_rule(version), timezone.localdate(), actor_of(request)
        given = {"title": example.title, "verdict": example.verdict} if example else {}
        facts = example.facts if example else {}
        form = ExampleForm(request.POST or None, rule=rule, facts=facts, initial=given)
        result = None
        if request.method == "POST" and form.is_valid():
            values = {
                "title": form.cleaned_data["title"],
                "facts": form.answers(),
                "verdict": form.cleaned_data["verdict"],
            }
            if "try" in request.POST:
                result = tried(
                    rule, values["title"], values["facts"], values["verdict"], on, parameters_for(actor.bureau)
                )
            elif self._saved(form, item=version.item, actor=actor, on=on, example=example, **values):
                messages.success(request, f"已保存测试情形“{values['title']}”。")
                return redirect("admin:catalog_itemexample_of", version.pk)
        title = "修改测试情形" if example else "增加测试情形"
        return self._page(request, "form", version, title, form=form, example=example, result=result)

    def _saved(self, form, **values) -> bool:
        try:
            example_save(**values)
        except DomainError as refusal:
            refuse(form, refusal)
            return False
        return True

    def _page(self, request, name: str, version, title: str, **context):
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "version": version}
        return TemplateResponse(request, f"admin/catalog/itemexample/{name}.html", {**shown, **context})
