"""The back office as one site: plain Chinese headings, and pages in the order in which people use them."""

import re
from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR, ChangeList
from django.shortcuts import redirect

#: Place in the menu of pages that name none of their own (``menu_order``).
LAST = 100
#: Look-ups that Django lets an address name; the filters of our lists use «exact», «isnull», «gte», «lt» and parts of a day.
_UNOFFERED = frozenset(
    "in range regex iregex contains icontains startswith istartswith endswith iendswith iexact has_key has_keys".split()
) | {"has_any_keys", "contained_by", "week", "week_day", "iso_year", "iso_week_day", "quarter", "date", "time"}
_NUMBER_BEYOND = re.compile(r"\s*[+-]?\d{19,}\s*")
_YEAR = re.compile(r"0*[1-9][0-9]{0,3}")


class OfficeSite(AdminSite):
    """Django's admin; within a room, ``ModelAdmin.menu_order`` gives the place in the menu (lower first)."""

    def get_app_list(self, request, app_label=None):
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            room["models"].sort(key=lambda entry: self._place(entry["model"]))
        return rooms

    def admin_view(self, view, cacheable=False):
        """A list with a filter in its address that no page of ours makes is shown without it, as Django does with unknown ones."""
        inner = super().admin_view(view, cacheable)

        def looked_at(request, *args, **kwargs):
            name = request.resolver_match.url_name or ""  # whatever nobody named leads to the site's own 404
            if name.endswith("_changelist") and not _sound(request.GET):
                return redirect(f"{request.path}?{ERROR_FLAG}=1")
            return inner(request, *args, **kwargs)

        return update_wrapper(looked_at, inner)

    def password_change(self, request, extra_context=None):
        """One page for one's own password, in the office as everywhere."""
        return redirect("password_change")

    def _place(self, model) -> int:
        return getattr(self._registry[model], "menu_order", LAST)


def _sound(filters) -> bool:
    """Whether the database takes these: patterns, ranges and numbers from an address may fail there."""
    for name, values in filters.lists():
        lookup = name.rpartition("__")[2] if "__" in name else ""
        if lookup in _UNOFFERED or (name != SEARCH_VAR and any(map(_NUMBER_BEYOND.fullmatch, values))):
            return False
        if lookup == "year" and not all(map(_YEAR.fullmatch, values)):
            return False
    return True


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
