"""Ours beside what a user would otherwise have, in the same run, and beside what cannot be gone below."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.test.utils import override_settings
from django.urls import reverse

from xinglongtai.core.privacy.sealed import seal

from . import printers, stock
from .asking import client_of, longest_query
from .figures import Figure, Run, clocked
from .papers import letter_pdf

WHAT = "compared in the same run"
LOGIN = "scale_leader"


def measure(run: Run) -> Iterator[Figure]:
    yield from _lists(run)
    yield from _letters(run)


def _lists(run: Run) -> Iterator[Figure]:
    client, base, runs = client_of(LOGIN), reverse("cases:list"), run.count(5, 2)
    words = seal("超市", client.session["_auth_user_id"])
    asked = {
        "first page": (base, ""),
        "one status": (f"{base}?status=closed", "?status__exact=closed"),
        "name search": (f"{base}?words={words}", "?q=超市"),
        "last page": (f"{base}?page=last", "?p={last}"),
    }
    ours = {name: _middle(client, url, runs) for name, (url, _) in asked.items()}
    with override_settings(**stock.SETTINGS):
        first = client.get(stock.ADDRESS)
        last = first.context_data["cl"].paginator.num_pages
        for name, (_, query) in asked.items():
            yield _beside(
                f"Django admin, {name}", _middle(client, stock.ADDRESS + query.format(last=last), runs), ours[name]
            )
    # psql sees what is committed, and would wait for what is not: a test's nation is not.
    if connection.vendor == "postgresql" and not connection.in_atomic_block and shutil.which("psql"):
        for name, (url, _) in asked.items():
            longest, _ = longest_query(client, url)
            yield _beside(f"floor: longest query by psql, {name}", _by_psql(longest, run.count(30, 10)), ours[name])


def _middle(client, url: str, runs: int) -> float:
    answer = client.get(url)
    if answer.status_code != 200:
        raise ValueError(f"{answer.status_code}: {url}")
    return median(clocked(lambda: client.get(url))[0] for _ in range(runs))


def _by_psql(sql: str, runs: int) -> float:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {name: str(connection.settings_dict[key]) for name, key in names.items()}
    command = ["psql", "-X", "-q", "-A", "-t"]
    script = "\\timing on\n" + f"{sql};\n" * (runs + 1)
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True, env=environment)
    return median([float(ms) for ms in re.findall(r"^Time: ([\d.]+) ms", done.stdout, re.M)][1:])


def _letters(run: Run) -> Iterator[Figure]:
    """One letter each way, ours warm as in a worker."""
    letter_pdf(0)
    ours = median(clocked(lambda n=n: letter_pdf(n))[0] for n in range(1, run.count(31, 11)))
    yield Figure("letter by ours", ours)
    for name, way in printers.WAYS.items():
        milliseconds = way(run)
        if milliseconds is not None:
            yield _beside(name, milliseconds, ours)


def _beside(what: str, other: float, ours: float) -> Figure:
    return Figure(what, other, ratio=other / ours, note=f"ours {ours:.1f} ms")
