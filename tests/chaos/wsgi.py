"""The product with faults to be ordered: what a real server runs in the trials. Never deployed."""

import json
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinglongtai.settings")

from tests.chaos import points
from xinglongtai.wsgi import application as product

points.install()


def _spoil_the_press() -> None:
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
