"""Who sees which rows: one's own bureau. The rights themselves are Django's model permissions (roles)."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied

from xinglongtai.core.models import Officer
from xinglongtai.core.office_site import OfficeList


def actor_of(request) -> Officer:
    """The officer behind the request; 403 for accounts without one, since every act needs a person and a bureau."""
    officer = getattr(request.user, "officer", None)
    if officer is None:
        raise PermissionDenied("这个账号没有对应的人员，请联系系统管理员。")
    return officer


class BureauForm(forms.ModelForm):
    """A form for a row of one's own bureau, so that «already in use» is said beside the field."""

    bureau = None

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"bureau"}

    def clean(self):
        self.instance.bureau = self.bureau
        return super().clean()


class BureauAdmin(OfficeList, admin.ModelAdmin):
    """Rows of the officer's own bureau only. ``bureau_path`` leads from the row to the bureau."""

    bureau_path = "bureau"

    def get_queryset(self, request):
        officer = getattr(request.user, "officer", None)
        rows = super().get_queryset(request)
        return rows.filter(**{self.bureau_path: officer.bureau}) if officer else rows.none()

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
