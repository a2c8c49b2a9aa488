"""Database away, disk full, a press that hangs, a job whose clock went back: plain words, nothing half, the next try works."""

import errno
import json
import os
import sqlite3
import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import OperationalError
from django.test import RequestFactory
from django.utils import timezone

from xinglongtai.core import faults, jobs, orphans, patience
from xinglongtai.core.durable import DurableStorage, settle
from xinglongtai.core.jobs.telling import InFile
from xinglongtai.core.models import Job, JobState


def answered(error: Exception, **headers):
    try:
        raise error
    except Exception:
        return faults.server_error(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("server closed the connection unexpectedly"), faults.GONE),
        (OperationalError("database is locked"), faults.BUSY),
        (OperationalError("remaining connection slots are reserved"), faults.BUSY),
        (OperationalError("database or disk is full"), faults.FULL),
        (OSError(errno.ENOSPC, "No space left on device"), faults.FULL),
        (OSError(errno.EMFILE, "Too many open files"), faults.BUSY),
    ],
)
def test_what_waiting_helps_against_is_a_503_with_words(error, words):
    response = answered(error)
    assert response.status_code == 503
    assert words in response.content.decode()
    assert response["Retry-After"] == "30"
    assert "data-error-page" in response.content.decode()


def test_the_cause_behind_an_error_counts():
    outer = RuntimeError("while saving")
    outer.__cause__ = sqlite3.OperationalError("x")
    assert faults.fault_words(outer) == ""
    outer.__cause__ = OperationalError("gone")
    assert faults.fault_words(outer) == faults.GONE


def test_any_other_error_stays_a_500_and_programs_get_json():
    response = answered(ValueError("ours"))
    assert response.status_code == 500
    assert "系统出错了" in response.content.decode()
    response = answered(OperationalError("gone"), accept="application/json")
    assert response.status_code == 503
    assert "稍后重试" in json.loads(response.content)["error"]


@pytest.mark.django_db
def test_a_fault_outside_of_views_is_told_too(client, monkeypatch):
    """The session's own query fails before any view: still the page, not a bare 500."""
    from django.contrib.sessions.backends.db import SessionStore

    def gone(self):
        raise OperationalError("server closed the connection")

    client.raise_request_exception = False
    client.cookies["sessionid"] = "x" * 32
    monkeypatch.setattr(SessionStore, "load", gone)
    response = client.get("/me/")
    assert response.status_code == 503
    assert faults.GONE in response.content.decode()


class _Full(ContentFile):
    """The disk is full after the first piece."""

    def chunks(self, chunk_size=None):
        yield b"ha"
        raise OSError(errno.ENOSPC, "full")


def test_half_a_file_is_taken_away_and_a_whole_one_settled(tmp_path, monkeypatch):
    storage, synced = DurableStorage(location=tmp_path), []
    real = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (synced.append(os.readlink(f"/proc/self/fd/{handle}")), real(handle))
    )
    name = storage.save("a/b.bin", ContentFile(b"whole"))
    root = str(tmp_path)
    assert synced == [f"{root}/a/b.bin", f"{root}/a", root]
    with pytest.raises(OSError, match="full"):
        storage.save("a/c.bin", _Full(b"half"))
    assert storage.listdir("a")[1] == ["b.bin"]
    assert storage.open(name).read() == b"whole"
    with pytest.raises(FileNotFoundError):
        settle(tmp_path / "nothing")


def test_work_that_hangs_costs_one_thread():
    hold = threading.Event()
    try:
        with pytest.raises(patience.TooSlow, match="not done"):
            patience.within(0.05, lambda: hold.wait(20))
        with pytest.raises(patience.TooSlow, match="earlier"):
            patience.within(20, lambda: b"never begun")
    finally:
        hold.set()
    for thread in list(patience._late):
        thread.join()
    assert patience.within(20, lambda: b"made") == b"made"
    with pytest.raises(KeyError):
        patience.within(20, lambda: {}["missing"])


@pytest.mark.django_db
def test_a_dead_job_is_not_kept_alive_by_a_clock_that_went_back(office, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    job = Job.objects.create(bureau=office.bureau, kind="x", params={}, owner=office.officer, state=JobState.RUNNING)
    tomorrow = timezone.now() + timedelta(days=1)
    Job.objects.filter(pk=job.pk).update(asked_at=tomorrow)
    job.refresh_from_db()
    InFile(job.pk).say({"done": 1, "total": 2, "words": ""})
    assert jobs.look(job).going  # beaten on just now
    os.utime(InFile(job.pk).path, (tomorrow.timestamp(), tomorrow.timestamp()))
    assert not jobs.look(job).going
    assert jobs.look(job).message == jobs.RESTARTED


@pytest.mark.django_db
def test_files_without_a_row_are_found_and_others_are_not(office):
    from cases.services import evidence_add
    from tests.factories import photo

    kept = evidence_add(case=office.draft(), actor=office.officer, upload=photo())
    lost = storages["evidence"].save("0/lost.jpg", ContentFile(b"half"))
    later = timezone.now() + timedelta(hours=1)
    found = {(row.alias, row.name) for row in orphans.find(before=later)}
    assert ("evidence", lost) in found
    assert ("evidence", kept.file.name) not in found
    assert not [row for row in orphans.find(before=timezone.now() - timedelta(hours=1)) if row.name == lost]
    orphans.remove([row for row in orphans.find(before=later) if row.name == lost])
    assert not storages["evidence"].exists(lost)
    assert storages["evidence"].exists(kept.file.name)
