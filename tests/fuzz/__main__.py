"""``python -m tests.fuzz verbs|forms|importers``: a database of its own, one trial, what was tried and what broke."""

import argparse
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/fuzz")
    parser.add_argument("trial", choices=["verbs", "forms", "importers"])
    parser.add_argument("--sequences", dest="runs", type=int, default=1000, help="sequences of verbs")
    parser.add_argument("--steps", type=int, default=40, help="verbs in one sequence")
    parser.add_argument("--inputs", type=int, default=10_000, help="requests with hostile texts")
    parser.add_argument("--files", type=int, default=1000, help="damaged files")
    parser.add_argument("--minutes", type=float, default=600, help="nothing new after so many minutes")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()

    from .world import database

    time.monotonic()
    began = time.monotonic()
    with database():
        if given.trial == "verbs":
            from .machine import run

            tally, broken = run(runs=given.runs, steps=given.steps, seed=given.seed, minutes=given.minutes)
        elif given.trial == "forms":
            from .forms import run

            tally, broken = run(inputs=given.inputs, seed=given.seed, minutes=given.minutes)
        else:
            from .importers import run

            tally, broken = run(files=given.files, seed=given.seed, minutes=given.minutes)
    for name, count in sorted(tally.items()):
        sys.stdout.write(f"{count:8}  {name}\n")
    sys.stdout.write(f"seed {given.seed}, {time.monotonic() - began:.0f} s, {len(broken)} broken\n")
    for words in broken:
        sys.stderr.write(f"BROKEN {words}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
