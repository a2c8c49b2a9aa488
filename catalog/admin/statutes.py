"""Statutes, their versions and articles. Every save goes through the services; a text cited on the list keeps its name and date."""

from copy import copy

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from xinglongtai.core.errors import DomainError

from ..models import Article, Statute, StatuteVersion
from ..services import (
    article_delete,
    article_save,
    cited_by_published,
    statute_delete,
    statute_save,
    statute_version_delete,
    statute_version_save,
    version_problem,
)
from ..statute_gaps import loaded_share, statute_gaps
from ..statute_text import read_label
from .access import actor_of
from .badges import badge
from .statute_forms import StatuteForm, StatuteVersionForm
from .statute_import import StatuteImportPages
from .statute_reading import shown_articles


class CheckedVersionForm(StatuteVersionForm):
    """Says beside the field what the service would refuse."""

    def clean(self):
        cleaned = super().clean()
        row = copy(self.instance)
        for name in self.fields.keys() & {"statute", "version_date", "effective_from", "effective_to"}:
            setattr(row, name, cleaned.get(name))
        if not self.errors and row.statute_id and (problem := version_problem(row)):
            self.add_error(problem[0], problem[1])
        return cleaned


class ArticleForm(StatuteForm):
    """A provision typed in by hand."""

    class Meta:
        model = Article
        fields = ["label", "text"]

    def clean_label(self):
        address = read_label(self.cleaned_data["label"])
        if address is None:
            raise ValidationError("写法无法识别，请写成 第四十八条第一款第（三）项。")
        return address.label


class StatuteVersionInline(admin.TabularInline):
    model = StatuteVersion
    form = CheckedVersionForm
    extra = 0
    show_change_link = True
    fields = ["version_date", "effective_from", "effective_to", "note"]

    def has_delete_permission(self, request, obj=None):
        return False


class ArticleInline(admin.StackedInline):
    """Provisions typed in by hand, for a law whose whole text is not at hand."""

    model = Article
    form = ArticleForm
    extra = 0
    fields = ["label", "text"]


class VerbAdmin(admin.ModelAdmin):
    """Saves rows and the rows below them through the services; a refusal becomes a message, never an error page."""

    class Media:
        css = {"all": ["catalog/admin.css"]}

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None):
        if obj and (obj.citations.exists() or obj.changes.exists()):
            return False
        return super().has_delete_permission(request, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            messages.error(request, f"没有保存：{refusal.message}")
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse(f"admin:catalog_{self.opts.model_name}_changelist"))

    def save_formset(self, request, form, formset, change):
        actor = actor_of(request)
        formset.save(commit=False)
        for row in formset.deleted_objects:
            article_delete(article=row, actor=actor)
        for row, fields in [(row, []) for row in formset.new_objects] + formset.changed_objects:
            if isinstance(row, StatuteVersion):
                statute_version_save(version=row, actor=actor, on=timezone.localdate(), fields=fields)
            else:
                article_save(article=row, actor=actor)

    def log_addition(self, *args):
        """The services leave the record."""

    log_change = log_deletions = log_addition


