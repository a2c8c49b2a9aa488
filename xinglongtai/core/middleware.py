"""Refusals that reach a view's edge become pages, in Chinese, never a 500; a session that ended loses nothing typed."""

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from .errors import DomainError, NotAllowed, NotVisible, StaleRow

NUL = "\x00"


def _flat(pair) -> list[str]:
    name, values = pair
    return [name, *values]


def answers_for_itself(view) -> bool:
    """Whether ``view`` is a public page: no login, no session, refusals of its own."""
    return getattr(view, "answers_for_itself", False)


class LoginFirst(LoginRequiredMiddleware):
    """Login before every page, and back to the page one sat at: the browser restores there what was typed.

    Public pages (:func:`answers_for_itself`) are let through before anybody asks who is there, so that they are the same for all.
    """

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs):
        if answers_for_itself(view_func):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func):
        if request.headers.get("HX-Request"):  # part of a page: the whole page is loaded again, through the login
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(page_before(request))


def page_before(request: HttpRequest) -> str:
    """The page a form was sent from, or the first page: where it went to may take no GET."""
    sent_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, request.is_secure()):
        return "/"
    parts = urlsplit(sent_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _page_above(path: str) -> str:
    """The page that has the button: the address without its last word, "" where there is none."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    try:
        resolve(above)
    except Resolver404:
        return ""
    return above


class RefusalsAsPages:
    """Maps domain refusals that no form caught: not visible → 404, not allowed → 403, anything else → 409."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            text = "这个地址只接收页面上的按钮提交，不能直接打开。"
            context = {"message": text, "back_url": _page_above(request.path)}
            page = render(request, "stale.html", context, status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """A NUL character comes from no keyboard, and no database takes it: 400 before any view sees it.

        Public pages answer for themselves: the office's pages would bring a cookie and the reader's name.
        """
        if answers_for_itself(view):
            return None
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
