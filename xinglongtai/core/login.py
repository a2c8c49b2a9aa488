"""Signing in: one page for officers and for the back office; in a demo it shows the fictitious logins."""

from django.conf import settings
from django.contrib.auth.views import LoginView, redirect_to_login
from django.shortcuts import redirect

from .models import Officer
from .roles import Role

DEMO_PASSWORD = "Yanshi-2026-demo"  # noqa: S105  (of invented people, shown on the login page)


def demo_logins() -> list[tuple[str, str, str]]:
    """(role, user name, password) of the demo accounts, in the order of the roles; [] outside a demo."""
    if not settings.DEMO_MODE:
        return []
    rows = Officer.objects.filter(user__username__startswith="demo_", user__is_active=True).select_related(
        "user", "unit"
    )
    found = {}
    for officer in rows.prefetch_related("user__groups").order_by("pk"):
        for group in officer.user.groups.all():
            label = f"{Role(group.name).label}（{officer.name}，{officer.unit}）"
            found.setdefault(group.name, (label, officer.user.username, DEMO_PASSWORD))
    return [found[role.value] for role in Role if role.value in found]


class SignIn(LoginView):
    """The login page; whoever is already in goes on to the 工作台."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(demo_logins=demo_logins(), **kwargs)


def admin_login(request, extra_context=None):
    """The back office has no login page of its own; a person without rights there is told so (403)."""
    if request.user.is_authenticated:
        from .errors import NotAllowed

        raise NotAllowed("后台管理只供法制机构和系统管理员使用。")
    if not request.GET.get("next"):
        return redirect("login")
    return redirect_to_login(request.GET["next"])
