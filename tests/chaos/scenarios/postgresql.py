"""PostgreSQL restarted as after a power cut, away for a while, and without a free connection."""

import time
from collections.abc import Iterator

import psycopg

from ..report import Trial
from ..stage import Stage
from .load import Crowd
from .world import World, settled, tell


def run(world: World) -> Iterator[Trial]:
    """Three trials; none on SQLite, which has no server."""
    if world.cluster is None:
        return
    server = world.server(workers=2)
    stage = world.stage(server)
    yield _restarted(world, stage)
    yield _away(world, stage)
    yield _crowded(world, stage)


def _restarted(world: World, stage: Stage) -> Trial:
    trial = Trial("PostgreSQL restarted (immediate) under load", "")
    rounds = 3 if world.quick else 8
    crowd = Crowd(stage, people=4, deeds=2 * rounds).start()
    for turn in range(rounds):
        time.sleep(1 + 0.31 * turn)
        world.cluster.stop("immediate")
        world.cluster.start()
        trial.faults += 1
    crowd.wait()
    trial.broken = crowd.failed + settled(stage.breaches)
    return tell(trial, letters=8 * rounds, answers=dict(crowd.told))


def _away(world: World, stage: Stage) -> Trial:
    trial = Trial("PostgreSQL away for 20 s under load", "", faults=1)
    crowd = Crowd(stage, people=4, deeds=4).start()
    time.sleep(2)
    world.cluster.stop("immediate")
    time.sleep(2)
    asked = time.monotonic()
    shown = stage.person().get("/")
    waited = time.monotonic() - asked
    if shown.status != 503 or "您填写的内容还在" not in shown.text:
        trial.broken.append(f"without a database the desk says {shown.status} {shown.words()[:60]}")
    time.sleep(18)
    world.cluster.start()
    crowd.wait()
    trial.broken += crowd.failed + settled(stage.breaches)
    return tell(trial, page_503_after=f"{waited:.1f} s", letters=16, answers=dict(crowd.told))


def _crowded(world: World, stage: Stage) -> Trial:
    """Somebody else takes every connection an ordinary user can have."""
    trial = Trial("PostgreSQL without a free connection", "", faults=1)
    case = stage.ready().pk
    stage.breaches()  # closes our own connection
    taken = []
    # The workers' own connections stay; a server that is started now finds none.
    world.end()
    try:
        while True:
            taken.append(psycopg.connect(world.cluster.url))
    except psycopg.OperationalError:
        pass
    server = stage.server = world.server(workers=2)
    for person in stage.people.values():
        person.server = server
    person = stage.person()
    shown = person.get(f"/cases/{case}/promise/")
    if shown.status != 503 or shown.bare:
        trial.broken.append(f"without a connection the page says {shown.status}")
    for connection in taken:
        connection.close()
    again = settled(lambda: person.get(f"/cases/{case}/promise/"))
    if again.status != 200:
        trial.broken.append(f"with connections again the page says {again.status}")
    trial.broken += stage.breaches()
    return tell(trial, taken=len(taken), page=shown.status, afterwards=again.status)
