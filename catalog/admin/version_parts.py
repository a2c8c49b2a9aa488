"""Citations and conditions on the page of an item version; each citation with what the registered law says about it."""

from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..citations import Checked, check, first_day, troubled
from ..models import Citation, ItemCondition
from ..status import CitationState
from .badges import badge

_SIGN = {
    CitationState.FOUND: ("✓", "published"),
    CitationState.MISSING: ("✕", "disabled"),
    CitationState.NOT_IN_FORCE: ("✕", "disabled"),
    CitationState.NO_VERSION: ("◆", "review"),
    CitationState.NO_TEXT: ("○", "draft"),
}


class PartsFormSet(BaseInlineFormSet):
    """Rows of a table whose boxes tell their names to those who do not see the heading of the column."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = "删除这一行" if name == "DELETE" else str(field.label)
            field.widget.attrs["aria-label"] = label
            if inner := getattr(field.widget, "widget", None):  # the frame around a choice of related rows
                inner.attrs["aria-label"] = label


class LockedInline(admin.TabularInline):
    """Parts of a version: editable only while it is a draft."""

    extra = 0
    formset = PartsFormSet
    template = "admin/catalog/itemversion/parts.html"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the row of small buttons beside every choice; statutes and words have pages of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for button in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            if hasattr(field.widget, button):
                setattr(field.widget, button, False)
        return field

    def _open(self, obj) -> bool:
        return obj is None or not obj.frozen

    def has_add_permission(self, request, obj=None):
        return self._open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._open(obj) and super().has_delete_permission(request, obj)


class CitationInline(LockedInline):
    """Cited provisions, each with its state on the day the version is used from and a link to the text."""

    model = Citation
    fields = ["role", "statute", "article_label", "statute_version", "checked"]
    readonly_fields = ["checked"]
    autocomplete_fields = ["statute", "statute_version"]
    looked: dict[int, Checked]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("statute", "statute_version__statute")

    def get_formset(self, request, obj=None, **kwargs):
        self.looked = {}
        if obj:
            rows = self.get_queryset(request).filter(version=obj)
            self.looked = {each.citation.pk: each for each in check(rows, first_day(obj, timezone.localdate()))}
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description="核对条文")
    def checked(self, citation):
        found = self.looked.get(citation.pk)
        return checked_sign(found) if found else "保存后核对"


def checked_sign(checked: Checked) -> SafeString:
    """The state of a citation as a sign, with the remark and links to the articles where they are loaded."""
    shape, tone = _SIGN[checked.state]
    links = format_html_join(" ", '<a href="{}">看{}</a>', ((text_address(row), row.label) for row in checked.articles))
    parts = [badge(shape, checked.state.label, tone)]
    if checked.note and checked.note != checked.state.label:
        parts.append(format_html('<span class="catalog-note">{}</span>', checked.note))
    return format_html_join(" ", "{}", ((part,) for part in [*parts, links] if part))


def text_address(article) -> str:
    """Where an article stands on the page of its text."""
    return reverse("admin:catalog_statuteversion_text", args=[article.version_id]) + f"#a{article.key}"


class ConditionInline(LockedInline):
    model = ItemCondition
    fields = ["sort", "token", "text"]
    autocomplete_fields = ["token"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("token").order_by("sort", "pk")


class CitationFilter(admin.SimpleListFilter):
    """Items that cite an article which does not exist, or a law not in force."""

    title = "引用"
    parameter_name = "citations"

    def lookups(self, request, model_admin):
        return [("bad", "引用有问题")]

    def queryset(self, request, queryset):
        if self.value() != "bad":
            return queryset
        return queryset.filter(pk__in=troubled(queryset, timezone.localdate()))
