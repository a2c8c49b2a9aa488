"""The calendar in the admin: holidays and make-up days, typed when the State Council announces them."""

from django.contrib import admin, messages
from django.utils import timezone

from . import audit
from .admin_access import actor_of
from .calendar import missing_year_warnings
from .models import CalendarDay


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """What is saved here counts as typed by hand, so that ``load_calendar`` leaves it alone. Deadlines hang on it: each act is recorded."""

    actions = None  # days are taken out one by one, each on record
    list_display = ["day", "weekday", "kind", "name", "source"]
    list_filter = ["kind", "source"]
    date_hierarchy = "day"
    search_fields = ["name"]
    list_per_page = 60

    @admin.display(description="星期")
    def weekday(self, row):
        return "一二三四五六日"[row.day.weekday()]

    def save_model(self, request, obj, form, change):
        obj.source = CalendarDay.Source.MANUAL
        super().save_model(request, obj, form, change)
        labels = [str(self.model._meta.get_field(name).verbose_name) for name in form.changed_data]
        self._record(request, obj, "system_change" if change else "system_add", fields=labels)

    def delete_model(self, request, obj):
        self._record(request, obj, "system_delete")
        super().delete_model(request, obj)

    def _record(self, request, obj, verb, **more):
        name = f"{obj.day:%Y-%m-%d} {obj.get_kind_display()}"
        kind = self.model._meta.verbose_name
        audit.record(verb=verb, actor=actor_of(request), target=obj, kind=kind, name=name, **more)

    def changelist_view(self, request, extra_context=None):
        for warning in missing_year_warnings(timezone.localdate()):
            messages.warning(request, warning)
        return super().changelist_view(request, extra_context)
