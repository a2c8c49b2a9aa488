"""From an empty database to the nation: people, parties, then year after year, in two processes where the database allows it."""

import gc
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.utils import timezone

from cases import words_rules
from cases.models import Case
from pledges import database_rules
from pledges import letter as letters
from xinglongtai.core import audit, parameters
from xinglongtai.core.calendar import load
from xinglongtai.core.models import Bureau, Event, NumberSeries, Officer

from ..demo.travel import travelling
from .acts import MOST, Acts
from .bare import Bare
from .case_rows import CaseRows
from .days import Days
from .founding import PREFIX, files, found
from .laws import Laws
from .lives import Lives
from .nation import BUREAU, Nation
from .party_rows import PartyRows
from .pledge_rows import PledgeRows
from .size import BEGINS, Size
from .tables import Sink

#: The act that says that all of it is there; it is the last one.
VERB = "scale_seed"
#: Parties of one task.
PARTIES_A_TASK = 50_000
Say = Callable[[str], None]
audit.register({VERB: "装入性能测试数据：规模 {scale}，截至 {until}"})


class NotEmpty(Exception):
    """The database holds something else; the message is Chinese."""


@dataclass(frozen=True)
class Task:
    """One piece of work for one process: a year of cases (``year``), or parties."""

    year: int = 0
    first: int = 0
    after: int = 0
    event: int = 0


@dataclass(frozen=True)
class Done:
    """What a task brought in."""

    task: Task
    counts: dict[str, int]
    letters: int
    seconds: float


def standing() -> dict | None:
    """The size of the nation that stands in this database whole; None where there is none."""
    row = Event.objects.filter(verb=VERB, target_type="core.bureau", target_id=str(BUREAU)).order_by("-pk").first()
    return row.data if row else None


def seed(size: Size, *, workers: int, say: Say) -> None:
    """Fill the database. Nothing happens where the same size stands already; :class:`NotEmpty` where anything else does."""
    there = standing()
    if there == size.told:
        say(f"同样的数据已在库中（规模 {size.scale:g}，截至 {size.until}），未作改动。")
        return
    if there or Bureau.objects.exists() or Officer.objects.exists() or Case.objects.exists():
        what = (
            f"规模 {there['scale']} 的性能测试数据" if there else "机关、人员或案件（也可能是没有装完的性能测试数据）"
        )
        raise NotEmpty(f"这个数据库已有{what}。请另建一个空库：这些数据从不删除。")
    _Seeding(size, workers, say).run()


class _World:
    """Plans and writers of one process."""

    def __init__(self, size: Size, kept: dict[str, dict]):
        self.size = size
        self.days = Days(size, load())
        self.nation = Nation(size)
        bureau = Bureau.objects.get(pk=BUREAU)
        self.lives = Lives(size, self.nation, self.days, Laws(bureau, size.until))
        self.cases = CaseRows(self.lives, kept)
        self.parties = PartyRows(self.lives)
        self.pledges = PledgeRows(self.cases, self.parties, kept)
        self.acts = Acts(self.cases, self.pledges)
        self.pattern = parameters.value(bureau, f"numbering.{letters.KIND}")

    def tables(self) -> list[str]:
        rows = [*self.cases.tables(), *self.pledges.tables(), self.parties.table, self.acts.table]
        return [table.name for table in rows]

    def do(self, task: Task) -> Done:
        began, sink, count = time.monotonic(), Sink(), 0
        gc.disable()  # millions of rows, and none of them points in a circle
        if task.year:
            pattern = self.pattern.replace("{prefix}", PREFIX).replace("{year}", str(task.year))
            count = self.acts.play(task.first, task.after, sink, event=task.event, pattern=pattern)
        else:
            for party in range(task.first, task.after):
                self.parties.write(party, sink)
                if party % 5_000 == 0:
                    sink.flush()
            sink.flush()
        gc.enable()
        return Done(task, dict(sink.counts), count, time.monotonic() - began)


_world: _World | None = None


def world() -> _World:
    """The plans of the last seeding of this process."""
    return _world


