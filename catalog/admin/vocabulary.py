"""The vocabulary of conditions."""

from django.contrib import admin
from django.db.models import Count

from xinglongtai.core import audit

from ..models import ConditionToken, ItemCondition
from ..status import VersionState
from .access import actor_of

_MEANING = ["token", "role", "value_type", "comparator", "parameter", "unit", "label", "judged_by", "applies_to_all"]


@admin.register(ConditionToken)
class ConditionTokenAdmin(admin.ModelAdmin):
    """A word used by a published item keeps its meaning; evidence and basis may be completed."""

    list_display = ["token", "label", "role", "value_type", "judged_by", "applies_to_all", "uses_count"]
    list_filter = ["role", "value_type", "judged_by", "applies_to_all"]
    search_fields = ["token", "label"]
    ordering = ["role", "token"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses_number=Count("uses"))

    @admin.display(description="使用次数", ordering="uses_number")
    def uses_count(self, token):
        return token.uses_number

    def get_readonly_fields(self, request, obj=None):
        used = obj and ItemCondition.objects.filter(token=obj).exclude(version__state=VersionState.DRAFT).exists()
        return _MEANING if used else []

    def has_delete_permission(self, request, obj=None):
        if obj and obj.uses.exists():
            return False
        return super().has_delete_permission(request, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        audit.record(
            verb="conditiontoken_save",
            actor=actor_of(request),
            target=form.instance,
            title=str(form.instance),
            fields=form.changed_data,
        )

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
