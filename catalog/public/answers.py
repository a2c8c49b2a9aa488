"""How public pages are answered: the same bytes for everybody, no cookie, kept for a while, compared before they are sent again."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from xinglongtai.core.shield.policies import PUBLIC, csp

#: Seconds a browser or a proxy may keep a page before it asks again.
FRESH = 300
#: Seconds a page is kept here although its stamp is unchanged: what no stamp tells (a corrected article) shows by then.
KEPT = 600
MOST_BYTES = 8 * 1024 * 1024
BUSY_AGAIN = 20
_POLICY = csp(PUBLIC)


class Shelf:
    """Rendered pages of this process: at most so many bytes, the longest unused goes first, none older than so many seconds."""

    def __init__(self, most_bytes: int = MOST_BYTES, seconds: int = KEPT):
        self.most_bytes, self.seconds = most_bytes, seconds
        self._pages: OrderedDict[tuple, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple, make: Callable[[], bytes]) -> bytes:
        """The page of ``key``, made by ``make`` where it is not here or too old."""
        now = time.monotonic()
        with self._lock:
            kept = self._pages.get(key)
            if kept and now - kept[0] < self.seconds:
                self._pages.move_to_end(key)
                return kept[1]
        page = make()
        with self._lock:
            self._drop(key)
            self._pages[key] = now, page
            self._bytes += len(page)
            while self._bytes > self.most_bytes:
                self._drop(next(iter(self._pages)))
        return page

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _drop(self, key: tuple) -> None:
        _, page = self._pages.pop(key, (0, b""))
        self._bytes -= len(page)


shelf = Shelf()


def public_page(view):
    """A view for everybody: no login, GET and HEAD only, and refusals of its own instead of the office's pages."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = refusal("这个页面只能打开查看，不接收提交。", status=405, allow="GET, HEAD")
        else:
            response = view(request, *args, **kwargs)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Content-Security-Policy", _POLICY)
        return response

    answered.answers_for_itself = True  # core.middleware lets it through without asking who is there
    return login_not_required(csrf_exempt(answered))


def rendered(template: str, context: dict) -> bytes:
    """The page as bytes; no request goes into it, so nothing of a session or a person can."""
    return render_to_string(template, context).encode()


def page(request: HttpRequest, body: bytes, *, changed_at=None, fault: bool = False) -> HttpResponse:
    """``body`` as HTML, or 304 where the reader has it. A page that answers a bad question is not kept anywhere."""
    response = HttpResponse(body, content_type="text/html; charset=utf-8")
    if fault:
        response["Cache-Control"] = "no-store"
        return response
    return compared(request, response, hashlib.sha256(body).hexdigest()[:24], changed_at)


def compared(request: HttpRequest, response: HttpResponse, etag: str, changed_at=None) -> HttpResponse:
    """``response`` marked as public, or 304 (RFC 9110, 13) where ``If-None-Match`` or ``If-Modified-Since`` says so.

    It changed when the list was last changed (``changed_at``) or at midnight, whichever is later: every page names the day.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    etag, stamp = quote_etag(etag), int(max(changed_at or midnight, midnight).timestamp())
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    response["Last-Modified"] = http_date(stamp)
    answer = get_conditional_response(request, etag=etag, last_modified=stamp, response=response)
    if answer.status_code == 304:
        answer["Cache-Control"] = response["Cache-Control"]
    return answer


def refusal(message: str, *, status: int, allow: str = "", again: int = 0) -> HttpResponse:
    """A friendly page with ``message``; ``again`` asks the reader back after so many seconds."""
    body = rendered(
        "public/message.html", {"message": message, "again": again, "title": TITLES.get(status, "请稍后再试")}
    )
    response = HttpResponse(body, status=status, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-store"
    if allow:
        response["Allow"] = allow
    if again:
        response["Retry-After"] = str(again)
    return response


TITLES = {404: "没有这一页", 405: "这里不接收提交", 503: "文件正在生成"}
