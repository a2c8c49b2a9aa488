"""The product with faults to be ordered: what a real server runs in the trials. Never deployed."""

import json
import os
import time
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinglongtai.settings")

from django.utils import timezone

_ORDERS = Path(os.environ["VAR_DIR"], "chaos-orders.json")


def _orders() -> dict:
    try:
        return json.loads(_ORDERS.read_text())
    except (OSError, ValueError):
        return {}


def _another_clock() -> None:
    """``clock``: seconds by which the server's clock is off. Before the models are read, which keep the function as a default."""
    real = timezone.now
    timezone.now = lambda: real() + timedelta(seconds=_orders().get("clock", 0))


_another_clock()

from tests.chaos import points  # noqa: E402
from xinglongtai.wsgi import application as product  # noqa: E402

points.install()


def _spoil_the_press() -> None:
    """``press``: «raises» or «hangs» (until the order is taken back)."""
    import weasyprint  # noqa: F401  (loaded once, before the workers part)

    from xinglongtai.core import typesetting

    real = typesetting.letter_pdf

    def letter_pdf(*args, **kwargs):
        order = _orders().get("press")
        if order == "raises":
            raise RuntimeError("the press is broken")
        while _orders().get("press") == "hangs":
            time.sleep(0.1)
        return real(*args, **kwargs)

    typesetting.letter_pdf = letter_pdf


_spoil_the_press()


def application(environ, start_response):
    """The product, with the places counted where a header asks for it."""
    if environ["PATH_INFO"] == "/__chaos__/":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"pid": os.getpid(), "passed": points.counter.passed}).encode()]
    header = environ.get("HTTP_X_CHAOS", "")
    if not header:
        return product(environ, start_response)
    points.counter.arm(header)
    answer = product(environ, start_response)
    points.counter.reach("before the answer")
    points.counter.rest()
    return answer
