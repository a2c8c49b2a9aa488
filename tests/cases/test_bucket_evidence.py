"""Evidence in a store, by the product's own doors: kept before its row, told in words when the store is away, swept by pages."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from cases.models import Evidence, Upload
from cases.services import uploads
from tests import evidence_stage as made
from tests.store_stage import Store
from xinglongtai.core import orphans
from xinglongtai.core.bucket import reading, writing
from xinglongtai.core.bucket import storage as bucket
from xinglongtai.core.bucket.address import from_environment
from xinglongtai.core.bucket.errors import AWAY
from xinglongtai.core.bucket.storage import ClosedBucket

pytestmark = pytest.mark.django_db
CONTENT = made.mp4(mdat=bytes(range(256)) * 4096)


@pytest.fixture
def store(settings, monkeypatch):
    """The store, and all that looks for evidence or its copies looking there."""
    held = Store().up()
    settings.FILES = where = from_environment(held.environ)
    monkeypatch.setattr(writing, "PART", 1 << 18)
    monkeypatch.setattr(reading, "FIRST", 1 << 16)
    monkeypatch.setattr(bucket, "PAGE", 2)
    kept = {name: ClosedBucket(address=where, folder=name, scope=name) for name in (*orphans.KEPT, "copies")}
    for name, storage in kept.items():
        monkeypatch.setitem(storages._storages, name, storage)
    monkeypatch.setattr(Evidence._meta.get_field("file"), "storage", kept["evidence"])
    yield held
    held.down()


@pytest.fixture
def case(office):
    return office.with_violation()


@pytest.fixture
def web(office, client):
    client.force_login(office.officer.user)
    client.raise_request_exception = False
    return client


def test_in_pieces_to_a_closed_object_and_read_by_a_range(store, case, web):
    url = made.begin(web, case, CONTENT, name="v.mp4", kind="recording").json()["url"]
    for offset in range(0, len(CONTENT), 400_000):
        last = made.piece(web, url, offset, CONTENT[offset : offset + 400_000])
        assert len(store.under("uploads")) == min(offset // 400_000 + 1, -(-len(CONTENT) // 400_000))
    row = Evidence.objects.get(pk=last.json()["evidence"])
    assert row.sha256 == hashlib.sha256(CONTENT).hexdigest()
    (lying,) = store.under("evidence").values()
    assert lying.startswith(b"XLTCLOSE") and not store.uploads
    part = web.get(f"/evidence/{row.pk}/", headers={"Range": "bytes=500000-500099"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, CONTENT[500_000:500_100])


def test_pieces_go_when_they_are_evidence(store, case, web, django_capture_on_commit_callbacks):
    photo = made.heic()
    url = made.begin(web, case, photo).json()["url"]
    with django_capture_on_commit_callbacks(execute=True):
        assert made.piece(web, url, 0, photo).json()["done"]
    assert not store.under("uploads") and len(store.under("evidence")) == 1


def test_while_the_store_is_away_nothing_half_is_kept_and_the_next_try_works(store, case, web):
    photo = made.heic()
    url, half = made.begin(web, case, photo).json()["url"], len(photo) // 2
    made.piece(web, url, 0, photo[:half])
    store.down()
    for answer in (
        made.piece(web, url, half, photo[half:]),
        web.post(f"/cases/{case.pk}/evidence/", {"kind_of": "photo", "files": made.file(made.picture(), "a.jpg")}),
    ):
        assert answer.status_code == 503 and AWAY in answer.content.decode()
    assert Upload.objects.get().received == half and not Evidence.objects.exists()
    store.up()
    assert web.get(url).json()["offset"] == half
    assert made.piece(web, url, half, photo[half:]).json()["done"]
    assert Evidence.objects.get().sha256 == hashlib.sha256(photo).hexdigest()


def test_a_store_that_goes_while_the_last_piece_is_judged_keeps_the_pieces(store, case, web, office):
    photo = made.heic()
    key = uuid4()
    url = made.begin(web, case, photo, key=key).json()["url"]
    row = Upload.objects.get()
    uploads.upload_piece(upload=row, actor=office.officer, offset=0, content=photo)
    store.full = True
    assert made.piece(web, url, len(photo), b"").status_code == 503
    assert not Evidence.objects.exists() and Upload.objects.get().is_whole and len(store.under("uploads")) == 1
    store.full = False
    assert made.piece(web, url, len(photo), b"").json()["done"]


def test_what_nobody_names_is_found_page_by_page(store, case, web):
    photo = made.heic()
    url = made.begin(web, case, photo).json()["url"]
    made.piece(web, url, 0, photo)
    lost = {storages["evidence"].save(f"{n}/lost.jpg", ContentFile(b"x")) for n in range(5)}
    later = timezone.now() + timedelta(hours=1)
    assert {row.name for row in orphans.find(before=later) if row.alias == "evidence"} == lost
    orphans.remove([row for row in orphans.find(before=later) if row.alias == "evidence"])
    assert list(store.under("evidence")) == [Evidence.objects.get().file.name]


def test_old_pieces_are_tidied(store, case, web, office):
    url = made.begin(web, case, CONTENT).json()["url"]
    made.piece(web, url, 0, CONTENT[:9])
    now = timezone.now()
    assert uploads.uploads_tidy(now=now) == (0, 0)
    Upload.objects.update(touched_at=now - timedelta(days=400))
    assert uploads.uploads_tidy(now=now, dry_run=True) == (1, 1) and store.under("uploads")
    assert uploads.uploads_tidy(now=now) == (1, 1) and not store.under("uploads")
