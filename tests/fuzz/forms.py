"""Hostile inputs for every form and filter: nothing ends in 500, nothing comes back as markup, a refusal keeps nothing."""

import random
import re
import sys
import time
from collections import Counter
from contextlib import contextmanager

from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from xinglongtai.core.models import Event, Parameter

from . import hostile
from .pages import Form, collect, forms_of, is_page, links_of
from .people import People

PEOPLE = ("officer", "head", "legal", "leader", "supervisor", "sysadmin", "security", "auditor")
_NUMBER = re.compile(r"(?<=/)\d+(?=/)")
_KEYS = ["0", "9" * 19, "9223372036854775808", "9" * 20, "9" * 60, "-1", "1.5", "%00", "%ED%A0%80", "x"]


class Trial:
    """A stage, browsers of everybody on it, and what was seen so far."""

    def __init__(self, people: dict[str, Client], addresses: list[str], office=None):
        self.people = people
        users = {name: getattr(office, name).user for name in people if hasattr(office, name)}
        self.who = People(people, users)
        stage = collect(people, addresses)
        self.who.learn(stage)
        self.forms, self.opened = stage.forms, stage.opened
        self.tally, self.broken = Counter(), []

    def run(self, inputs: int, seed: int, minutes: float = 600) -> None:
        """Send ``inputs`` requests in rounds: every form in its turn, then every page is looked at for what was kept.

        A round begins with the stage as it was made: what earlier rounds kept would leave fewer and fewer forms in place.
        """
        dice, until = random.Random(seed), time.monotonic() + 60 * minutes
        forms = sorted(self.forms.values(), key=lambda form: repr(form.kind))
        self.tally["forms and filters"] = len(forms)
        self.tally["of them behind a guard"] = sum(form.closed for form in forms)
        self.tally["pages"] = len(self.opened)
        sent = 0
        while sent < inputs and time.monotonic() < until:
            turn = [form for form in forms if not form.closed or dice.random() < 0.1]
            turn += [form for form in forms if form.method == "post" and not form.closed]
            dice.shuffle(turn)
            cookies = self.who.cookies()
            with _forgotten(keep=False):
                for form in turn[: inputs - sent]:
                    self.one(form, dice)
                    sent += 1
                    if time.monotonic() > until:
                        break
                self.look_again()
            self.who.put_back(cookies)
            self.tally["rounds"] += 1
        self.tally["inputs"] = sent

    def one(self, form: Form, dice: random.Random) -> None:
        """An input from a person who is signed in; kept sometimes, unless somebody is no longer there afterwards."""
        if not self.who.signed_in(form.who):
            self.tally["signed in again"] += 1
            if not self.who.sign_in(form.who):
                self.found(form, form.action, f"{form.who} cannot sign in any more", "")
        cookies, standing, keep = self.who.cookies(), self.who.standing(), dice.random() < 0.2
        with transaction.atomic():
            answer = self.send(form, dice)
            if keep and form.method == "post" and not self.who.all_there(standing):
                keep = False
                self.tally["taken back: somebody would be gone"] += 1
            if not keep:
                transaction.set_rollback(True)
        connection.run_on_commit.clear()
        if not keep:
            self.who.put_back(cookies)
        elif form.method == "post":
            self.tally["kept"] += 1
            if answer in {302, 303}:
                self.tally["kept that were taken"] += 1

    def fields(self, form: Form, dice: random.Random) -> Form:
        """The form as its page offers it now: with the versions and rows of this moment."""
        if form.method != "post" or not form.page:
            return form
        answer = self.people[form.who].get(form.page)
        if answer.status_code == 200 and is_page(answer):
            for now in forms_of(form.who, answer.content.decode(), form.page):
                if now.kind == form.kind:
                    self.tally["posts from a page opened just before"] += 1
                    return now
        self.tally["posts of a form that is gone"] += 1
        return form

    def send(self, form: Form, dice: random.Random) -> int:
        """One request, and its answer's number (0: it failed)."""
        form = self.fields(form, dice)
        client, address, throw = self.people[form.who], form.action, dice.random()
        pairs = hostile.filled(dice, form) if throw < 0.7 else form.fields
        if throw > 0.3:
            pairs = hostile.spoilt(dice, pairs)
        if dice.random() < 0.04:
            address = _NUMBER.sub(lambda _: dice.choice(_KEYS), address, count=1)
        events = Event.objects.count()
        sample = hostile.encoded(dice, pairs)
        try:
            if form.method == "get":
                path, _, query = address.partition("?")
                response = client.get(path, QUERY_STRING="&".join(filter(None, [query, sample])))
            elif form.uploads and dice.random() < 0.7:
                response = client.post(address, self._with_files(form, pairs, dice))
            elif dice.random() < 0.02:
                kind = dice.choice(["application/json", "multipart/form-data; boundary=x", "text/plain", "x"])
                response = client.generic("POST", address, sample, content_type=kind)
            else:
                kind = "application/x-www-form-urlencoded"
                response = client.generic("POST", address, sample, content_type=kind)
        except Exception as error:
            self.found(form, address, f"{type(error).__name__}: {error}", sample)
            return 0
        self.tally[f"{form.method} {response.status_code}"] += 1
        if not form.page and address == form.action and response.status_code in {403, 404}:
            form.closed = True  # an address for buttons that this person has not
        if response.status_code in {301, 302, 303} and response["Location"].startswith("/login/"):
            self.tally["to the login: nobody" if form.who not in self.who.users else "to the login: somebody"] += 1
        if response.status_code >= 500:
            error = (getattr(response, "exc_info", None) or ("", ""))[:2]
            self.found(form, address, f"{response.status_code} {getattr(error[0], '__name__', '')}: {error[1]}", sample)
        self.read(form, address, response, sample)
        if response.status_code >= 400 and form.method == "post":
            left = Event.objects.count() - events
            if left:
                verbs = list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:left])
                self.tally[f"refused with events {verbs[:3]} {form.kind[2]}"] += 1
        if response.status_code in {302, 303} and response["Location"].startswith("/"):
            after = client.get(response["Location"])
            if after.status_code >= 500:
                self.found(form, response["Location"], f"{after.status_code} after", sample)
            self.read(form, response["Location"], after, sample)
        elif response.status_code in {302, 303} and "//" in response["Location"]:
            if not response["Location"].startswith("http://testserver/"):
                self.found(form, address, f"leads away to {response['Location'][:80]}", sample)
        return response.status_code

    def _with_files(self, form: Form, pairs, dice: random.Random) -> dict:
        data: dict = {}
        for name, value in pairs:
            clean = value.encode("utf-8", "replace").decode()
            data.setdefault(name.encode("utf-8", "replace").decode().replace("\x00", ""), []).append(clean)
        for name in form.uploads:
            label = dice.choice(
                ["a.jpg", f"{hostile.MARK}.jpg", "a.xlsx", "..%2f..\\x.csv", "长" * 200 + ".pdf", "a.svg"]
            )
            body = dice.choice([b"", b"\xff\xd8\xff\xe0", b"%PDF-1.4", b"PK\x03\x04", b"<svg onload=x>", b"\x00" * 999])
            whole = make.photo(label).read() if dice.random() < 0.4 else body
            data[name] = SimpleUploadedFile(label, whole, content_type=dice.choice(["image/jpeg", "text/html", ""]))
        return data

    def read(self, form: Form, address: str, response, sample: str) -> None:
        """The mark in a page is markup that somebody typed."""
        if is_page(response) and hostile.MARK.encode() in response.content:
            self.found(form, address, "markup came back", sample)

    def look_again(self) -> None:
        """Every page that opened before, and pages they lead to now, read by people who are signed in: what was kept stays text."""
        seen = set(self.opened)
        onward: dict[tuple, tuple[str, str]] = {}
        for who, address in self.opened:
            for href in self._read_again(who, address):
                kind = Form(who, "get", href).kind[2], href
                if (who, href) not in seen:
                    onward.setdefault(kind, (who, href))
        for who, address in list(onward.values())[: len(self.opened)]:
            self._read_again(who, address)

    def _read_again(self, who: str, address: str) -> set[str]:
        form = Form(who, "get", address)
        if not self.who.sign_in(who):
            self.found(form, address, f"{who} cannot sign in any more", "")
        response = self.people[who].get(address)
        if response.status_code >= 500:
            error = (getattr(response, "exc_info", None) or ("", ""))[:2]
            self.found(form, address, f"{response.status_code} afterwards: {error}", "")
        self.read(form, address, response, "")
        self.tally[f"read again {response.status_code}"] += 1
        if response.status_code != 200 or not is_page(response):
            return set()
        page = response.content.decode()
        self.tally["read again: showed the mark as text"] += hostile.AS_TEXT in page
        return links_of(page, address)

    def found(self, form: Form, address: str, what: str, sample: str) -> None:
        """Keep one breach, the first of its kind with its input."""
        kind = f"{form.method} {form.kind[2]}: {what[:300]}"
        self.tally["broken"] += 1
        if not any(kind in words for words in self.broken):
            self.broken.append(f"{kind} / {form.who} {address[:120]} / {sample[:1500]}")
            sys.stderr.write(f"{self.broken[-1]}\n")  # at once: a trial takes long


