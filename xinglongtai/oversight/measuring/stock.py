"""What one would otherwise have: Django's own change list over the same table, with the same columns, filters and search. Only measured."""

from django.contrib import admin
from django.urls import path

from cases.models import Case


class StockSite(admin.AdminSite):
    """Everybody may look; it is never reachable from outside."""

    def has_permission(self, request) -> bool:
        """Whoever is signed in."""
        return request.user.is_authenticated


class StockCases(admin.ModelAdmin):
    """The list as one writes it in ten lines."""

    list_display = ("pk", "party", "unit", "handler", "status", "source", "inspected_on")
    list_filter = ("status", "source", "inspected_on")
    search_fields = ("party__name", "party__uscc", "violations__description", "decision_number")
    list_select_related = ("party", "unit", "handler")
    ordering = ("-inspected_on", "-pk")
    list_per_page = 25

    def has_view_permission(self, request, obj=None) -> bool:
        """As the site."""
        return True


site = StockSite(name="stock")
site.register(Case, StockCases)
urlpatterns = [path("stock/", site.urls)]
#: The settings under which it is asked for: nothing of ours around it.
SETTINGS = {
    "ROOT_URLCONF": __name__,
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
}
ADDRESS = "/stock/cases/case/"
