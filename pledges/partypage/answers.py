"""How the party's pages are answered: no login, no session, kept nowhere, told to nobody; refusals in their own words."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from xinglongtai.core.errors import DomainError
from xinglongtai.core.shield.policies import PARTY, csp, permissions

_HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    # A script in a statement could do nothing even if it stood in the page.
    "Content-Security-Policy": csp(PARTY),
    "Permissions-Policy": permissions(place=True),  # asked for when a photograph is sent
}


def party_page(*methods: str):
    """A view for the party (default GET, HEAD and POST).

    No CSRF token: it would need a cookie before anything is asked, and ``no-referrer`` makes browsers send «Origin: null», which
    Django refuses. What it protects is protected: whoever wants to send a form here must know the secret in its address, and the
    cookie of a visit does not go with forms from elsewhere (SameSite).
    """
    allowed = methods or ("GET", "HEAD", "POST")

    def decorate(view):
        @wraps(view)
        def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in allowed:
                return stamped(message("这个地址不接收这样的请求", "请重新扫描二维码。", status=405))
            try:
                response = view(request, *args, **kwargs)
            except DomainError as refusal:
                response = message("现在不能办理", refusal.message, status=409)
            return stamped(response)

        answered.answers_for_itself = True  # core.middleware lets it through without asking who is there
        return login_not_required(csrf_exempt(answered))

    return decorate


def stamped(response: HttpResponse) -> HttpResponse:
    """``response`` with the headers of this room."""
    for name, value in _HEADERS.items():
        response[name] = value
    return response


def page(template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """A page of this room; no request goes into it, so nothing of a session or an officer can."""
    body = render_to_string(f"pledges/partypage/{template}.html", {"demo": settings.DEMO_MODE, **context})
    return HttpResponse(body, status=status)


def message(title: str, text: str, *, status: int, back_url: str = "", bureau=None) -> HttpResponse:
    """A page that says one thing, and where to go on."""
    context = {"title": title, "text": text, "back_url": back_url, "bureau": bureau}
    return page("message", context, status=status)


def onward(address: str) -> HttpResponse:
    """See other: a reload sends nothing twice."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
