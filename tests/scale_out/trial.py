"""The trial: everything is built, people work, one machine after the other breaks and comes back, and then the books are read."""

import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cases.models import Case
from pledges.models import Pledge
from tests import factories
from tests.chaos.cluster import Cluster
from tests.chaos.server import Server
from xinglongtai.core.jobs import RESTARTED
from xinglongtai.core.models import Event, IssuedDocument, Job, JobState, NumberSeries, Officer
from xinglongtai.core.roles import Role

from . import load
from .machines import Nginx, Standby, Worker, until

#: Officers who write, and parties and cases for each of them: more than they get through.
HANDS, EACH = 2, 400
CASES = 150


class Trial:
    """Ports: nginx, two groups of web processes, primary, standby."""

    def __init__(self, folder: Path, port: int, seconds: int):
        self.folder, self.seconds, self.told = folder, seconds, load.Told()
        self.primary = Cluster(folder / "primary", port + 3)
        self.standby = Standby(folder / "standby", port + 4)
        env = {"REPLICA_URL": self.standby.url, "REPLICA_LAG_SECONDS": "10"}
        self.nginx = Nginx(folder / "nginx", port, [port + 1, port + 2])
        self.groups = [Server(port + n, workers=2, chaos=False, **env) for n in (1, 2)]
        self.worker = Worker(folder / "var/worker.log", **env)
        self.read_there = 0

    def run(self) -> int:
        """Exit code: 1 where something did not hold."""
        began = time.monotonic()
        try:
            self.build()
            self.say(f"built in {time.monotonic() - began:.0f} s; {Case.objects.count()} cases, people begin to work")
            people, self.log_began = self.people(), self.log_position()
            self.faults()
            self.told.stop.set()
            for thread in people:
                thread.join(120)
            return self.books()
        finally:
            self.told.stop.set()
            self.nginx.stop()
            for group in self.groups:
                group.kill()
            self.worker.kill()
            self.standby.destroy()

    def say(self, words: str) -> None:
        sys.stdout.write(f"{datetime.now():%H:%M:%S}  {words}\n")
        sys.stdout.flush()

    def build(self) -> None:
        """Tables, the demo, one more office whose people write, then the copy and the processes."""
        call_command("migrate", verbosity=0)
        call_command("load_calendar", stdout=StringIO())
        call_command("seed_roles", stdout=StringIO())
        call_command("seed_demo", stdout=StringIO())
        self.office = factories.Office("trial")
        self.writers = [self.office.officer, self.office.second]
        on = timezone.localdate()
        self.parties = [factories.party(self.office.bureau, self.office.officer) for _ in range(HANDS * EACH)]
        self.cases = [self.office.ready(on=on) for _ in range(CASES)]
        connections.close_all()
        self.standby.copy(self.primary)
        for group in self.groups:
            group.start()
        self.worker.start()
        self.nginx.start()

    def people(self) -> list:
        """Threads of people of the demo who read, and of the office who write."""
        visitor = lambda officer: load.Visitor(self.told, self.nginx, officer)  # noqa: E731
        demo = Officer.objects.filter(user__username__startswith="demo_", is_active=True).select_related("user")
        officers = list(demo.filter(user__groups__name=Role.OFFICER)[:3])
        heads = list(demo.filter(user__groups__name__in=[Role.LEADER, Role.SUPERVISOR])[:2])
        found = [(load.reader, visitor(one), load.READ) for one in officers]
        found += [(load.reader, visitor(one), load.READ_BY_HEADS) for one in heads]
        for n, one in enumerate(self.writers):
            found.append((load.registrar, visitor(one), self.parties[n::HANDS]))
        found.append((load.issuer, visitor(self.office.officer), self.cases))
        found.append((load.asker, visitor(self.office.officer), self.cases[-5:]))
        connections.close_all()
        return [load.begin(self.told, *one) for one in found]

    def faults(self) -> None:
        """Each for a while, one after the other, with peace between them."""
        step = self.seconds / 8
        time.sleep(step)
        with self.away("standby stopped (as after a power cut)", step):
            self.read_there += self.commits_there()
            self.standby.stop()
        self.standby.start()
        self.say("standby back")
        time.sleep(step)
        self.told.killing.set()
        with self.away("one group of web processes killed", step):
            self.groups[0].kill()
        self.told.killing.clear()
        self.groups[0].start()
        self.say("group back")
        time.sleep(step / 2)
        until(lambda: Job.objects.filter(state=JobState.RUNNING).exists())
        with self.away("worker of the queue killed while it works", step):
            self.worker.kill()
        self.worker.start()
        self.say("worker back")
        time.sleep(step * 2)

    @contextmanager
    def away(self, words: str, seconds: float):
        """What is done inside happens now, and stays so for ``seconds``."""
        yield
        self.say(words)
        time.sleep(seconds)

    def log_position(self) -> int:
        """Bytes the primary has written to its log of changes."""
        with psycopg.connect(self.primary.url) as link:
            return int(link.execute("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn").fetchone()[0])

    def commits_there(self) -> int:
        """Transactions of the standby since it was started: each one is a page's question or the question how far it is."""
        with psycopg.connect(self.standby.url) as link:
            row = link.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = 'chaos'").fetchone()
        return row[0]

    def books(self) -> int:
        """What must hold afterwards; the summary."""
        self.say("people go home; the queue is worked off")
        until(lambda: not load.going(), 90)
        broken = list(self.told.faults)
        broken += self.numbers() + self.alike() + self.jobs() + self.once()
        self.read_there += self.commits_there()
        slow = sorted(self.told.slow)
        lines = [f"{words}: {number}" for words, number in sorted(self.told.counts.items())]
        lines.append(
            f"page answered, seconds: median {slow[len(slow) // 2]:.3f}, p95 {slow[len(slow) * 95 // 100]:.3f}"
        )
        lines.append(f"log of changes: {(self.log_position() - self.log_began) // 1024} kB")
        lines.append(f"questions answered by the standby: {self.read_there}")
        lines.append(f"jobs: {dict(Counter(Job.objects.values_list('state', flat=True)))}")
        letters = Pledge.objects.filter(case__bureau=self.office.bureau).count()
        lines.append(f"letters of the series: {letters}, gapless")
        sys.stdout.write("\n" + "\n".join(lines) + "\n\n")
        for words in broken[:20]:
            sys.stdout.write(f"BROKEN  {words}\n")
        sys.stdout.write(f"{len(broken)} broken\n" if broken else "all held\n")
        return 1 if broken else 0

    def numbers(self) -> list[str]:
        """Each series of the office that writes is 1…last, and every number stands on one paper."""
        found = []
        for series in NumberSeries.objects.filter(bureau=self.office.bureau):
            papers = IssuedDocument.objects.filter(bureau=series.bureau, kind=series.kind, year=series.year)
            used = sorted(papers.exclude(n=None).values_list("n", flat=True))
            if used != list(range(1, series.last + 1)):
                found.append(f"series {series.kind}: counter {series.last}, papers {used[:10]} …")
        return found

    def alike(self) -> list[str]:
        """The standby ends with the rows of the primary."""
        with psycopg.connect(self.standby.url, autocommit=True) as link:
            tables = [model._meta.db_table for model in (Case, Pledge, Event, Job)]

            def counted() -> dict:
                return {name: link.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}

            ours = {model._meta.db_table: model.objects.count() for model in (Case, Pledge, Event, Job)}
            return [] if until(lambda: counted() == ours, 30) else [f"primary {ours}, standby {counted()}"]

    def jobs(self) -> list[str]:
        """Every job ended, the queue is empty, and nobody's failure was kept from them."""
        found = [f"job {job.pk} is still {job.state}" for job in Job.objects.filter(ended_at=None)]
        if left := DBTaskResult.objects.ready().count():
            found.append(f"{left} left in the queue")
        failed = Job.objects.filter(state=JobState.FAILED)
        found += [f"job {job.pk}: {job.message}" for job in failed.exclude(message=RESTARTED)]
        return found if failed.exists() else [*found, "the worker was killed and no job was told as failed"]

    def once(self) -> list[str]:
        """One case a party, however often its answer was lost."""
        twice = Counter(Case.objects.filter(party__in=self.parties).values_list("party", flat=True))
        return [f"party {pk} has {n} cases" for pk, n in twice.items() if n > 1]
