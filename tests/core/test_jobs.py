"""Long work: told while it goes on, kept when it ends, known for dead when its process is."""

import os
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from tests import factories as make
from xinglongtai.core import jobs
from xinglongtai.core.errors import DomainError
from xinglongtai.core.jobs import telling
from xinglongtai.core.jobs.kinds import KINDS
from xinglongtai.core.models import Job, JobState


@pytest.fixture
def office(db):
    return make.Office()


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    for kind in list(KINDS):
        monkeypatch.delitem(KINDS, kind)

    def counted(work):
        for done in range(1, 4):
            work.progress(done, 3, "数数")
        with transaction.atomic():
            work.finish("数完了。", "/me/", found=3)

    def refused(work):
        raise DomainError("不行。")

    def broken(work):
        raise ZeroDivisionError

    jobs.define("count", counted, label="数数")
    jobs.define("silent", lambda work: None, label="不说话")
    jobs.define("refused", refused, label="被拒绝")
    jobs.define("broken", broken, label="出错")
    yield
    for kind in ("count", "silent", "refused", "broken", "watched"):
        KINDS.pop(kind, None)


def test_inline(office):
    job = jobs.start("count", {"a": 1}, office.officer)
    assert (job.state, job.message, job.result) == (JobState.DONE, "数完了。", {"found": 3, "url": "/me/"})
    assert jobs.look(job).url == "/me/"
    assert (jobs.label(job), jobs.label(Job(kind="x"))) == ("数数", "x")
    assert jobs.start("silent", {}, office.officer).message == "已完成。"
    assert jobs.start("refused", {}, office.officer).message == "没有完成：不行。"
    assert jobs.start("broken", {}, office.officer).message == jobs.FAULT
    assert not jobs.going(job)
    assert not jobs.going(None)


def path_of(job):
    return telling.InFile(job.pk).path


def going_job(office, said=None, age=0.0):
    job = Job.objects.create(bureau=office.bureau, kind="count", owner=office.officer, state=JobState.RUNNING)
    telling.InFile(job.pk).say(said or {})
    path = path_of(job)
    os.utime(path, (time.time() - age, time.time() - age))
    Job.objects.filter(pk=job.pk).update(asked_at=job.asked_at.replace(year=2000))
    job.refresh_from_db()
    return job


def test_told_while_it_goes_on(office, client):
    job = going_job(office, {"done": 30, "total": 120, "words": "逐行核对"})
    progress = jobs.look(job)
    assert (progress.done, progress.percent, progress.going) == (30, 25, True)
    client.force_login(office.officer.user)
    page = client.get(reverse("core:job", args=[job.pk])).content.decode()
    assert "逐行核对：30 / 120" in page
    assert "hx-trigger" in page
    assert "刷新" in page
    assert jobs.Progress(JobState.RUNNING).percent is None


def test_a_job_whose_process_died(office, client):
    job = going_job(office, age=60)
    assert jobs.look(job).message == jobs.RESTARTED
    path_of(job).unlink()
    assert jobs.look(job).state == JobState.FAILED
    path_of(job).write_text("{")
    assert jobs.look(job).going
    client.force_login(office.officer.user)
    path_of(job).unlink()
    page = client.get(reverse("core:job_progress", args=[job.pk])).content.decode()
    assert "服务重启，什么都没有写入，请重新开始" in page


def test_a_new_job_without_a_file_is_not_dead_yet(office):
    job = Job.objects.create(bureau=office.bureau, kind="count", owner=office.officer)
    assert jobs.look(job).going


def test_only_the_owner_sees_it(office, client):
    job = jobs.start("count", {"back": "/"}, office.officer)
    for person, status in ((office.officer, 200), (office.legal, 404)):
        client.force_login(person.user)
        assert client.get(reverse("core:job", args=[job.pk])).status_code == status
        assert client.get(reverse("core:job_progress", args=[job.pk])).status_code == status
    client.force_login(office.officer.user)
    answer = client.get(reverse("core:job_progress", args=[job.pk]), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/me/"
    failed = jobs.start("broken", {"back": "/me/"}, office.officer)
    assert "返回重新开始" in client.get(reverse("core:job", args=[failed.pk])).content.decode()


def test_a_full_disk_stops_only_the_telling(office, monkeypatch):
    def full(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(Path, "write_text", full)
    assert jobs.start("count", {}, office.officer).state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_in_a_thread_of_its_own(settings, monkeypatch):
    settings.JOBS_INLINE = False
    monkeypatch.setattr(telling, "BEAT", 0.01)
    office = make.Office()
    seen = []

    def watched(work):
        seen.append(path_of(work.job).exists())
        work.progress(1, 2)
        time.sleep(0.1)
        seen.append(telling.InFile(work.job.pk).read()[1] is not None)

    jobs.define("watched", watched, label="看着")
    with transaction.atomic():
        job = jobs.start("watched", {}, office.officer)
        assert seen == [], "it begins when the caller's transaction is through"
    for _ in range(200):
        time.sleep(0.05)
        job.refresh_from_db()
        if job.ended_at:
            break
    assert (job.state, seen) == (JobState.DONE, [True, True])
    assert not path_of(job).exists()
    for _ in range(100):  # the thread lets go of its connection a moment later
        if not [t for t in threading.enumerate() if t.name.startswith("job-")]:
            break
        time.sleep(0.02)
    assert connection.is_usable()


def test_where_the_files_are():
    assert telling.InFile(7).path == Path(settings.VAR_DIR) / "jobs" / "7.json"
