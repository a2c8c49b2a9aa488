"""kill -9 at the first, second, third … place of a deed until it runs through; after each death the next try must work by itself."""

from collections import Counter
from collections.abc import Iterator

from ..deeds import ALL, Deed
from ..report import Trial
from ..stage import Stage
from .world import World, tell


def run(world: World) -> Iterator[Trial]:
    """One trial a deed."""
    server = world.server()
    stage = world.stage(server)
    for deed in ALL:
        yield _everywhere(stage, deed, world.every)


def _everywhere(stage: Stage, deed: Deed, every: int) -> Trial:
    trial = Trial(f"kill -9: {deed.name}", "")
    places = _count(stage, deed)
    kinds: Counter = Counter()
    before = after = 0
    for at in range(1, places + 1, every):
        subject = deed.prepare(stage)
        answer = deed.send(stage, subject, f"k{at}:{at}")
        where = stage.server.killed_at()
        if not where:  # a place less this time: the deed ran through
            trial.broken += [] if deed.done(subject) else [f"at {at}: neither died nor done ({answer.status})"]
            continue
        trial.faults += 1
        kinds[where.split()[1] if "COMMIT" not in where else "COMMIT"] += 1
        stage.server.wait()
        done = deed.done(subject)
        before, after = before + (not done), after + done
        trial.broken += [f"at {where}: {breach}" for breach in stage.breaches()]
        again = deed.send(stage, subject, "")
        if not deed.done(subject):
            trial.broken.append(f"at {where}: the next try failed ({again.status} {again.location})")
        trial.broken += [f"after {where}: {breach}" for breach in stage.breaches()]
    tell(trial, places=places, died_before_commit=before, after_commit=after, **dict(kinds))
    trial.broken = list(dict.fromkeys(trial.broken))
    return trial


def _count(stage: Stage, deed: Deed) -> int:
    """How many places the deed has when nothing happens; the first time also warms the process up."""
    deed.send(stage, deed.prepare(stage), "")
    subject = deed.prepare(stage)
    answer = deed.send(stage, subject, "count:0")
    if not deed.done(subject):
        raise RuntimeError(f"«{deed.name}» does not work without a fault: {answer.status} {answer.words()}")
    return stage.server.passed()
