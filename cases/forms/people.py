"""Choosing an officer in a form."""

from django import forms
from django.db.models import Q

from xinglongtai.core.display import person
from xinglongtai.core.models import Officer


class OfficerChoice(forms.ModelChoiceField):
    """Officers by name and unit."""

    def label_from_instance(self, obj) -> str:
        return person(obj)


def certified_officers(bureau, *, on, without: Officer | None = None):
    """Active officers of ``bureau`` whose 执法证 is valid on ``on``, except ``without``."""
    valid = Q(certificate_from__lte=on, certificate_to__gte=on) & ~Q(certificate_no="")
    rows = Officer.objects.filter(valid, is_active=True, unit__bureau=bureau).select_related("unit")
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
