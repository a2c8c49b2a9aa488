"""Signing in: one page for officers and for the back office; in a demo it shows the fictitious logins. Changing the password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView, PasswordChangeView, redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from .accounts import passwords, sessions, signing_in
from .accounts.forms import SignInForm
from .models import Officer
from .roles import Role

DEMO_PASSWORD = "Yanshi-2026-demo"  # noqa: S105  (of invented people, shown on the login page)

_GUESSES = "account_guesses"


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
    """The login page; whoever is already in goes on to the 工作台. By password, by the provider, or both (LOCAL_LOGIN, OIDC_ENABLED)."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def post(self, request, *args, **kwargs):
        if not settings.LOCAL_LOGIN:
            return redirect("login")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        signing_in.begin(self.request, form.get_user(), how=signing_in.PASSWORD, now=timezone.now())
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        ways = {"local_login": settings.LOCAL_LOGIN, "provider": settings.OIDC_ENABLED and settings.OIDC_LABEL}
        return super().get_context_data(demo_logins=demo_logins(), **ways, **kwargs)


class ChangePassword(PasswordChangeView):
    """One's own password. The other logins end; what was owed is done. Who guesses at the old one is out after a few tries."""

    def form_invalid(self, form):
        session = self.request.session
        session[_GUESSES] = session.get(_GUESSES, 0) + ("old_password" in form.errors)
        if session[_GUESSES] < settings.LOGIN_FAILURES_USER:
            return super().form_invalid(form)
        logout(self.request)
        messages.error(self.request, "原密码输错太多次，已退出登录。忘记密码请找系统管理员重设。")
        return redirect("login")

    def form_valid(self, form):
        answer = super().form_valid(form)
        user, officer = self.request.user, getattr(self.request.user, "officer", None)
        self.request.session.pop(_GUESSES, None)
        sessions.follow(self.request)
        passwords.password_changed_own(user=user, actor=officer, keep=self.request.session.get(sessions.ROW))
        return answer

    def get_context_data(self, **kwargs):
        return super().get_context_data(must=self.request.user.must_change, **kwargs)


def admin_login(request, extra_context=None):
    """The back office has no login page of its own; a person without rights there is told so (403)."""
    if request.user.is_authenticated:
        from .errors import NotAllowed

        raise NotAllowed("后台管理只供法制机构和系统、安全、审计管理员使用。")
    if not request.GET.get("next"):
        return redirect("login")
    return redirect_to_login(request.GET["next"])
