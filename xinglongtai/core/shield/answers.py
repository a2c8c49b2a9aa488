"""The headers of every answer. A view that says something stricter or of its own keeps what it said."""

from django.http import HttpRequest, HttpResponse

from .policies import DATA, NONE, OFFICE, PAPER, SELF, csp, permissions

_FRAMED = {"SAMEORIGIN": SELF}
_PERMISSIONS = permissions()
_ALSO = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}


class AnswerHeaders:
    """Content-Security-Policy by what the answer is, permissions, and «keep nothing» where a view did not say otherwise.

    Stands before the static files' middleware, so that these are stamped too, and outside Django's own X-Frame-Options, whose word
    on framing (``xframe_options_sameorigin``) it takes over.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            framed_by = _FRAMED.get(response.get("X-Frame-Options", "").upper(), NONE)
            response["Content-Security-Policy"] = csp(_policy_of(response), framed_by=framed_by)
        response.setdefault("Permissions-Policy", _PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        for name, value in _ALSO.items():  # Django's own are not on answers given before it was asked
            response.setdefault(name, value)
        # After the logout the Back button must ask the server, which asks for the login.
        response.setdefault("Cache-Control", "private, no-store")
        return response


def _policy_of(response: HttpResponse):
    kind = response.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml", ""}:
        return OFFICE
    return PAPER if kind == "application/pdf" else DATA
