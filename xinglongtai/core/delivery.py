"""Stored files as answers: never run by a browser, in parts where it asks for a part, by the web server where it is told how."""

import re
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse

from .errors import DomainError

#: What a browser may do with a file of somebody else: show it, nothing more. No script runs in this sandbox; it keeps its origin because
#: a recording opened by itself is fetched once more by the browser's own player.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'; sandbox allow-same-origin"
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_PIECE = 64 * 1024


def deliver(
    request: HttpRequest,
    stored,
    *,
    content_type: str,
    filename: str,
    inline: bool = True,
    keep: str = "private, no-store",
    by_server: bool = True,
) -> HttpResponse:
    """The file of a ``FileField`` value to somebody whose right was checked.

    With ``X_ACCEL_PREFIX`` the web server sends the bytes (and parts of them); without it this process does, one range at a time.
    So it does what lies closed, and what must (``by_server`` false), for the web server has no keys. A file that is gone or damaged is
    a refusal. ``keep`` is the Cache-Control. ``filename`` is shown to people: ASCII, without anything personal.
    """
    disposition = f'{"inline" if inline else "attachment"}; filename="{filename}"'
    if settings.X_ACCEL_PREFIX and by_server and not _lies_closed(stored):
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX.rstrip("/") + "/" + quote(stored.name)
    else:
        response = _from_here(request, stored, content_type)
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = keep
    return response


def _lies_closed(stored) -> bool:
    is_closed = getattr(stored.storage, "is_closed", None)
    try:
        return is_closed is not None and is_closed(stored.name)
    except FileNotFoundError:
        return False


def _from_here(request: HttpRequest, stored, content_type: str) -> HttpResponse:
    try:
        handle = stored.open("rb")
    except FileNotFoundError:
        raise DomainError("这份文件在服务器上找不到了，请联系系统管理员从备份恢复。") from None
    size = handle.file.size
    asked = wanted(request.headers.get("Range", ""), size) if request.method == "GET" else None
    if asked == ():
        handle.close()
        response = HttpResponse(status=416, content_type="text/plain")
        response["Content-Range"] = f"bytes */{size}"
        return response
    if asked:
        first, last = asked
        handle.seek(first)
        response = FileResponse(_Part(handle, last - first + 1), status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = last - first + 1
    else:
        response = FileResponse(handle, content_type=content_type)
        response["Content-Length"] = size
    response["Accept-Ranges"] = "bytes"
    response["Content-Encoding"] = (
        "identity"  # the compressing middleware leaves it alone: parts count bytes of the file
    )
    return response


def wanted(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First and last byte of a single range; ``()`` for one that lies outside the file; ``None``: send the whole.

    Several ranges, other units and nonsense are answered with the whole, as RFC 9110 allows.

    >>> wanted("bytes=0-99", 1000), wanted("bytes=-5", 10), wanted("bytes=10-", 10), wanted("lines=1-2", 10)
    ((0, 99), (5, 9), (), None)
    """
    match = _RANGE.match(header.strip())
    if not match or not any(match.groups()) or max(map(len, match.groups())) > 18:
        return None
    start, end = match.groups()
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) and size else ()
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    if end and int(end) < first:
        return None
    return (first, last) if first < size else ()


class _Part:
    """So many bytes of an open file, as a file."""

    def __init__(self, handle, length: int):
        self.handle, self.left = handle, length

    def read(self, most: int = _PIECE) -> bytes:
        piece = self.handle.read(min(most if most > 0 else _PIECE, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.handle.close()
