"""The second of two workers still runs the code of before on the migrated database: what it writes is right or is refused."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator

from ..deeds import ALL
from ..report import Trial
from ..server import ROOT
from .world import World, tell

#: The last commit before this round of changes.
BEFORE = "6688ba6"


def run(world: World) -> Iterator[Trial]:
    """Every deed by the old code, then by the new one, beside each other."""
    old = world.folder / "old"
    trial = Trial(f"second worker with the code of {BEFORE}", "")
    made = subprocess.run(
        ["git", "worktree", "add", "--detach", str(old), BEFORE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if made.returncode:
        trial.skipped = f"no worktree of {BEFORE}: {made.stderr.strip()[-80:]}"
        yield trial
        return
    try:
        new = world.server()
        before = world.server(world.port + 1, chaos=False, root=old, preload=False)
        told: Counter = Counter()
        stage = world.stage(new)
        for deed in ALL:
            subject = deed.prepare(stage)
            for server in (before, new):
                stage.server = server
                for person in stage.people.values():
                    person.server = server
                answer = deed.send(stage, subject, "")
                if server is before:
                    trial.faults += 1
                    told["old code did it" if deed.done(subject) else f"old code answered {answer.status}"] += 1
                    for person in stage.people.values():  # its error pages are those of the past
                        person.seen.clear()
                elif not deed.done(subject):
                    trial.broken.append(
                        f"{deed.name}: the new code cannot go on ({answer.status} {answer.words()[:80]})"
                    )
            trial.broken += stage.breaches()
        yield tell(trial, **{name.replace(" ", "_"): count for name, count in told.items()})
    finally:
        world.end()
        subprocess.run(["git", "worktree", "remove", "--force", str(old)], cwd=ROOT, capture_output=True, check=False)
        shutil.rmtree(old, ignore_errors=True)
