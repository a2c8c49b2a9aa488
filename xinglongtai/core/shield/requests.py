"""What a request must be before anything of it is read: meant for this host, and of a size that a form of ours can have."""

import logging

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from . import pages

logger = logging.getLogger("django.security.DisallowedHost")


class SoundRequests:
    """An unknown Host: 400 in plain words; a body no form of ours can have: 413, unread. Stands before everything that reads a request.

    A body below ``REQUEST_MAX_SIZE`` may still be too large for its form, which then says so itself and keeps what was typed
    (``core.uploads``).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost as refusal:
            logger.warning("%s", str(refusal)[:300])
            return pages.plain(400, "访问的地址不对", pages.WRONG_HOST, home=False)
        if _announced(request) > settings.REQUEST_MAX_SIZE:
            answer = pages.plain(413, "一次提交的内容太大", pages.TOO_LARGE)
            answer["Connection"] = "close"  # the rest is not waited for
            return answer
        return self.get_response(request)


def _announced(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
