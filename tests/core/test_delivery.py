"""Stored files as answers: parts, the web server's turn, and what browsers are told."""

import pytest
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.test import RequestFactory

from cases.models import Evidence
from xinglongtai.core.delivery import deliver, wanted

DATA = bytes(range(256)) * 500


@pytest.fixture
def stored():
    field = Evidence._meta.get_field("file")
    name = field.storage.save("t/probe 声.bin", ContentFile(DATA))
    yield FieldFile(Evidence(), field, name)
    field.storage.delete(name)


def answer(stored, header="", method="get", **values):
    request = getattr(RequestFactory(), method)("/", headers={"Range": header} if header else {})
    response = deliver(request, stored, content_type="audio/mp4", filename="evidence-1.m4a", **values)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for closer in response._resource_closers:  # close() would also end the request, which never began
        closer()
    return response, body


def test_the_whole(stored):
    response, body = answer(stored)
    assert (response.status_code, body) == (200, DATA)
    assert response["Accept-Ranges"] == "bytes" and response["Content-Length"] == str(len(DATA))
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"] == 'inline; filename="evidence-1.m4a"'
    assert answer(stored, inline=False)[0]["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 127_999),
        ("bytes=100-199", 100, 199),
        ("bytes=-10", 127_990, 127_999),
        ("bytes=127999-999999", 127_999, 127_999),
    ],
)
def test_a_part(stored, header, first, last):
    response, body = answer(stored, header)
    assert (response.status_code, body) == (206, DATA[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(DATA)}"
    assert response["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("header", ["bytes=128000-", "bytes=-0"])
def test_outside(stored, header):
    response, _ = answer(stored, header)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(DATA)}")


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-6", "lines=0-1", "bytes=", "bytes=-", "bytes=5-2", "bytes=" + "9" * 30 + "-"]
)
def test_nonsense_is_answered_with_the_whole(stored, header):
    assert answer(stored, header)[0].status_code == 200


def test_an_empty_file_has_no_part():
    assert wanted("bytes=-5", 0) == () and wanted("bytes=0-", 0) == ()


def test_the_web_server_sends_it(stored, settings):
    settings.X_ACCEL_PREFIX = "/_evidence/"
    response, body = answer(stored, "bytes=0-1")
    assert (response.status_code, body) == (200, b"")
    assert response["X-Accel-Redirect"].startswith("/_evidence/t/probe%20%E5%A3%B0")
    assert response["Content-Type"] == "audio/mp4" and "sandbox" in response["Content-Security-Policy"]
