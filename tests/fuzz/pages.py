"""Forms and filters as the pages themselves offer them, for everybody who gets the page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import resolve

#: Nothing of these is asked again: the person would be gone.
LEAVING = ("/logout/",)


@dataclass
class Form:
    """One form or one set of filters, for one person."""

    who: str
    method: str
    action: str
    files: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)

    @property
    def kind(self) -> tuple:
        """What it has in common with forms of other rows: who, route, names."""
        path = urlsplit(self.action).path
        try:
            match = resolve(path)
            where = (match.route, match.kwargs.get("verb"))
        except Exception:
            where = path
        return self.who, self.method, where, tuple(sorted({name for name, _ in self.fields} | set(self.uploads)))


class _Forms(HTMLParser):
    def __init__(self, who: str, base: str):
        super().__init__(convert_charrefs=True)
        self.who, self.base, self.found = who, base, []
        self.form = self.select = self.area = None
        self.later: dict[str, Form] = {}

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        for verb in ("hx-get", "hx-post"):
            if given.get(verb) and tag != "form":
                self.found.append(Form(self.who, verb[3:], urljoin(self.base, given[verb])))
        if tag == "a" and "?" in given.get("href", ""):
            address = urlsplit(urljoin(self.base, given["href"]))
            if not address.netloc:
                self.found.append(Form(self.who, "get", address.path, fields=parse_qsl(address.query)))
        if tag == "form":
            action = urljoin(self.base, given.get("action") or given.get("hx-post") or self.base)
            method = "post" if given.get("hx-post") else (given.get("method") or "get").lower()
            self.form = Form(self.who, method, action, files="multipart" in given.get("enctype", ""))
            self.found.append(self.form)
            self.later[given.get("id", "")] = self.form
        form = self.later.get(given.get("form"), self.form)
        if form is None:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in dict(form.fields)):
            form.fields = [pair for pair in form.fields if pair[0] != self.select] + [
                (self.select, given.get("value", ""))
            ]
        elif tag == "textarea":
            self.area = name
            form.fields.append((name, ""))
        elif name and tag == "input" and kind == "file":
            form.uploads.append(name)
        elif name and tag in {"input", "button"}:
            if kind in {"radio", "checkbox"} and "checked" not in given and name in dict(form.fields):
                return
            form.fields.append((name, given.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_of(who: str, page: str, base: str) -> list[Form]:
    """The forms, links with filters and htmx addresses of a page."""
    reader = _Forms(who, base)
    reader.feed(page)
    return [form for form in reader.found if not urlsplit(form.action).netloc and not form.action.startswith(LEAVING)]


def is_page(response) -> bool:
    """Whether a person would read it."""
    return not response.streaming and response.get("Content-Type", "").startswith("text/html")


def collect(people: dict[str, Client], addresses: list[str]) -> tuple[dict[tuple, Form], list[tuple[str, str]]]:
    """Forms, one of a kind; and the pages (person, address) that opened."""
    forms: dict[tuple, Form] = {}
    opened = []
    for who, client in people.items():
        for address in addresses:
            response = client.get(address)
            bare = Form(who, "get", address)
            forms.setdefault(bare.kind, bare)
            if response.status_code == 405:
                forms.setdefault((who, "post", address), Form(who, "post", address))
            if response.status_code != 200 or not is_page(response):
                continue
            opened.append((who, address))
            for form in forms_of(who, response.content.decode(), address):
                forms.setdefault(form.kind, form)
    return forms, opened
