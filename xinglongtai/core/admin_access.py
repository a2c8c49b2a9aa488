"""What every admin page of the system administrator shares: own bureau only, nothing deleted, every change on record."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from . import audit
from .office_site import OfficeList


def actor_of(request):
    """The officer behind the request, or None for the installation's superuser account."""
    return getattr(request.user, "officer", None)


def bureau_of(request):
    """The bureau whose rows the person sees; None (all bureaus) only for a superuser."""
    officer = actor_of(request)
    if officer is not None:
        return officer.bureau
    if request.user.is_superuser:
        return None
    raise PermissionDenied("这个账号没有对应的人员，请联系系统管理员。")


class OwnBureauAdmin(OfficeList, admin.ModelAdmin):
    """Rows of the person's own bureau. ``bureau_path`` leads from the row to the bureau ("" = the row is the bureau)."""

    bureau_path = "bureau"
    actions = None
    list_per_page = 50

    def get_queryset(self, request):
        rows, bureau = super().get_queryset(request), bureau_of(request)
        return rows if bureau is None else rows.filter(**{self.bureau_path: bureau})

    def has_delete_permission(self, request, obj=None):
        return False


class RecordedAdmin(OwnBureauAdmin):
    """Every change is an event in the same transaction, besides Django's own log."""

    def save_model(self, request, obj, form, change):
        self.store(request, obj, change)
        labels = [
            self.model._meta.get_field(name).verbose_name for name in form.changed_data if name in self._columns()
        ]
        audit.record(
            verb="system_change" if change else "system_add",
            actor=actor_of(request),
            target=obj,
            kind=self.model._meta.verbose_name,
            name=str(obj),
            fields=labels,
        )

    def store(self, request, obj, change):
        """Save the row; where a verb exists, through it."""
        obj.save()

    def _columns(self) -> set[str]:
        return {field.name for field in self.model._meta.get_fields() if hasattr(field, "verbose_name")}


class ReadOnlyAdmin(OwnBureauAdmin):
    """Rows to look at."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
