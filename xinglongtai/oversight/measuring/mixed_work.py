"""An officer's day by 200 people with think time, then as fast as the machine answers."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.db import connections
from django.urls import reverse

from cases.models import Case
from pledges.models import Pledge
from xinglongtai.core.models import Officer
from xinglongtai.core.privacy.sealed import seal
from xinglongtai.core.web import today

from . import stage
from .figures import Figure, Run, of_times
from .pages import PAIRS
from .serving import Server, cookie_of, serving

WHAT = "mixed officer work, 200 people, the server of deploy/"
PEOPLE, THINK, BAR, A_SECOND, AT_ONCE = 200, 10, 300, 150, 24
#: Of a hundred things an officer does.
WEIGHTS = {
    "desk": 22,
    "cases": 15,
    "case": 25,
    "search": 10,
    "pledges": 10,
    "party": 6,
    "letter": 5,
    "sheet": 1,
    "register": 4,
    "issue": 2,
}


def measure(run: Run) -> Iterator[Figure]:
    people = people_at_work(PEOPLE, issued=2)
    connections.close_all()
    idle = [{**one, "codes": [], "ready": []} for one in people]
    with serving(run.folder) as server:
        told(server, idle, 10, 1)  # warm: every worker has opened every page
        yield from _with_thought(told(server, people, run.count(180, 60), THINK))
        ours = told(server, idle[:AT_ONCE], run.count(60, 20), 0)
        rate = len(ours["met"]) / ours["seconds"]
        note = f"{AT_ONCE} without a pause, {os.cpu_count()} cores share server, database and crowd"
        yield Figure("requests at saturation", rate, "a second", A_SECOND, True, runs=len(ours["met"]), note=note)


def _with_thought(ours: dict) -> Iterator[Figure]:
    count, wrong = len(ours["met"]), ours["wrong"]
    note = f"{count / ours['seconds']:.1f} requests a second; {len(wrong)} went wrong {'; '.join(wrong[:3])}".strip()
    yield of_times("everything they do", [(clock, 0.0) for _, clock in ours["met"]], BAR, note=note)
    yield Figure("errors", len(wrong), "", 0, runs=count)
    kinds = defaultdict(list)
    for kind, clock in ours["met"]:
        kinds[kind].append((clock, 0.0))
    for kind in sorted(kinds):
        yield of_times(f"· {kind}", kinds[kind], None)


def people_at_work(count: int, issued: int) -> list[dict]:
    """The plan's people: their sessions, the addresses they open, codes for new parties, ``issued`` cases that wait for a letter."""
    on, officers = today(), stage.crowd(count)
    officers = [officers[n % len(officers)] for n in range(count)]
    first = stage.ready(officers[0], stage.easy_item(officers[0], on), on)
    waiting = [case.pk for case in stage.copies(first, [officer for officer in officers for _ in range(issued)])]
    free, found = 5_000_000 + first.pk % 1_000_000 * 5, []
    for n, officer in enumerate(officers):
        codes = [stage.code(free + 3 * n + k) for k in range(3)]
        mine = waiting[n * issued : (n + 1) * issued]
        found.append({"cookie": cookie_of(officer.user), "pages": pages_of(officer), "codes": codes, "ready": mine})
    return found


def pages_of(officer: Officer) -> dict[str, list[str]]:
    """Kind → addresses that this officer opens."""
    cases = list(Case.objects.visible_to(officer).order_by("-pk").values_list("pk", "party")[:30])
    pledges = sorted(Pledge.objects.visible_to(officer).order_by().values_list("pk", flat=True), reverse=True)[:200]
    ready = list(
        Pledge.objects.filter(pk__in=pledges, letter__document__state="ready").values_list("pk", flat=True)[:5]
    )
    lists, search = reverse("cases:list"), reverse("pledges:search")
    words = [seal(pair, officer.user_id) for pair in PAIRS]
    return {
        "desk": [reverse("pledges:desk")],
        "cases": [lists, f"{lists}?status=open", f"{lists}?status=pledged", f"{lists}?sort=oldest", f"{lists}?page=2"],
        "case": [reverse("cases:detail", args=[case]) for case, _ in cases],
        "search": [f"{search}?q={one}" for one in words],
        "pledges": [reverse("pledges:list"), f"{reverse('pledges:list')}?due=overdue"],
        "party": [reverse("cases:party", args=[party]) for _, party in cases],
        "letter": [reverse("pledges:issued_letter", args=[pk]) for pk in ready] or [reverse("pledges:desk")],
        "sheet": [f"{reverse('cases:export')}?status=open"],
    }


def told(server: Server, people: list[dict], seconds: int, think: float) -> dict:
    """What the crowd met, in a process of its own."""
    plan = {"port": server.port, "seconds": seconds, "think": think, "people": people, "weights": WEIGHTS}
    command = [sys.executable, str(Path(__file__).with_name("officers.py"))]
    done = subprocess.run(
        command, input=json.dumps(plan), capture_output=True, text=True, check=True, timeout=seconds + 120
    )
    return json.loads(done.stdout)