@contextmanager
def _forgotten(*, keep: bool):
    """One request in a savepoint, so that the next finds its form as it was; some are kept."""
    with transaction.atomic():
        yield
        if not keep:
            transaction.set_rollback(True)
    connection.run_on_commit.clear()


def browsers(office, names=PEOPLE) -> dict[str, Client]:
    """A browser for each, and one of nobody. Errors become answers, as on a server."""
    people = {"anonymous": Client(raise_request_exception=False)}
    for name in names:
        people[name] = Client(raise_request_exception=False)
        people[name].force_login(getattr(office, name).user)
    return people


def everything(office, rows) -> list[str]:
    """Every named address on the stage of the table of rights, and the back office."""
    from tests import test_rights

    found = [test_rights.address(name, rows) for name in test_rights.TABLE]
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        found += [reverse(base + "changelist"), reverse(base + "add")]
        row = model._default_manager.order_by("-pk").first()
        if row:
            found.append(reverse(base + "change", args=[row.pk]))
    return list(dict.fromkeys([*found, "/login/", "/admin/login/", "/admin/"]))


def run(*, inputs: int, seed: int, minutes: float = 600) -> tuple[Counter, list[str]]:
    """The whole trial, on data that is rolled back."""
    from tests import test_rights
    from tests.partypage_stage import party
    from tests.rights.bridge import live
    from xinglongtai.oversight.bridge.status import Scope

    with transaction.atomic():
        office, rows = test_rights.stage.__wrapped__()
        for name in ("legal", "sysadmin", "security", "auditor"):
            getattr(office, name).user.is_staff = True
            getattr(office, name).user.save()
        people = browsers(office)
        people["party"] = party(rows["linked"])
        people["party"].raise_request_exception = False
        _, secret = live(office, timezone.localdate(), Scope.values)
        Parameter.objects.create(bureau=office.bureau, key="bridge.calls_a_minute", value="6000")
        people["interface"] = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
        trial = Trial(people, everything(office, rows), office)
        trial.run(inputs, seed, minutes)
        transaction.set_rollback(True)
    connection.run_on_commit.clear()
    return trial.tally, trial.broken
