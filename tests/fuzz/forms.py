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
from xinglongtai.core.models import Event

from . import hostile
from .pages import Form, collect, is_page

PEOPLE = ("officer", "head", "legal", "leader", "supervisor", "sysadmin", "security", "auditor")
_NUMBER = re.compile(r"(?<=/)\d+(?=/)")
_KEYS = ["0", "9" * 19, "9223372036854775808", "9" * 20, "9" * 60, "-1", "1.5", "%00", "%ED%A0%80", "x"]


class Trial:
    """A stage, browsers of everybody on it, and what was seen so far."""

    def __init__(self, people: dict[str, Client], addresses: list[str], office=None):
        self.people = people
        self.users = {name: getattr(office, name).user for name in people if hasattr(office, name)}
        self.forms, self.opened = collect(people, addresses)
        self.tally, self.broken = Counter(), []

    def run(self, inputs: int, seed: int, minutes: float = 600) -> None:
        """Send ``inputs`` requests, every form in its turn; then look at every page for what was kept."""
        dice, until = random.Random(seed), time.monotonic() + 60 * minutes
        forms = sorted(self.forms.values(), key=lambda form: repr(form.kind))
        dice.shuffle(forms)
        sent = 0
        while sent < inputs and time.monotonic() < until:
            for form in forms[: inputs - sent]:
                with _forgotten(keep=dice.random() < 0.15):
                    self.send(form, dice)
                sent += 1
                if time.monotonic() > until:
                    break
        self.tally["forms and filters"] = len(forms)
        self.tally["pages"] = len(self.opened)
        self.tally["inputs"] = sent
        self.look_again()

    def send(self, form: Form, dice: random.Random) -> None:
        """One request."""
        client, address, pairs = self.people[form.who], form.action, hostile.spoilt(dice, form.fields)
        if dice.random() < 0.05:
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
            return
        self.tally[f"answers {response.status_code}"] += 1
        if response.status_code == 302 and response["Location"].startswith("/login/") and self._back(form.who):
            self.tally["signed in again"] += 1
        if response.status_code >= 500:
            error = (getattr(response, "exc_info", None) or ("", ""))[:2]
            self.found(form, address, f"{response.status_code} {getattr(error[0], '__name__', '')}: {error[1]}", sample)
        self.read(form, address, response, sample)
        if response.status_code in {400, 404, 405, 422} and form.method == "post":
            left = Event.objects.count() - events
            if left:
                verbs = list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:left])
                self.tally[f"refused with events {verbs[:3]}"] += 1
        if response.status_code in {302, 303} and response["Location"].startswith("/"):
            after = client.get(response["Location"])
            if after.status_code >= 500:
                self.found(form, response["Location"], f"{after.status_code} after", sample)
            self.read(form, response["Location"], after, sample)
        elif response.status_code in {302, 303} and "//" in response["Location"]:
            if not response["Location"].startswith("http://testserver/"):
                self.found(form, address, f"leads away to {response['Location'][:80]}", sample)

    def _back(self, who: str) -> bool:
        """Sign in again somebody whose session an input ended. Whether that is needed at all: not for who has no account."""
        user = self.users.get(who)
        if user is None:
            return False
        self.people[who].force_login(user)
        return True

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
        """Every page that opened before, and files of tables: what was kept stays text."""
        for who, address in self.opened:
            self._back(who)
            response = self.people[who].get(address)
            form = Form(who, "get", address)
            if response.status_code >= 500:
                error = (getattr(response, "exc_info", None) or ("", ""))[:2]
                self.found(form, address, f"{response.status_code} afterwards: {error}", "")
            self.read(form, address, response, "")
            self.tally["pages read again"] += 1

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
        people["interface"] = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
        trial = Trial(people, everything(office, rows), office)
        trial.run(inputs, seed, minutes)
        transaction.set_rollback(True)
    connection.run_on_commit.clear()
    return trial.tally, trial.broken
