"""Filters of the list of item versions."""

from django.contrib import admin
from django.utils import timezone

from xinglongtai.core import parameters
from xinglongtai.core.web import whole_number

from ..models import Batch, Item, SourceList
from .access import actor_of


class OwnBatchFilter(admin.SimpleListFilter):
    """Batches of one's own bureau."""

    title = "批次"
    parameter_name = "batch"

    def lookups(self, request, model_admin):
        return [(batch.pk, str(batch)) for batch in Batch.objects.filter(bureau=actor_of(request).bureau)]

    def queryset(self, request, queryset):
        chosen = whole_number(str(self.value() or ""))  # the counts beside the choices ask with a number
        return queryset if chosen is None else queryset.filter(batch_id=chosen)


class OwnSourceFilter(admin.SimpleListFilter):
    """Source lists of one's own bureau, by level and name."""

    title = "清单来源"
    parameter_name = "source"

    def lookups(self, request, model_admin):
        rows = SourceList.objects.filter(bureau=actor_of(request).bureau)
        return [(source.pk, f"{source.get_level_display()}：{source.title}") for source in rows] + [
            ("none", "没有登记")
        ]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(source_list=None)
        chosen = whole_number(str(self.value() or ""))
        return queryset if chosen is None else queryset.filter(source_list_id=chosen)


class DomainFilter(admin.SimpleListFilter):
    """Domains in use in one's own bureau."""

    title = "领域"
    parameter_name = "domain"

    def lookups(self, request, model_admin):
        rows = Item.objects.for_bureau(actor_of(request).bureau).order_by("domain")
        return [(domain, domain) for domain in rows.values_list("domain", flat=True).distinct()]

    def queryset(self, request, queryset):
        return queryset.filter(item__domain=self.value()) if self.value() else queryset


class ValidityFilter(admin.SimpleListFilter):
    """In force today, expiring soon (days are a parameter), text of the law superseded."""

    title = "有效情况"
    parameter_name = "validity"

    def lookups(self, request, model_admin):
        return [("now", "今天有效"), ("soon", "即将失效"), ("old", "核对文本已被修改"), ("unverified", "条文未核对")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "now":
            return queryset.in_force(today)
        if self.value() == "soon":
            return queryset.expiring(today, parameters.value(actor_of(request).bureau, "catalog.expiring_days"))
        if self.value() == "old":
            return queryset.filter(text_in_force_checked=False)
        if self.value() == "unverified":
            return queryset.filter(verified=False)
        return queryset
