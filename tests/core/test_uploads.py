"""Requests far too large lose their files unread, the rest of the form arrives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, override_settings

from xinglongtai.core.uploads import dropped


@pytest.mark.parametrize(("limit", "gone"), [(100, True), (100_000, False)])
def test_too_large(limit, gone):
    with override_settings(UPLOAD_MAX_REQUEST_SIZE=limit):
        data = {"source": "省局", "file": SimpleUploadedFile("a.csv", b"x" * 5_000)}
        request = RequestFactory().post("/", data)
        assert request.POST["source"] == "省局"
        assert ("file" in request.FILES) is not gone
        assert dropped(request) is gone
