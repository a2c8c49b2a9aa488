"""Pages asked for in this process, by Django's test client: the time of the server without network, warm."""

import re
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from xinglongtai.core.models import User

from .figures import Figure, clocked, of_times
from .pages import Page
from .serving import BACKEND

#: PostgreSQL plans a kept statement anew five times before it keeps one plan for all values; whoever is at work is past that.
WARM = 6
_OVER = re.compile(r'^\(?SELECT (?:(?! FROM ).)* FROM "(cases_case|cases_party|pledges_pledge)"', re.S)


def client_of(login: str) -> Client:
    """Somebody who is signed in."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.get(username=login), backend=BACKEND)
    return client


def answers(client: Client, urls: list[str], runs: int) -> tuple[list[tuple[float, float, str]], list[str]]:
    """((clock, processor, address) of the middle run of each address, addresses that gave no page)."""
    told, refused = [], []
    for _ in range(WARM):
        client.get(urls[0])
    for url in urls:
        answer = client.get(url)  # warm
        if answer.status_code != 200:
            refused.append(f"{answer.status_code}: {url}")
            continue
        taken = [clocked(lambda url=url: client.get(url)) for _ in range(runs)]
        told.append((*(median(column) for column in zip(*taken, strict=True)), url))
    return told, refused


def page_figure(page: Page, runs: int, step: int = 1) -> Figure | None:
    """The figure of every ``step``-th address; None where nothing could be asked. A page that is refused counts as over the bar."""
    told, refused = answers(client_of(page.login), page.urls[::step], runs)
    if not told:
        return None
    found = of_times(f"{page.name} · {page.login}", [(clock, working) for clock, working, _ in told], page.bar)
    slowest = max(told)
    found.note = f"slowest {slowest[0]:.0f} ms: {slowest[2]}"
    if refused:
        found.value, found.note = float("inf"), "; ".join(refused)
    return found


def longest_query(client: Client, url: str) -> tuple[str, int]:
    """(the query over cases, parties or pledges that took longest, how many queries there were at all)."""
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    asked = [query for query in queries.captured_queries if _OVER.search(query["sql"])]
    return max(asked, key=lambda query: float(query["time"]))["sql"], len(queries)
