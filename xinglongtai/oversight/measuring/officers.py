"""Officers at their desks: a process of its own that speaks HTTP and knows nothing of the product but its pages.

Reads a plan (JSON) on its standard input and writes what it met on its standard output. Plan: ``port``, ``seconds``, ``think`` (mean
seconds between two requests; 0 = none), ``people`` (a list of {cookie, pages: kind → addresses, codes, ready}), ``weights`` (kind →
weight).
"""

import gzip
import json
import random
import re
import sys
import threading
import time
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

#: Seconds after which the server may have closed a line that nobody used (it does after five).
IDLE = 3


class Forms(HTMLParser):
    """The forms of a page with what stands in their fields."""

    def __init__(self, page: str):
        super().__init__()
        self.forms: list[tuple[str, dict]] = []
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        if not self.forms:
            return
        name, fields = given.get("name"), self.forms[-1][1]
        if (
            tag == "input"
            and name
            and (given.get("type") not in ("checkbox", "radio", "submit", "file") or "checked" in given)
        ):
            fields[name] = given.get("value", "on" if "checked" in given else "")
        elif tag == "select":
            self._select = name or ""
        elif tag == "option" and self._select and ("selected" in given or self._select not in fields):
            fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name or ""
            fields[self._area] = ""

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area and self.forms:
            self.forms[-1][1][self._area] += data


class Person(threading.Thread):
    """One officer: thinks, does something, notes how long each answer took."""

    def __init__(self, plan: dict, person: dict, serial: int):
        super().__init__(daemon=True)
        self.plan, self.person, self.chance = plan, person, random.Random(serial)
        self.cookies = {"sessionid": person["cookie"]}
        self.line = HTTPConnection("127.0.0.1", plan["port"], timeout=60)
        self.met: list[tuple[str, float]] = []
        self.wrong: list[str] = []
        self.path, self.asked = "", 0.0

    def run(self):
        time.sleep(self.chance.random() * self.plan["think"])
        kinds, weights = zip(*self.plan["weights"].items(), strict=True)
        while time.time() < self.plan["until"]:
            (kind,) = self.chance.choices(kinds, weights)
            try:
                getattr(self, f"do_{kind}", lambda kind=kind: self.look(kind))()
            except (OSError, HTTPException, LookupError, ValueError) as problem:
                self.wrong.append(f"{kind}: {type(problem).__name__} {problem}"[:200])
                self.line.close()

    def look(self, kind: str) -> None:
        self.ask(kind, self.chance.choice(self.person["pages"][kind]))

    def do_register(self) -> None:
        """A party nobody knows, a case for it, an item looked for and taken, the page of the check."""
        if not self.person["codes"]:
            return self.look("desk")
        code = self.person["codes"].pop()
        self.ask("register", "/cases/new/")
        page = self.ask("register", "/cases/new/party/")
        shop, phone = code[-8:], "198" + re.sub(r"\D", "", code)[-8:]
        given = {"kind": "company", "name": f"演示测量登记{shop}商店", "uscc": code, "operator": "测量", "phone": phone}
        self.send("register", page, "", {**given, "address": f"测量街{shop}号"})
        case = re.search(r"/cases/(\d+)/violations/", self.path)[1]
        page = self.ask("register", f"/cases/{case}/violations/search/?q=%E6%89%A7%E7%85%A7", {"HX-Request": "true"})
        self.send("register", page, f"/cases/{case}/violations/add/", {})
        return self.ask("register", f"/cases/{case}/assess/")

    def do_issue(self) -> None:
        """A letter: the screen, 签发, the issued letter."""
        if not self.person["ready"]:
            return self.look("desk")
        case = self.person["ready"].pop()
        page = self.ask("issue", f"/cases/{case}/promise/")
        self.send("issue", page, f"/cases/{case}/promise/issue/", {})
        return self.ask("letter", f"{self.path}letter.pdf")

    def send(self, kind: str, page: str, action: str, given: dict) -> str:
        """The form with this ``action`` as the page offers it, with ``given`` in its fields (None takes one out)."""
        found = [fields for where, fields in Forms(page).forms if where == action and "csrfmiddlewaretoken" in fields]
        if not found:
            raise LookupError(f"no form «{action}» at {self.path}")
        fields = {name: value for name, value in {**found[0], **given}.items() if value is not None}
        return self.ask(kind, action or self.path, {}, urlencode(fields))

    def ask(self, kind: str, path: str, headers: dict | None = None, body: str | None = None) -> str:
        """One request after some thought; redirects are followed at once."""
        if self.plan["think"]:
            time.sleep(min(self.chance.expovariate(1 / self.plan["think"]), 4 * self.plan["think"]))
        for _ in range(4):
            status, told, content = self.exchange(kind, path, headers or {}, body)
            self.path = path.partition("?")[0]
            if status not in (302, 303):
                break
            path, body = told, None
        if status != 200:
            raise ValueError(f"{status} at {path}")
        return content

    def exchange(self, kind: str, path: str, headers: dict, body: str | None) -> tuple[int, str, str]:
        sent = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **headers}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.asked > IDLE:
            self.line.close()  # it opens by itself again, as a browser's does
        began = time.perf_counter()
        self.line.request("GET" if body is None else "POST", path, body, sent)
        answer = self.line.getresponse()
        content = answer.read()
        self.asked = time.monotonic()
        self.met.append((kind, (time.perf_counter() - began) * 1000))
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("Content-Encoding") == "gzip" and kind in ("register", "issue"):
            content = gzip.decompress(content)
        return answer.status, answer.headers.get("Location", ""), content.decode("utf-8", "replace")


def main() -> None:
    plan = json.load(sys.stdin)
    began = time.time()
    plan["until"] = began + plan["seconds"]
    threading.stack_size(256 * 1024)
    people = [Person(plan, person, serial) for serial, person in enumerate(plan["people"])]
    for person in people:
        person.start()
    for person in people:
        person.join()
    met = [one for person in people for one in person.met]
    wrong = [one for person in people for one in person.wrong]
    json.dump({"met": met, "wrong": wrong, "seconds": time.time() - began}, sys.stdout)


if __name__ == "__main__":
    main()
