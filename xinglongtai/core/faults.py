"""The database or the store of files is gone, the disk is full: a page that says so and keeps what was typed, instead of a bare 500.

It is the project's ``handler500``, because only there every fault arrives: of views, of templates, of the middleware that keeps the
session. It asks nothing of the database.
"""

import errno
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from .bucket.errors import Unreachable

#: Seconds after which a program may ask again.
RETRY_AFTER = 30
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_HANDLES = frozenset({errno.EMFILE, errno.ENFILE})

GONE = "系统暂时不可用，您填写的内容还在，请稍后重试"
BUSY = "系统正忙，您填写的内容还在，请稍后重试"
FULL = "服务器存储空间不足或者不能写入，您填写的内容还在，请联系系统管理员后重试"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def fault_words(error: BaseException | None) -> str:
    """What to tell people where ``error`` comes from a database or store that is gone, a full disk, too much at once; "" for others."""
    for one in _chain(error):
        if isinstance(one, Unreachable):
            return one.words
        if isinstance(one, OSError) and one.errno in _DISK:
            return FULL
        if isinstance(one, OSError) and one.errno in _HANDLES:
            return BUSY
        if isinstance(one, OperationalError | InterfaceError):
            said = str(one).lower()
            if "disk is full" in said or "disk i/o" in said or "readonly database" in said or "no space left" in said:
                return FULL
            return BUSY if "locked" in said or "too many" in said or "connection slots" in said else GONE
    return ""


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: 503 with plain words where waiting helps, the page «系统出错了» otherwise. JSON for programs that ask for it."""
    words = fault_words(sys.exc_info()[1])
    if not words:
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    if "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"error": f"{words}。"}, status=503)
    else:
        response = HttpResponse(loader.get_template("503.html").render({"words": words}), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
