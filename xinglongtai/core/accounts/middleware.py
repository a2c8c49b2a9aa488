"""What holds on every page: sessions end by time; a code that is owed, a password that must be changed come first."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ..middleware import answers_for_itself, page_before
from . import sessions, signing_in

_ALWAYS = frozenset({"logout", "admin:logout"})
_CODE = frozenset({"core:factor_code"})
_PASSWORD = frozenset({"password_change", "password_change_done", "core:session_state", "core:session_keep"})
_SETUP = frozenset(
    {"core:factor", "core:factor_qr", "core:factor_confirm", "core:session_state", "core:session_keep"}
    | {"password_change", "password_change_done"}
)


class _BeforeView:
    """A middleware that only looks before the view, and never at public pages: these are the same for everybody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        if answers_for_itself(view) or not request.user.is_authenticated:
            return None
        return self.look(request, view)


class SessionLimits(_BeforeView):
    """A session that is over by time is nobody's; one that is used goes on. Stands before ``LoginFirst``."""

    def look(self, request: HttpRequest, view):
        now = timezone.now()
        if sessions.seconds_left(request.session, now) <= 0:
            sessions.end(request)
            request.user = AnonymousUser()
        elif getattr(view, "keeps_session", True):
            sessions.touch(request, request.user, now)


class AccountDuties(_BeforeView):
    """The code of a second factor, then a new password, then setting up a factor: before any other page, the back office included."""

    def look(self, request: HttpRequest, view):
        match = request.resolver_match
        name = f"{match.namespace}:{match.url_name}" if match.namespace else match.url_name
        state = signing_in.factor_state(request)
        request.code_owed = state == signing_in.OWED
        if name in _ALWAYS or (not getattr(view, "login_required", True) and not request.code_owed):
            return None
        if request.code_owed:
            return None if name in _CODE else _first(request, "core:factor_code")
        if request.user.must_change and not signing_in.by_provider(request):
            return None if name in _PASSWORD else _first(request, "password_change")
        if state == signing_in.SETUP:
            return None if name in _SETUP else _first(request, "core:factor")
        return None


def _first(request: HttpRequest, name: str) -> HttpResponse:
    """To the page of the duty; after a code one comes back to where one wanted to go."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else page_before(request)
    return redirect_to_login(wanted, reverse(name))
