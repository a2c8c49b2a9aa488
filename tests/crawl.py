"""Walking the product as a browser would: every address a page offers, a few of each kind.

The walk starts at the first page and follows links, frames, pictures, htmx addresses, and forms sent by GET. Addresses of the same
kind (same route, rows in the same state, same filters) are opened a few times, not all.
"""

from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from cases.models import Case
from pledges.models import Pledge
from xinglongtai.core.models import User

#: One of each role, somebody of another bureau, and one whose 执法证 has expired: half of them walk on each database.
PEOPLE = (
    ("demo_officer", "demo_legal", "demo_leader", "demo_jia_officer")
    if connection.vendor == "sqlite"
    else ("demo_unit_head", "demo_supervisor", "demo_sysadmin", "demo_expired_officer")
)
#: How many addresses of one kind are opened.
OF_A_KIND = 1
#: Of one page with different filters: a page with ten filters has a thousand combinations.
FILTERED_OF_A_PAGE = 3
#: Files are slow to make and all alike.
FILES_OF_A_KIND = 1
LEAVING = ("/logout/",)
_ADDRESSES = {
    "a": ("href",),
    "form": (),
    "img": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "script": ("src",),
    "link": ("href",),
    "source": ("src",),
}


class Links(HTMLParser):
    """Addresses offered by a page."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "get").lower() == "get" and given.get("action"):
            self.found.append(given["action"])
        for name in (*_ADDRESSES.get(tag, ()), "hx-get"):
            if given.get(name):
                self.found.append(given[name])


def links_of(content: str, base: str) -> list[str]:
    """Addresses on this site that ``content`` offers, absolute, without fragment, each once."""
    parser = Links()
    parser.feed(content)
    found = {}
    for raw in parser.found:
        address = urldefrag(urljoin(base, raw.strip()))[0]
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc and address.startswith("/"):
            found[address] = None
    return list(found)


class Crawl:
    """One person's walk."""

    def __init__(self, username: str, states: dict):
        self.client = Client(raise_request_exception=False)
        self.client.force_login(User.objects.get(username=username))
        self.states, self.kinds, self.filtered = states, Counter(), Counter()
        self.faults, self.opened = [], 0

    def kind(self, address: str) -> tuple:
        """What the address has in common with others: route, state of its row, names of its filters."""
        parts = urlsplit(address)
        try:
            match = resolve(parts.path)
        except Resolver404:
            return (address,)
        state = self.states.get((parts.path.strip("/").split("/")[0], match.kwargs.get("pk")))
        admin = match.kwargs.get("object_id") is not None
        return match.view_name, match.route, state, admin, tuple(sorted(name for name, _ in parse_qsl(parts.query)))

    def walk(self, start: str = "/") -> None:
        waiting, seen = deque([(start, "")]), {start}
        while waiting:
            address, shown_on = waiting.popleft()
            if address.startswith("/static/"):
                if not finders.find(urlsplit(address).path.removeprefix("/static/")):
                    self.faults.append(f"no such file {address} on {shown_on}")
                continue
            kind = self.kind(address)
            self.kinds[kind] += 1
            is_file = urlsplit(address).path.endswith((".pdf", ".xlsx")) or "export" in address
            if self.kinds[kind] > (FILES_OF_A_KIND if is_file else OF_A_KIND):
                continue
            if urlsplit(address).query:
                self.filtered[kind[0]] += 1
                if self.filtered[kind[0]] > FILTERED_OF_A_PAGE:
                    continue
            for found in self.open(address, shown_on):
                if "?" in address and "?" in found and address.startswith("/admin/"):
                    continue  # one filter of the back office at a time: together they are thousands
                if found not in seen and not found.startswith(LEAVING):
                    seen.add(found)
                    waiting.append((found, address))

    def open(self, address: str, shown_on: str) -> list[str]:
        """Open one address; returns the links of its page."""
        response = self.client.get(address)
        self.opened += 1
        if response.status_code >= 400:
            problem = getattr(response, "exc_info", None)
            why = f": {problem[0].__name__}: {problem[1]}"[:300] if problem else ""
            self.faults.append(f"{response.status_code} {address} shown on {shown_on}{why}")
            return []
        if response.status_code in {301, 302, 303}:
            target = urljoin(address, response["Location"])
            return [] if urlsplit(target).netloc else [target]
        if response.streaming or not response["Content-Type"].startswith("text/html"):
            return []
        return links_of(response.content.decode(), address)


def states() -> dict:
    """State of every case and pledge, by the first word of its address and its number."""
    found = {("pledges", pk): status for pk, status in Pledge.objects.values_list("pk", "status")}
    for case in Case.objects.prefetch_related("pledges"):
        found["cases", case.pk] = (case.status, tuple(sorted(pledge.status for pledge in case.pledges.all())))
    return found
