"""Long work out of a queue: begins with the transaction that asked, is done once, is failed for good when its worker died."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tests import factories as make
from xinglongtai.core import jobs
from xinglongtai.core.errors import DomainError
from xinglongtai.core.jobs import checks, queue, telling
from xinglongtai.core.jobs.kinds import KINDS
from xinglongtai.core.jobs.looking import IN_QUEUE
from xinglongtai.core.jobs.work import TOO_LATE
from xinglongtai.core.models import Job, JobState, Notice, QueuedJob

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queued(settings):
    settings.JOBS_INLINE, settings.JOBS = False, "queue"


@pytest.fixture
def office():
    return make.Office()


@pytest.fixture
def define():
    """Names kinds of work for one test."""
    named = []

    def name(kind, function):
        jobs.define(kind, function, label=kind)
        named.append(kind)

    yield name
    for kind in named:
        del KINDS[kind]


def work_off():
    """A worker that goes home when the queue is empty."""
    given = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default", "worker_id": "one"}
    Worker(**given, interval=0, batch=True, startup_delay=False, max_tasks=None).run()


def test_it_begins_with_the_transaction_and_not_without(office, define):
    define("quick", lambda work: work.finish("好了。", "/me/"))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.start("quick", {}, office.officer)
        raise ZeroDivisionError
    assert not Job.objects.exists() and not DBTaskResult.objects.exists()
    job = jobs.start("quick", {}, office.officer)
    waiting = jobs.look(job)
    assert (waiting.going, waiting.words) == (True, IN_QUEUE)
    work_off()
    job.refresh_from_db()
    assert (job.state, jobs.look(job).url) == (JobState.DONE, "/me/")


def test_it_waits_in_the_queue_as_long_as_nobody_works(office, define):
    define("quick", lambda work: None)
    job = jobs.start("quick", {}, office.officer)
    Job.objects.update(asked_at=timezone.now() - timedelta(hours=3))
    job.refresh_from_db()
    assert jobs.look(job).going


def test_once_and_never_again(office, define):
    done = []
    define("counted", lambda work: done.append(work.job.pk))
    job = jobs.start("counted", {}, office.officer)
    work_off()
    work_off()
    queue.carry_out.call(job.pk, "")
    assert done == [job.pk]


def test_refusals_and_faults_are_told(office, define):
    def refused(work):
        raise DomainError("不行。")

    def broken(work):
        raise ZeroDivisionError

    define("refused", refused)
    define("broken", broken)
    one, two = (jobs.start(kind, {}, office.officer) for kind in ("refused", "broken"))
    work_off()
    assert [jobs.look(Job.objects.get(pk=job.pk)).message for job in (one, two)] == ["没有完成：不行。", jobs.FAULT]


def test_told_from_within_a_transaction_that_nobody_sees(office, define):
    seen = []

    def observe(work):
        try:
            work._told.beat()  # as the thread does that beats
            seen.append(jobs.look(Job.objects.get(pk=work.job.pk)))
        finally:
            connections.close_all()

    @transaction.atomic
    def long(work):
        Notice.objects.create(officer=work.owner, key="x", text="还没有提交")
        work.progress(3, 3, "写入")
        watcher = threading.Thread(target=observe, args=[work])
        watcher.start()
        watcher.join()
        work.finish("写好了。")

    define("long", long)
    jobs.start("long", {}, office.officer)
    work_off()
    assert [(one.state, one.done, one.total, one.words) for one in seen] == [(JobState.RUNNING, 3, 3, "写入")]
    assert Job.objects.get().state == JobState.DONE


def died(job, *, begun: bool):
    """Its worker took ``job`` out of the queue a minute ago and died, before or after it began."""
    long_ago = timezone.now() - timedelta(minutes=1)
    place = DBTaskResult.objects.get(pk=QueuedJob.objects.get(pk=job.pk).place)
    place.claim("one")
    DBTaskResult.objects.update(started_at=long_ago)
    Job.objects.filter(pk=job.pk).update(asked_at=long_ago)
    if begun:
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, begun_at=long_ago)
        QueuedJob.objects.filter(pk=job.pk).update(beaten_at=long_ago)
    return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize("begun", [False, True])
def test_dead_is_failed_for_good(office, define, begun):
    def late(work):
        Notice.objects.create(officer=work.owner, key="x", text="不该有")
        work.finish("太晚了。")

    define("late", late)
    job = died(jobs.start("late", {}, office.officer), begun=begun)
    assert jobs.look(job).message == jobs.RESTARTED
    kept = Job.objects.get(pk=job.pk)
    assert (kept.state, kept.message) == (JobState.FAILED, jobs.RESTARTED)
    work_off()  # what was taken out is not put back
    queue.carry_out.call(job.pk, "")
    with pytest.raises(DomainError, match=TOO_LATE), transaction.atomic():  # it was only asleep, and wakes up
        late(jobs.Work(job))
    assert not Notice.objects.exists()
    assert Job.objects.get(pk=job.pk).message == jobs.RESTARTED


def test_one_that_ended_while_it_was_looked_at_is_done(office, define):
    define("quick", lambda work: None)
    job = died(jobs.start("quick", {}, office.officer), begun=True)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, message="好了。")
    assert jobs.look(job).message == "好了。"


def test_a_place_that_is_gone_is_no_place(office, define):
    define("quick", lambda work: None)
    job = jobs.start("quick", {}, office.officer)
    assert queue.waits(QueuedJob.objects.get().place) and not queue.waits(uuid.uuid4())
    DBTaskResult.objects.all().delete()
    Job.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    job.refresh_from_db()
    assert jobs.look(job).message == jobs.RESTARTED


def test_the_doctor_sees_that_nobody_works(office, define, settings):
    define("quick", lambda work: None)
    assert [line.level.label for line in checks.queue_moves()] == ["正常"]
    jobs.start("quick", {}, office.officer)
    assert [line.level.label for line in checks.queue_moves()] == ["正常"]
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=25))
    (line,) = checks.queue_moves()
    assert line.level.label == "故障" and "25 分钟" in line.words
    settings.JOBS = "threads"
    assert [line.level.label for line in checks.queue_moves()] == ["正常"]
    assert checks.place_is_known(None) == []
    settings.JOBS = "celery"
    assert [error.id for error in checks.place_is_known(None)] == ["xinglongtai.E012"]


def test_places_of_long_ago_are_forgotten_and_jobs_are_not(office, define, capsys):
    define("quick", lambda work: None)
    old, dead, new = (jobs.start("quick", {}, office.officer) for _ in range(3))
    work_off()
    long_ago = timezone.now() - timedelta(days=30)
    place = {row.job_id: row.place for row in QueuedJob.objects.all()}
    DBTaskResult.objects.filter(pk=place[old.pk]).update(finished_at=long_ago)
    DBTaskResult.objects.filter(pk=place[dead.pk]).update(status="RUNNING", started_at=long_ago)
    Job.objects.filter(pk__in=[old.pk, dead.pk]).update(ended_at=long_ago)
    call_command("tidy_jobs")
    assert "2 条" in capsys.readouterr().out
    assert list(DBTaskResult.objects.values_list("pk", flat=True)) == [place[new.pk]]
    assert list(QueuedJob.objects.values_list("pk", flat=True)) == [new.pk]
    assert Job.objects.count() == 3


def test_it_beats_by_itself_while_it_says_nothing(office, define, monkeypatch):
    monkeypatch.setattr(telling, "BEAT", 0.01)
    marks = set()

    def mark(pk):
        path = telling.InFile(pk).path
        return path.stat().st_mtime_ns if path.exists() else QueuedJob.objects.get(pk=pk).beaten_at

    def silent(work):
        pause = threading.Event()
        for _ in range(1000):
            marks.add(mark(work.job.pk))
            if len(marks) > 2:
                break
            pause.wait(0.01)

    define("silent", silent)
    jobs.start("silent", {}, office.officer)
    work_off()
    assert len(marks) > 2
