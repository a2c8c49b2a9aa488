"""The calendar in the admin: holidays and make-up days, typed when the State Council announces them."""

from django.contrib import admin, messages
from django.utils import timezone

from .calendar import missing_year_warnings
from .models import CalendarDay


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """What is saved here counts as typed by hand, so that ``load_calendar`` leaves it alone."""

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

    def changelist_view(self, request, extra_context=None):
        for warning in missing_year_warnings(timezone.localdate()):
            messages.warning(request, warning)
        return super().changelist_view(request, extra_context)
