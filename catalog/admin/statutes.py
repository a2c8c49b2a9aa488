"""Statutes, their versions and articles. A text cited by a published item keeps its name and dates."""

from django.contrib import admin

from xinglongtai.core import audit

from ..models import Article, Citation, Statute, StatuteVersion
from ..status import VersionState
from .access import actor_of


def cited_by_published(**lookup) -> bool:
    """Whether a published or retired item version cites it."""

    return Citation.objects.filter(**lookup).exclude(version__state=VersionState.DRAFT).exists()


class StatuteVersionInline(admin.TabularInline):
    model = StatuteVersion
    extra = 0
    show_change_link = True
    fields = ["version_date", "effective_from", "effective_to", "note"]

    def has_delete_permission(self, request, obj=None):
        return False


class ArticleInline(admin.StackedInline):
    model = Article
    extra = 0
    fields = ["label", "number", "text"]


class RecordedAdmin(admin.ModelAdmin):
    """Saves with an event in the audit record."""

    verb = ""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        fields = [*form.changed_data, *(f.model._meta.verbose_name for f in formsets if f.has_changed())]
        audit.record(
            verb=self.verb, actor=actor_of(request), target=form.instance, title=str(form.instance), fields=fields
        )

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Statute)
class StatuteAdmin(RecordedAdmin):
    """Title, rank and versions."""

    verb = "statute_save"
    list_display = ["title", "short_title", "kind", "newest"]
    list_filter = ["kind"]
    search_fields = ["title", "short_title"]
    inlines = [StatuteVersionInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description="版本")
    def newest(self, statute):
        dates = sorted((v.version_date for v in statute.versions.all()), reverse=True)
        return "、".join(f"{day:%Y-%m-%d}" for day in dates) or "没有登记"

    def get_readonly_fields(self, request, obj=None):
        return ["title", "kind"] if obj and cited_by_published(statute=obj) else []

    def has_delete_permission(self, request, obj=None):
        if obj and obj.citations.exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(StatuteVersion)
class StatuteVersionAdmin(RecordedAdmin):
    """One wording with its articles."""

    verb = "statute_save"
    list_display = ["statute", "version_date", "effective_from", "effective_to", "note"]
    list_filter = ["statute__kind"]
    list_select_related = ["statute"]
    search_fields = ["statute__title", "statute__short_title"]
    autocomplete_fields = ["statute"]
    inlines = [ArticleInline]

    def get_readonly_fields(self, request, obj=None):
        return ["statute", "version_date"] if obj and cited_by_published(statute_version=obj) else []

    def has_delete_permission(self, request, obj=None):
        if obj and obj.citations.exists():
            return False
        return super().has_delete_permission(request, obj)
