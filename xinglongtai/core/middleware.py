"""Refusals that reach a view's edge become pages, in Chinese, never a 500."""

from django.http import HttpRequest
from django.shortcuts import render

from .errors import DomainError, NotAllowed, NotVisible


class RefusalsAsPages:
    """Maps domain refusals that no form caught: not visible → 404, not allowed → 403, anything else → 409."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception):
        if isinstance(error, NotVisible):
            return render(request, "404.html", {"exception": error.message}, status=404)
        if isinstance(error, NotAllowed):
            return render(request, "403.html", {"exception": error.message}, status=403)
        if isinstance(error, DomainError):
            return render(request, "stale.html", {"message": error.message}, status=409)
        return None
