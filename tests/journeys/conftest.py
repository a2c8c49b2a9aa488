"""Journeys drive Debian's Chromium over a live server of this process.

A journey fails by itself when a page asks for anything outside the live server, when the server answers 5xx,
when the page's own scripts report an error, or when the browser reports a breach of the page's Content-Security-Policy (that can not
be expected away). ``page_factory`` makes pages of a given size::

    def test_officer_issues_letter(page_factory, live_server):
        page = page_factory(390, 844)
        page.goto("/")
"""

import os
import re
import time
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 30_000  # of a machine that does much beside


def wait_for_function(page: Page, expression: str, *, arg=None, timeout: float = PATIENCE_MS) -> None:
    """Ask the page again and again until it says yes.

    Playwright's own asks from inside the page, by ``eval``, which our policy stops from the second time on; asked from outside it may.
    """
    until = time.monotonic() + timeout / 1000
    while True:
        try:
            if page.evaluate(expression, arg):
                return
        except Error as left:  # between two pages
            if "context was destroyed" not in str(left):
                raise
        if time.monotonic() > until:
            raise TimeoutError(f"the page never said yes to: {expression}")
        page.wait_for_timeout(50)


Page.wait_for_function = wait_for_function


@pytest.fixture(scope="session")
def browser() -> Browser:
    assert Path(CHROMIUM).exists(), f"{CHROMIUM} is missing: run script/setup test"
    # Playwright's synchronous face keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


#: A page that is left while htmx still waits for an answer says so; nobody is harmed.
ABANDONED = r"^console: htmx:(sendAbort|afterRequest)\b"


#: The browser tells every page and frame what its policy stopped; the console carries it here.
_POLICY_WATCH = """document.addEventListener("securitypolicyviolation", (stopped) => console.error(
  `csp: ${stopped.effectiveDirective} stopped ${stopped.blockedURI || "inline"} at ${stopped.sourceFile}:${stopped.lineNumber}`));"""
BREACH = re.compile(r"csp: |Content.Security.Policy")


class Faults(list):
    """What went wrong behind the pages of one journey; empty at the end of a good one."""

    def __init__(self, origin: str):
        super().__init__()
        self.origin = origin
        self.expected: list[str] = [ABANDONED]

    def expect(self, pattern: str) -> None:
        """A journey that provokes a refusal names it: ``faults.expect(r"status of 403")``."""
        self.expected.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", lambda message: message.type == "error" and self.append(f"console: {message.text}"))
        context.on("weberror", lambda fault: self.append(f"script: {fault.error}"))
        context.on("response", lambda answer: answer.status >= 500 and self.append(f"{answer.status}: {answer.url}"))
        context.add_init_script(_POLICY_WATCH)
        context.route("**/*", self.gate)

    def gate(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.origin + "/", "data:", "blob:", "about:")):
            route.continue_()
        else:
            self.append(f"left the server: {url}")
            route.abort()

    def unexpected(self) -> list[str]:
        return [
            fault
            for fault in self
            if BREACH.search(fault) or not any(re.search(pattern, fault) for pattern in self.expected)
        ]


@pytest.fixture
def faults(live_server) -> Faults:
    return Faults(live_server.url)


@pytest.fixture
def page_factory(browser, live_server, faults, request):
    """``page_factory(width, height, **context_options) -> Page``: a fresh visitor with cookies of its own."""
    contexts = []

    def make(width: int = 1280, height: int = 800, **options) -> Page:
        phone = width < 700
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        faults.watch(context)
        return context.new_page()

    yield make
    if faults.unexpected() or getattr(request.node, "journey_failed", False):
        keep_screenshots(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert not faults.unexpected(), "behind the pages:\n" + "\n".join(faults.unexpected())


@pytest.fixture
def sign_in(live_server):
    """``sign_in(page, user)``: the page carries that user's session from now on; the login page has its own journey.

    Each time with a client of its own: one that had another session would end it, and the answer to what the page still asks in that
    session takes the new cookie away.
    """

    def carry(page: Page, user) -> None:
        client = Client()
        client.force_login(user)
        page.context.add_cookies(
            [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
        )

    return carry


@pytest.fixture
def axe_violations():
    """``axe_violations(page) -> list[str]``: what axe-core holds against the page (WCAG 2.2 AA), one line each.

    A click does not wait for the page it leads to: click inside ``page.expect_navigation()``, or wait for its address.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {
        "resultTypes": ["violations"],
        # axe would copy style sheets into inline styles, which our policy stops; it is for the one rule on locked orientation.
        "preload": False,
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }

    def run(page: Page) -> list[str]:
        page.wait_for_load_state("load")  # a page whose style sheet is still on its way has targets of another size
        found = Axe().run(page, options=options).response["violations"]
        return [f"{v['id']}: {v['help']} → {'; '.join(str(n['target']) for n in v['nodes'][:5])}" for v in found]

    return run


@pytest.fixture
def fits():
    """``fits(page) -> bool``: nothing sticks out to the right, looked at when the style sheets are there."""

    def look(page: Page) -> bool:
        page.wait_for_load_state("load")
        return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    return look


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call" and outcome.get_result().failed:
        item.journey_failed = True


def keep_screenshots(contexts, name: str) -> None:
    """Pictures of a failed journey, where FAILED_JOURNEYS says (var/failed_journeys)."""
    folder = Path(os.environ.get("FAILED_JOURNEYS", Path(__file__).parents[2] / "var" / "failed_journeys"))
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", name)
    for number, page in enumerate((page for context in contexts for page in context.pages), start=1):
        try:
            page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)
        except Error:
            continue