@admin.register(Statute)
class StatuteAdmin(StatuteImportPages, VerbAdmin):
    """Title, rank and versions."""

    form = StatuteForm
    change_list_template = "admin/catalog/statute/change_list.html"
    list_display = ["title", "kind", "versions_shown", "texts", "items_number"]
    list_filter = ["kind"]
    search_fields = ["title", "short_title"]
    inlines = [StatuteVersionInline]

    def get_urls(self):
        view = self.admin_site.admin_view(self.gaps_view)
        return [path("gaps/", view, name="catalog_statute_gaps"), *super().get_urls()]

    def get_queryset(self, request):
        officer = getattr(request.user, "officer", None)
        own = Q(citations__version__item__bureau=officer.bureau if officer else None)
        published = own & Q(citations__version__state="published")
        items = Count("citations__version__item", filter=published, distinct=True)
        return super().get_queryset(request).prefetch_related("versions").annotate(items=items)

    @admin.display(description="版本（公布日期）")
    def versions_shown(self, statute):
        dates = sorted((v.version_date for v in statute.versions.all()), reverse=True)
        return (
            format_html_join("", '<span class="catalog-day">{}</span> ', ((day.isoformat(),) for day in dates))
            or "没有登记"
        )

    @admin.display(description="文本")
    def texts(self, statute):
        versions = list(statute.versions.all())
        loaded = sum(version.text_loaded_at is not None for version in versions)
        if versions and loaded == len(versions):
            return badge("✓", "已载入", "published")
        return badge("◆", f"载入 {loaded}／{len(versions)}", "review") if loaded else badge("○", "未载入", "draft")

    @admin.display(description="引用它的已发布事项", ordering="items")
    def items_number(self, statute):
        return f"{statute.items} 项" if statute.items else "没有"

    def get_readonly_fields(self, request, obj=None):
        return ["title", "kind"] if obj and cited_by_published(statute=obj) else []

    def changelist_view(self, request, extra_context=None):
        extra = {"may_import": self.has_import_permission(request), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def save_model(self, request, obj, form, change):
        statute_save(statute=obj, actor=actor_of(request), fields=form.changed_data)

    def delete_model(self, request, obj):
        statute_delete(statute=obj, actor=actor_of(request))

    def gaps_view(self, request):
        """«尚缺文本的法规»: cited laws without text, and provisions that a loaded text does not have."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        bureau = actor_of(request).bureau
        gaps = statute_gaps(bureau, timezone.localdate())
        loaded, cited = loaded_share(bureau)
        context = {
            **self.admin_site.each_context(request),
            "title": "尚缺文本的法规",
            "opts": self.opts,
            "gaps": gaps,
            "loaded": loaded,
            "cited": cited,
            "may_import": self.has_import_permission(request),
        }
        return TemplateResponse(request, "admin/catalog/statute/gaps.html", context)


@admin.register(StatuteVersion)
class StatuteVersionAdmin(VerbAdmin):
    """One wording: its dates, and its provisions where they are typed in by hand."""

    form = CheckedVersionForm
    change_form_template = "admin/catalog/statute/version_form.html"
    list_display = ["statute", "version_date", "effective_from", "effective_to", "text_sign", "note"]
    list_filter = ["statute__kind", ("text_loaded_at", admin.EmptyFieldListFilter)]
    list_select_related = ["statute"]
    search_fields = ["statute__title", "statute__short_title"]
    autocomplete_fields = ["statute"]
    inlines = [ArticleInline]

    def get_urls(self):
        view = self.admin_site.admin_view(self.text_view)
        return [path("<int:pk>/text/", view, name="catalog_statuteversion_text"), *super().get_urls()]

    def get_inlines(self, request, obj):
        return [] if obj and obj.text_loaded_at else self.inlines

    @admin.display(description="文本", ordering="text_loaded_at")
    def text_sign(self, version):
        if version.text_loaded_at is None:
            return badge("○", "未载入", "draft")
        address = reverse("admin:catalog_statuteversion_text", args=[version.pk])
        return format_html('<a href="{}">看全文</a>', address)

    def get_readonly_fields(self, request, obj=None):
        return ["statute", "version_date"] if obj and cited_by_published(statute_version=obj) else []

    def save_model(self, request, obj, form, change):
        statute_version_save(version=obj, actor=actor_of(request), on=timezone.localdate(), fields=form.changed_data)

    def delete_model(self, request, obj):
        statute_version_delete(version=obj, actor=actor_of(request), on=timezone.localdate())

    def text_view(self, request, pk):
        """The provisions in order, each with an address of its own (``#a48-1.2``)."""
        version = self.get_queryset(request).select_related("statute").filter(pk=pk).first()
        if version is None or not self.has_view_permission(request, version):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": str(version),
            "opts": self.opts,
            "version": version,
            "shown": shown_articles(list(version.articles.all())),
            "others": version.statute.versions.exclude(pk=version.pk).filter(text_loaded_at__isnull=False),
        }
        return TemplateResponse(request, "admin/catalog/statute/text.html", context)
