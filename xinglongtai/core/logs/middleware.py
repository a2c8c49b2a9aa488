"""The outermost middleware: gives the request its number, counts what it asks the database, and writes its line when it is answered."""

import logging
import time

from django.conf import settings
from django.db import connections
from django.http import HttpRequest

from . import addresses, trace
from .queries import counting

logger = logging.getLogger("xinglongtai.request")
HEADER = "X-Request-ID"
#: Asked every few seconds by watchers: only what is not well is worth a line.
_QUIET = ("/healthz/", "/static/")


class RequestLog:
    """One line a request: method, address, status, duration, queries. A slow one is a warning (``SLOW_REQUEST_MS``)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        began = time.monotonic()
        number = request.request_id = trace.id_from(request.headers.get(HEADER, ""))
        with trace.begin(number, request=request) as running, counting(connections.all(initialized_only=False)):
            response = self.get_response(request)
            response[HEADER] = number
            _write(request, response.status_code, (time.monotonic() - began) * 1000, running)
        return response


def _write(request: HttpRequest, status: int, ms: float, running: trace.Running) -> None:
    slow = ms >= settings.SLOW_REQUEST_MS
    if request.path_info.startswith(_QUIET) and status < 500 and not slow:
        return
    about = {"event": "slow request" if slow else "request", "method": request.method, "status": status}
    about |= {"ms": round(ms), "queries": running.queries, "db_ms": round(running.db_ms)}
    address = addresses.shown(request)
    said = f"{about['event']} {request.method} {address} {status} {about['ms']} ms, {running.queries} queries"
    logger.log(logging.WARNING if slow else logging.INFO, said, extra=about | {"address": address})
