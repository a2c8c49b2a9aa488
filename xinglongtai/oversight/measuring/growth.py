"""The same pages with a hundredth of the data: how much more the whole nation costs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import geometric_mean

from .figures import Figure, Run

WHAT = "page time with a hundred times the data"
BAR = 1.5


def measure(run: Run) -> Iterator[Figure]:
    if not run.small:
        return
    here, there = _middles(run, "server_time.json", {}), _middles(run, "small.json", {"DATABASE_URL": run.small})
    ratios = {name: here[name] / there[name] for name in here if there.get(name)}
    for name, ratio in sorted(ratios.items(), key=lambda pair: -pair[1]):
        yield Figure(name, ratio, "×", BAR, note=f"{there[name]:.0f} → {here[name]:.0f} ms (medians)")
    if ratios:
        yield Figure("all pages together", geometric_mean(ratios.values()), "×", BAR, runs=len(ratios))


def _middles(run: Run, name: str, env: dict) -> dict[str, float]:
    """Page → median in milliseconds, of the row just measured or measured now, in a process with the other database."""
    path = run.folder / name
    if not path.exists():
        command = [sys.executable, sys.argv[0], "bench_nation", "--alone", "server_time", "--into", str(path)]
        subprocess.run(command + ["--quick"] * run.quick, check=True, env=os.environ | env, stdout=subprocess.DEVNULL)
    return {one["what"]: one["middle"] for one in json.loads(path.read_text())}
