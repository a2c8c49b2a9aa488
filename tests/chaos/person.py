"""Somebody at a browser: opens a page, takes the form as it stands there, fills it in, sends it, and reads what comes back."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.db import connections
from django.test import Client

#: What a page that may stand in for a failed one says (templates/503.html).
_SAYS = ("请稍后重试", "请联系系统管理员后重试")


@dataclass
class Form:
    """A form as the page shows it: where it goes and what stands in it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, **changes) -> dict:
        """The values with ``changes``; None takes a field out."""
        sent = {**self.values, **changes}
        return {name: value for name, value in sent.items() if value is not None}


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.text: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.forms.append(Form(a.get("action") or ""))
        if not self.forms or "disabled" in a:
            return
        values, name = self.forms[-1].values, a.get("name")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in {"submit", "button", "file", "image", "reset"}:
                return
            if kind in {"checkbox", "radio"} and "checked" not in a:
                return
            values.setdefault(name, []).append(a.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea" and name:
            self.text = name
            values[name] = [""]
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select and ("selected" in a or self.select not in values):
            values[self.select] = [a.get("value", "")]

    def handle_data(self, data):
        if self.text:
            self.forms[-1].values[self.text][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None


@dataclass
class Answer:
    """What came back; ``cut`` when nothing did."""

    status: int = 0
    text: str = ""
    location: str = ""
    url: str = ""

    @property
    def cut(self) -> bool:
        return not self.status

    @property
    def taken(self) -> bool:
        """The person was told that it is done: a redirect, or a program's 200/201."""
        return self.status in {200, 201} if self.text.startswith("{") else 300 <= self.status < 400

    @property
    def bare(self) -> bool:
        """A fault without a word that helps."""
        return self.status >= 500 and not any(words in self.text for words in _SAYS)

    def words(self) -> str:
        """What the page says is wrong, for a report."""
        plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.text, flags=re.S)
        said = re.findall(r"[^\s]*(?:请|不能|没有|还缺|须)[^\s]*", plain)
        return " | ".join(said)[:500]

    def forms(self) -> list[Form]:
        """The forms of the page."""
        parser = _Forms()
        parser.feed(self.text)
        return parser.forms

    def form(self, part: str) -> Form:
        """The form whose action contains ``part`` (or that goes to the page itself); LookupError with the page's title otherwise."""
        for one in self.forms():
            if part in urljoin(self.url, one.action) and "csrfmiddlewaretoken" in one.values:
                return one
        head = self.text[self.text.find("<title>") : self.text.find("</title>")]
        raise LookupError(f"no form for {part}: {self.status} {head} {self.location}")


class Person:
    """An officer with a session of the running installation."""

    def __init__(self, server, officer):
        client = Client()
        client.force_login(officer.user)
        connections.close_all()
        self.officer, self.server = officer, server
        self.web = requests.Session()
        self.web.cookies.set(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
        self.seen: list[Answer] = []

    def _send(self, method: str, path: str, timeout: float = 60, **given) -> Answer:
        url = urljoin(self.server.url, path)
        try:
            got = self.web.request(method, url, allow_redirects=False, timeout=timeout, **given)
            text = got.text if "pdf" not in got.headers.get("Content-Type", "") else "%PDF"
            answer = Answer(got.status_code, text, got.headers.get("Location", ""), url)
        except requests.RequestException:
            self.web.close()  # a cut connection is not used again
            answer = Answer(url=url)
        self.seen.append(answer)
        return answer

    def get(self, path: str, **given) -> Answer:
        """Open a page."""
        return self._send("GET", path, **given)

    def send(self, path: str, data: dict, *, files=None, chaos: str = "", **given) -> Answer:
        """Send a form. ``chaos``: the order for :mod:`tests.chaos.points`."""
        headers = {"Referer": self.server.url, **given.pop("headers", {})}
        if chaos:
            headers["X-Chaos"] = chaos
        return self._send("POST", path, data=data, files=files, headers=headers, **given)

    def patch(self, path: str, body: bytes, offset: int, token: str, *, chaos: str = "") -> Answer:
        """Send a piece of a file, as upload.js does."""
        headers = {
            "X-CSRFToken": token,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        headers |= {"Referer": self.server.url} | ({"X-Chaos": chaos} if chaos else {})
        return self._send("PATCH", path, data=body, headers=headers)

    def fill(self, page: str, part: str = "", *, chaos: str = "", files=None, **changes) -> Answer:
        """Open ``page``, fill in the form that goes to ``part`` and send it."""
        shown = self.get(page)
        if shown.status != 200:
            return shown
        form = shown.form(part or page)
        return self.send(urljoin(shown.url, form.action), form.filled(**changes), files=files, chaos=chaos)
