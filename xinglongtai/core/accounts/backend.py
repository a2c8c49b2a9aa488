"""Who is logged in and what they may do: the same three questions with every page, so they are asked as statements."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from .. import roles
from ..models import User
from ..statements import statement


@statement
def _account(key):
    """The account with the member of staff it stands for, the unit and the bureau."""
    return User.objects.filter(pk=key).select_related("officer__unit__bureau")


@statement
def _own(key):
    """What the account may do by itself, besides its roles."""
    rows = Permission.objects.filter(user=key).order_by()
    return rows.values_list("content_type__app_label", "codename")


class StaffBackend(ModelBackend):
    """Django's own backend, in fewer questions. Rights are read anew with every request."""

    def get_user(self, user_id):
        user = _account.first(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None

    def _get_permissions(self, user_obj, obj, from_name):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or user_obj.is_superuser:
            return super()._get_permissions(user_obj, obj, from_name)
        if from_name == "group":
            return roles.rights(user_obj)
        if not hasattr(user_obj, "_user_perm_cache"):
            user_obj._user_perm_cache = {f"{app}.{name}" for app, name in _own(user_obj.pk)}
        return user_obj._user_perm_cache
