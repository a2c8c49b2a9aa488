"""``python -m tests.chaos [scenario …] [--database sqlite|postgresql|both] [--quick] [--every K] [--port 8110]`` (script/chaos).

The parent makes a throw-away installation for each database and runs the scenarios in a child that knows only that one.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from .cluster import Cluster, binaries
from .report import Trial, table

SCENARIOS = {
    "kill": "kill -9 at every place of a request",
    "load": "kill -9 of the whole server while several officers work",
    "postgresql": "PostgreSQL restarted, away, out of connections",
    "disk": "disk full",
    "press": "PDF engine raising and hanging",
    "mail": "mail server gone, hanging, breaking off; the sending process killed",
    "clock": "clock set back",
    "together": "two people, two clicks, two tabs",
    "oldcode": "second worker with the code of before",
    "memory": "worker killed by the memory limit, or at all, during long work",
}
#: Places between two deaths: all of them, or every so many with --quick.
QUICK = 12


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/chaos", description="Faults put into the running product.")
    parser.add_argument(
        "scenarios", nargs="*", metavar="scenario", help=f"some of: {', '.join(SCENARIOS)}; all without"
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--quick", action="store_true", help=f"only every {QUICK}th place, and shorter loads")
    parser.add_argument("--every", type=int, default=0, help="every K-th place (1: all of them)")
    parser.add_argument("--port", type=int, default=8110, help="first of five ports")
    parser.add_argument("--keep", action="store_true", help="leave the data for a look")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if unknown := set(asked.scenarios) - set(SCENARIOS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    asked.scenarios = asked.scenarios or list(SCENARIOS)
    asked.every = asked.every or (QUICK if asked.quick else 1)
    return child(asked) if asked.child else parent(asked)


def parent(asked) -> int:
    """One installation a database, one after the other; the table; 1 when something broke."""
    databases = ["sqlite", "postgresql"] if asked.database == "both" else [asked.database]
    trials: list[Trial] = []
    for database in databases:
        if database == "postgresql" and binaries() is None:
            trials.append(Trial("all", database, skipped="no PostgreSQL server is installed here"))
            continue
        trials += _one(database, asked)
    sys.stdout.write(f"\n{table(trials)}\n")
    return 1 if any(trial.broken for trial in trials) else 0


def _one(database: str, asked) -> list[Trial]:
    folder = Path(tempfile.mkdtemp(prefix=f"v-chaos-{database}-"))
    folder.chmod(0o755)  # the user «postgres» has to pass
    var = folder / "var"
    var.mkdir()
    fonts = Path(os.environ.get("VAR_DIR", "var"), "fonts").resolve()
    if fonts.is_dir():
        (var / "fonts").symlink_to(fonts)
    dropped = {"DATABASE_URL", "EMAIL_BACKEND", "DEMO_MODE", "SECRET_KEY", "JOBS_INLINE"}
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    env |= {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "xinglongtai.settings", "DEBUG": "0"}
    env["SECOND_FACTOR_REQUIRED"] = (
        "0"  # the people of the trial have no phone: without it a leader only meets the page that sets it up
    )
    cluster = Cluster(folder / "postgresql", asked.port + 4).create() if database == "postgresql" else None
    if cluster:
        env["DATABASE_URL"] = cluster.url
    words = [*asked.scenarios, "--every", str(asked.every), "--port", str(asked.port), "--child", str(folder)]
    words += ["--database", database] + (["--quick"] if asked.quick else [])
    try:
        subprocess.run([sys.executable, "-m", "tests.chaos", *words], env=env, check=False)
        told = folder / "trials.jsonl"
        lines = told.read_text().splitlines() if told.exists() else []
        found = [Trial(**json.loads(line)) for line in lines]
        return found or [Trial("all", database, broken=["the trial itself did not run"])]
    finally:
        if cluster:
            cluster.destroy()
        if asked.keep:
            sys.stderr.write(f"kept: {folder}\n")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def child(asked) -> int:
    """The scenarios on the installation of the environment; every trial is a line of trials.jsonl."""
    import django

    django.setup()
    from .scenarios import REGISTERED
    from .scenarios.world import World

    folder = Path(asked.child)
    cluster = None
    if asked.database == "postgresql":
        cluster = Cluster(folder / "postgresql", asked.port + 4)
    world = World(folder, asked.database, cluster, asked.port, every=asked.every, quick=asked.quick)
    world.build()
    with (folder / "trials.jsonl").open("a") as out:
        for name in asked.scenarios:
            for trial in _trials(world, name, REGISTERED[name]):
                out.write(trial.line() + "\n")
                out.flush()
                sys.stderr.write(f"[{trial.database} {trial.seconds}s] {trial.scenario}: {trial.verdict}\n")
    return 0


def _trials(world, name: str, scenario):
    begun = time.monotonic()
    try:
        for trial in scenario(world):
            trial.database = world.database
            trial.seconds, begun = round(time.monotonic() - begun), time.monotonic()
            yield trial
    except Exception as error:  # the trial is not to blame the product for its own faults, but must be seen
        traceback.print_exc()
        yield Trial(name, world.database, broken=[f"the trial ended early: {type(error).__name__}: {error}"[:200]])
    finally:
        world.end()


if __name__ == "__main__":
    sys.exit(main())
