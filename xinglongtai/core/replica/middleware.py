"""Marked pages are read from the standby where that shows their reader everything they wrote; whatever goes wrong, from the primary.

It stands innermost: who asks and whether they may has been settled, by the primary, when it decides.
"""

import logging

from django.conf import settings
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse

from . import reading
from .standing import standing, written_to

logger = logging.getLogger(__name__)
_COOKIE, _SALT = "seen-from", "xinglongtai.core.replica"
#: Beyond every position: read from the primary as long as the cookie lives.
_NEVER = 2**63


def cookie_name() -> str:
    """As the other cookies: under HTTPS a name that only this very host can set."""
    return f"__Host-{_COOKIE}" if settings.SESSION_COOKIE_SECURE else _COOKIE


def _lifetime() -> int:
    # A standby further behind than REPLICA_LAG_SECONDS is not read from at all: older writes are on every one that is.
    return 2 * settings.REPLICA_LAG_SECONDS + 60


class ReplicaReads:
    """Decides for each request where it reads, and tells the browser up to where its reader has written."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading.begin() as running:
            request.reading = running
            response = self.get_response(request)
            if running.replica and not 200 <= response.status_code < 400:
                # Gone under way, or something is not there yet: the primary knows.
                running.replica, request.reading_primary = False, True
                response = self.get_response(request)
            if running.wrote and not _is_public(request):
                _tell(response)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """The last one that is asked before the view."""
        if request.method in {"GET", "HEAD"} and getattr(view, "reads_replica", False):
            request.reading.replica = (
                not getattr(request, "reading_primary", False)
                and not request.reading.wrote
                and standing.reached(_needed(request))
            )

    def process_exception(self, request: HttpRequest, error: Exception):
        """Whatever fails on the standby is no fault of the page: an answer nobody sees, and the primary is asked."""
        if not request.reading.replica:
            return None
        if isinstance(error, Error):
            logger.warning("asked again of the primary: %s", type(error).__name__)
            link = connections[reading.REPLICA].connection
            if link is None or link.closed:  # not where replay cancelled a query: the next one may go through
                standing.gone(error)
        return HttpResponse(status=503)


def _is_public(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "answers_for_itself", False)


def _needed(request: HttpRequest) -> int:
    kept = request.get_signed_cookie(cookie_name(), default="0", salt=_SALT, max_age=_lifetime())
    return int(kept, 16)


def _tell(response: HttpResponse) -> None:
    try:
        there = written_to()
    except Error:
        there = _NEVER
    response.set_signed_cookie(
        cookie_name(),
        f"{there:x}",
        salt=_SALT,
        max_age=_lifetime(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
