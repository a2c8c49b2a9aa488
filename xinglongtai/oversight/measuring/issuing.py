"""Letters issued by many at once on one series: numbers without a gap, and every letter gets its PDF afterwards."""

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from itertools import chain

from django.db import connection, connections
from django.db.models import Max

from cases.models import Case
from pledges import letter
from pledges.services import pledge_issue
from pledges.status import PledgeMode
from xinglongtai.core import documents
from xinglongtai.core.models import IssuedDocument, Officer
from xinglongtai.core.web import today

from . import stage
from .figures import Figure, Run, of_times

WHAT = "letters issued by 64 workers on one series"
WORKERS, PROCESSES, A_SECOND = 64, 4, 100
#: Letters of each worker before the clock: PostgreSQL keeps a plan after five.
WARM = 7


def measure(run: Run) -> Iterator[Figure]:
    on, workers = today(), WORKERS if connection.vendor == "postgresql" else 1
    work = _prepared(workers, WARM + run.count(20, 8), on)
    last = _last(on)
    connections.close_all()
    fork, processes = multiprocessing.get_context("fork"), min(PROCESSES, workers)
    ready = fork.Barrier(workers)
    with fork.Pool(processes, initializer=_meet, initargs=(ready,)) as pool:
        done = pool.starmap(_issue_all, [(work[n::processes], on) for n in range(processes)])
    taken, begins, ends, wrong, worked = (list(chain.from_iterable(column)) for column in zip(*done, strict=True))
    seconds, count = max(ends) - min(begins), len(taken)
    numbers = sorted(_new(on, last).values_list("n", flat=True))
    gapless = numbers == list(range(last + 1, last + 1 + count + WARM * workers)) and not wrong
    found = Figure("letters issued", count / seconds, "a second", A_SECOND, True, runs=count)
    found.cpu = sum(worked) / max(count, 1)
    found.note = (
        f"{workers} workers, numbers {'without a gap' if gapless else 'WITH GAPS'}; {'; '.join(wrong[:3])}".rstrip("; ")
    )
    if not gapless:
        found.value = 0
    yield found
    yield of_times("one letter among them", [(clock, 0.0) for clock in taken], None, note="waiting for a core included")
    yield _pdfs_follow(on, last)


def _prepared(workers: int, each: int, on) -> list[tuple[int, list[int]]]:
    """(officer, cases that wait for their letter) for every worker."""
    people = stage.crowd(workers)
    first = stage.ready(people[0], stage.easy_item(people[0], on), on)
    handlers = [people[n % len(people)] for n in range(workers) for _ in range(each)]
    cases = [case.pk for case in stage.copies(first, handlers)]
    return [(people[n % len(people)].pk, cases[n * each : (n + 1) * each]) for n in range(workers)]


def _new(on, last: int):
    return IssuedDocument.objects.filter(kind=letter.KIND, year=on.year, n__gt=last)


def _last(on) -> int:
    return IssuedDocument.objects.filter(kind=letter.KIND, year=on.year).aggregate(last=Max("n"))["last"] or 0


def _meet(ready) -> None:
    global _ready
    _ready = ready


def _issue_all(share, on):
    """(milliseconds of each letter, moments when threads began and ended, what went wrong, the processor's milliseconds) of this process.

    Every thread first issues :data:`WARM` letters that are not measured; all of them then begin at once.
    """
    taken, begins, ends, wrong, worked = [], [], [], [], []

    def worker(officer: int, cases: list[int]) -> None:
        issue(officer, cases[:WARM], on, [], wrong)
        _ready.wait(timeout=300)
        worked.append(time.process_time())
        begins.append(time.time())
        issue(officer, cases[WARM:], on, taken, wrong)
        ends.append(time.time())
        connections.close_all()

    threads = [threading.Thread(target=worker, args=one) for one in share]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, begins, ends, wrong, [(time.process_time() - min(worked)) * 1000]


def issue(officer: int, cases: list[int], on, taken: list[float], wrong: list[str]) -> None:
    """The letters of ``cases``, one after the other, numbered and frozen."""
    actor = Officer.objects.select_related("unit__bureau", "user").get(pk=officer)
    with documents.rendering_later():
        for pk in cases:
            began = time.perf_counter()
            try:
                pledge_issue(case=Case(pk=pk), actor=actor, on=on, mode=PledgeMode.IMMEDIATE, due_on=None)
                taken.append((time.perf_counter() - began) * 1000)
            except Exception as error:  # a measurement says what failed and goes on
                wrong.append(f"{type(error).__name__}: {error}"[:200])


def _pdfs_follow(on, last: int) -> Figure:
    """Two processes make what is missing, as ``render_documents`` does; then nothing is."""
    waiting = list(_new(on, last).unrendered().values_list("pk", flat=True))
    cores = os.cpu_count() or 1
    began = time.perf_counter()
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        pool.map(_render, [waiting[n::cores] for n in range(cores)])
    seconds, left = time.perf_counter() - began, _new(on, last).unrendered().count()
    found = Figure("left without a PDF", left, "letters", 0, runs=len(waiting))
    found.note = f"{len(waiting)} made in {seconds:.1f} s by {cores} processes: {len(waiting) / max(seconds, 0.001):.1f} a second"
    return found


def _render(keys: list[int]) -> None:
    for document in IssuedDocument.objects.filter(pk__in=keys).order_by("pk").iterator():
        documents.render(document)
