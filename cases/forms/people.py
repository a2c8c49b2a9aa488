"""Choosing an officer in a form."""

from django import forms

from xinglongtai.core.display import person
from xinglongtai.core.models import Officer
from xinglongtai.core.staffing import able


class OfficerChoice(forms.ModelChoiceField):
    """Officers by name and unit."""

    def label_from_instance(self, obj) -> str:
        return person(obj)


def certified_officers(bureau, *, on, without: Officer | None = None):
    """Officers of ``bureau`` who may act on ``on`` (``core.staffing``), except ``without``."""
    rows = able(Officer.objects.filter(unit__bureau=bureau), on, bureau).select_related("unit")
    return rows.exclude(pk=without.pk) if without else rows


def handling_officers(bureau, *, without: Officer | None = None):
    """Active officers of ``bureau`` who may handle cases, except ``without``."""
    rows = Officer.objects.filter(
        is_active=True,
        unit__bureau=bureau,
        user__is_active=True,
        user__groups__permissions__codename="handle_case",
    )
    rows = rows.exclude(pk=without.pk) if without else rows
    return rows.select_related("unit").distinct()
