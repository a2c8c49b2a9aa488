"""The back office as one site: plain Chinese headings, and pages in the order in which people use them."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.main import ChangeList
from django.shortcuts import redirect

#: Place in the menu of pages that name none of their own (``menu_order``).
LAST = 100


class OfficeSite(AdminSite):
    """Django's admin; within a room, ``ModelAdmin.menu_order`` gives the place in the menu (lower first)."""

    def get_app_list(self, request, app_label=None):
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            room["models"].sort(key=lambda entry: self._place(entry["model"]))
        return rooms

    def password_change(self, request, extra_context=None):
        """One page for one's own password, in the office as everywhere."""
        return redirect("password_change")

    def _place(self, model) -> int:
        return getattr(self._registry[model], "menu_order", LAST)


class OfficeChangeList(ChangeList):
    """A list under the plain name of what it holds."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = str(self.opts.verbose_name_plural)


class OfficeList:
    """Mixin of a ModelAdmin: its list has a plain heading."""

    def get_changelist(self, request, **kwargs):
        return OfficeChangeList


class OfficeAdminConfig(AdminConfig):
    default_site = "xinglongtai.core.office_site.OfficeSite"
