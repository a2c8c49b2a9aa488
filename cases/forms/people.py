"""Choosing an officer in a form."""

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from xinglongtai.core.display import person
from xinglongtai.core.models import Officer
from xinglongtai.core.staff_fields import MOST_PEOPLE, NearChoice
from xinglongtai.core.staffing import able


class OfficerChoice(NearChoice):
    """Officers by name and unit. In a large office those around ``around``: its own people, and of the units above while they are few."""

    hint = "列出的是本单位和邻近单位的人员"
    around = None

    def label_from_instance(self, obj) -> str:
        return person(obj)

    def among(self, rows, around) -> None:
        """Whom it accepts, and the unit near which it offers them."""
        self.queryset, self.around = rows, around

    def offered(self):
        """Everybody of a small office; else the people nearest. And whether these are all."""
        if self.around is None or not self._too_many(self.queryset):
            return list(self.queryset[: MOST_PEOPLE + 1]), True
        path, above = self.around.path, self._above(self.around.path)
        while above and not self._too_many(self.queryset.filter(unit__path__startswith=above)):
            path, above = above, self._above(above)
        found, chosen = list(self.queryset.filter(unit__path__startswith=path)[: MOST_PEOPLE + 1]), self.chosen()
        return found + ([chosen] if chosen and chosen not in found else []), False

    @staticmethod
    def _too_many(rows) -> bool:
        """Told by the keys alone: what a line says besides is asked for those shown only."""
        return len(rows.values_list("pk", flat=True)[: MOST_PEOPLE + 1]) > MOST_PEOPLE

    @staticmethod
    def _above(path: str) -> str:
        """The path of the unit above; "" above the root."""
        return path[:-1].rpartition("/")[0] + "/" if path.count("/") > 1 else ""


def certified_officers(bureau, *, on, without: Officer | None = None):
    """Officers of ``bureau`` who may act on ``on`` (``core.staffing``), except ``without``."""
    rows = able(Officer.objects.filter(unit__bureau=bureau), on, bureau).select_related("unit")
    return rows.exclude(pk=without.pk) if without else rows


def handling_officers(bureau, *, without: Officer | None = None):
    """Active officers of ``bureau`` who may handle cases, except ``without``."""
    handling = Group.objects.filter(permissions__codename="handle_case", user=OuterRef("user"))
    rows = Officer.objects.filter(Exists(handling), is_active=True, unit__bureau=bureau, user__is_active=True)
    rows = rows.exclude(pk=without.pk) if without else rows
    return rows.select_related("unit")
