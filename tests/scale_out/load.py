"""People at work: readers of lists and statistics, officers who register and issue and look at once at what they did."""

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from cases.models import Case
from pledges.models import Pledge
from tests.chaos.person import Answer, Person
from xinglongtai.core.models import Job

#: Pages that everybody reads, most of them from the standby.
READ = ["/cases/", "/pledges/", "/parties/", "/measures/", "/", "/oversight/ledger/"]
READ_BY_HEADS = ["/oversight/statistics/", "/oversight/overdue/", "/oversight/sameness/rates/", "/oversight/trust/"]


@dataclass
class Told:
    """What happened, from all threads."""

    counts: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    #: A group of web processes is being killed: an answer that had begun may be cut, and the page is opened again.
    killing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def fault(self, words: str) -> None:
        with self._lock:
            self.faults.append(words)

    def pause(self) -> None:
        """A person thinks for a moment."""
        self.stop.wait(random.uniform(0.02, 0.2))


class Visitor:
    """One person with a session; whatever comes back is judged once."""

    def __init__(self, told: Told, server, officer):
        self.told, self.person, self.officer = told, Person(server, officer), officer

    def get(self, path: str) -> Answer:
        """Open a page: no fault is excused."""
        began = time.monotonic()
        answer = self.person.get(path)
        if answer.cut and self.told.killing.is_set():
            self.told.count("pages cut with a killed group, and opened again")
            answer = self.person.get(path)
        self.told.slow.append(time.monotonic() - began)
        self.told.count("pages read")
        if answer.status >= 500 or answer.cut:
            self.told.fault(f"{time.strftime('%H:%M:%S')} GET {path}: {answer.status or 'no answer'}")
        return answer

    def post(self, page: str, part: str = "", **changes) -> Answer | None:
        """Fill in the form of a page; None where the answer was lost with the group of processes that was killed."""
        shown = self.get(page)
        if shown.status != 200:
            return None
        form = shown.form(part or page)
        answer = self.person.send(part or page, form.filled(**changes))
        if answer.status in {0, 502, 504}:
            self.told.count("answers lost with a killed group")
            return None
        if answer.status >= 500:
            self.told.fault(f"POST {part or page}: {answer.status}")
            return None
        if not answer.taken:
            self.told.fault(f"POST {part or page}: {answer.status} {answer.words()[:200]}")
            return None
        return answer


def reader(visitor: Visitor, pages: list[str]) -> None:
    """Opens one page after the other."""
    while not visitor.told.stop.is_set():
        visitor.get(random.choice(pages))
        visitor.told.pause()


def registrar(visitor: Visitor, parties: list) -> None:
    """Opens a case of each party and looks at the party's page, which must show it."""
    for party in parties:
        if visitor.told.stop.is_set():
            return
        page = f"/cases/new/start/?party={party.pk}"
        answer = visitor.post(page, "/cases/new/start/", party=str(party.pk), quick="1")
        if answer:
            visitor.told.count("cases registered")
            pk = re.search(r"/cases/(\d+)/", answer.location)[1]
            _must_show(visitor, f"/parties/{party.pk}/", f"/cases/{pk}/")
        elif Case.objects.filter(party=party).count() > 1:
            visitor.told.fault(f"party {party.pk}: registered twice")
        visitor.told.pause()
    visitor.told.fault("the parties ran out before the time did")


def issuer(visitor: Visitor, cases: list) -> None:
    """Issues a letter for each case and looks at the list of pledges, which must show it."""
    for case in cases:
        if visitor.told.stop.is_set():
            return
        due = timezone.localdate() + timedelta(days=7)
        given = {"mode": "by_date", "due_on": due.isoformat(), "with_papers": "on"}
        answer = visitor.post(f"/cases/{case.pk}/promise/", f"/cases/{case.pk}/promise/issue/", **given)
        if answer:
            visitor.told.count("letters issued")
            number = Pledge.objects.get(case=case).letter.document.number_text
            _must_show(visitor, f"/parties/{case.party_id}/", number)
        visitor.told.pause()
    visitor.told.fault("the cases ran out before the time did")


def asker(visitor: Visitor, cases: list) -> None:
    """Asks for the whole file of a case, and for the next when it is told how the first one ended."""
    while not visitor.told.stop.is_set():
        for case in cases:
            page = f"/cases/{case.pk}/casefile/"
            answer = visitor.post(page, page, kind="pdf", purpose=None)
            if not answer:
                continue
            visitor.told.count("jobs asked for")
            pk = re.search(r"/jobs/(\d+)/", answer.location)[1]
            while not visitor.told.stop.is_set() and "hx-trigger" in visitor.get(f"/jobs/{pk}/").text:
                visitor.told.stop.wait(0.3)


def _must_show(visitor: Visitor, page: str, words: str) -> None:
    shown = visitor.get(page)
    if shown.status == 200 and words not in shown.text:
        visitor.told.fault(f"{page} does not show {words} to the one who wrote it")
    visitor.told.count("own writes read back")


def begin(told: Told, work, *given) -> threading.Thread:
    """One person's thread; what breaks it is a fault of the trial, and told."""

    def run() -> None:
        try:
            work(*given)
        except Exception as error:
            told.fault(f"{work.__name__} broke: {type(error).__name__}: {error}"[:300])
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name=work.__name__)
    thread.start()
    return thread


def going() -> int:
    """Jobs that are neither done nor told as failed."""
    from xinglongtai.core import jobs

    return sum(jobs.going(job) for job in Job.objects.all())