def _do(task: Task) -> Done:
    """A task in a process of its own, with the plans it inherited."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET default_toast_compression = 'lz4'")
    return _world.do(task)


class _Seeding:
    def __init__(self, size: Size, workers: int, say: Say):
        self.size, self.workers = size, workers
        self.began = time.monotonic()
        self._say = say
        self.counts: Counter[str] = Counter()

    def say(self, text: str) -> None:
        self._say(f"[{time.monotonic() - self.began:6.1f} s] {text}")

    def run(self) -> None:
        global _world
        sequences_follow()
        kept = files()
        with travelling() as clock, transaction.atomic():
            clock.go_to(BEGINS)
            nation = Nation(self.size)
            found(nation)
        self.say(f"机关、{len(nation.units) + 1} 个单位、人员和清单已建立")
        _world = world = _World(self.size, kept)
        tasks = self._tasks(world)
        with _without_foreign_keys(), Bare([*world.tables(), words_rules.TABLE], self.workers, self.say):
            issued = self._play(tasks)
            self._found_by_words()
            self.say(f"数据已写入，共 {sum(self.counts.values()):,} 行；重建索引和约束")
        sequences_follow()
        self._count_numbers(world, issued)
        self._finish(world)

    def _tasks(self, world: _World) -> list[Task]:
        last = world.nation.last_party
        parties = [
            Task(first=first, after=min(first + PARTIES_A_TASK, last + 1))
            for first in range(1, last + 1, PARTIES_A_TASK)
        ]
        before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        years = [
            Task(year, first, after, before + MOST * world.days.before(first))
            for year, first, after in world.days.years()
        ]
        return [*sorted(years, key=lambda task: -task.after), *parties]  # the fullest years first

    def _play(self, tasks: list[Task]) -> dict[int, int]:
        issued = {}
        for done in self._done(tasks):
            self.counts.update(done.counts)
            rows = sum(done.counts.values())
            what = f"{done.task.year} 年" if done.task.year else f"当事人 {done.task.first:,} 起"
            self.say(f"{what}：{rows:,} 行，{done.seconds:.1f} 秒，每秒 {rows / max(done.seconds, 0.001):,.0f} 行")
            if done.task.year:
                issued[done.task.year] = done.letters
        return issued

    def _done(self, tasks: list[Task]):
        if self.workers < 2:
            yield from map(_world.do, tasks)
            return
        _world.lives.laws.prepare()
        connections.close_all()  # each process has a connection of its own
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(self.workers, mp_context=context) as pool:
            yield from pool.map(_do, tasks)

    def _found_by_words(self) -> None:
        """What triggers would have told, while they rested."""
        with connection.cursor() as cursor:
            for room in (words_rules, database_rules):
                cursor.execute(room.fill(connection.vendor))
        self.say("检索文字已写入")

    @transaction.atomic
    def _count_numbers(self, world: _World, issued: dict[int, int]) -> None:
        rows = [
            NumberSeries(bureau_id=BUREAU, kind=letters.KIND, year=year, pattern=world.pattern, last=count)
            for year, count in sorted(issued.items())
            if count
        ]
        NumberSeries.objects.bulk_create(rows)

    def _finish(self, world: _World) -> None:
        bureau = Bureau.objects.get(pk=BUREAU)
        evening = timezone.make_aware(datetime.combine(self.size.until, datetime.min.time()).replace(hour=18))
        audit.played = lambda: evening
        try:
            with transaction.atomic():
                audit.record(verb=VERB, actor=None, target=bureau, **self.size.told)
        finally:
            audit.played = None
        with connection.cursor() as cursor:
            # The large tables were measured before their foreign keys came back.
            for table in sorted(set(connection.introspection.table_names(cursor)) - set(world.tables())):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
        for name, count in sorted(self.counts.items()):
            self.say(f"{name}: {count:,}")
        self.say("完成")


class _without_foreign_keys:
    """SQLite compares every row with every table it names; that is done once, afterwards."""

    def __enter__(self):
        self.off = connection.vendor == "sqlite" and not connection.in_atomic_block
        if self.off:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA foreign_keys=OFF")
            self.around = transaction.atomic()
            self.around.__enter__()

    def __exit__(self, *error):
        if self.off:
            self.around.__exit__(*error)
            connection.check_constraints()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA foreign_keys=ON")


def sequences_follow() -> None:
    """The next number of every table is one more than its highest: rows came with numbers of their own."""
    from django.apps import apps

    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
