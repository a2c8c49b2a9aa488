"""Refusals that reach a view's edge become pages, in Chinese, never a 500."""

from django.http import HttpRequest
from django.shortcuts import render

from .errors import DomainError, NotAllowed, NotVisible, StaleRow

NUL = "\x00"


def _flat(pair) -> list[str]:
    name, values = pair
    return [name, *values]


class RefusalsAsPages:
    """Maps domain refusals that no form caught: not visible → 404, not allowed → 403, anything else → 409."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """A NUL character comes from no keyboard, and no database takes it: 400 before any view sees it."""
        if any(
            NUL in text for given in (request.GET, request.POST) for texts in given.lists() for text in _flat(texts)
        ):
            return render(request, "400.html", status=400)
        return None

    def process_exception(self, request: HttpRequest, error: Exception):
        if isinstance(error, NotVisible):
            return render(request, "404.html", {"exception": error.message}, status=404)
        if isinstance(error, NotAllowed):
            return render(request, "403.html", {"exception": error.message}, status=403)
        if isinstance(error, DomainError):
            stale = isinstance(error, StaleRow)
            context = {"message": error.message, "stale": stale, **error.data}
            return render(request, "stale.html", context, status=409)
        return None
