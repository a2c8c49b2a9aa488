"""What one web worker holds after many requests."""

from collections.abc import Iterator

from django.db import connections

from .figures import Figure, Run, now_mb
from .mixed_work import people_at_work, told
from .serving import serving

WHAT = "memory of one web worker"
REQUESTS, MOST_MB, GROWN_MB = 10_000, 200, 10


def measure(run: Run) -> Iterator[Figure]:
    wanted = run.count(REQUESTS, 3_000)
    people = [{**one, "codes": [], "ready": []} for one in people_at_work(8, issued=1)]
    connections.close_all()
    with serving(run.folder, "--workers", "1", "--max-requests", "0") as server:
        (worker,) = server.workers()
        curve, done = [], 0
        while done < wanted:
            ours = told(server, people, 5, 0)
            done += len(ours["met"])
            curve.append((done, round(now_mb(worker))))
    points = [min(curve, key=lambda one: abs(one[0] - done * part / 10)) for part in range(1, 11)]
    shown = " → ".join(f"{held}" for _, held in points)
    yield Figure("resident at the end", curve[-1][1], "MB", MOST_MB, runs=done, note=f"{shown} MB at every tenth")
    middle = [held for count, held in curve if count >= done / 2]
    yield Figure("grown in the second half", middle[-1] - middle[0], "MB", GROWN_MB, runs=done - done // 2)
