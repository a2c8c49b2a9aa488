"""Every verb × every role × own or other unit × own or other bureau: who comes past the guard, who is told no, for whom nothing is there."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.rights import backoffice, staging
from tests.rights.verbs import cases, catalog, core, oversight, pledges
from tests.rights.verbs.collecting import verbs
from tests.rights.verbs.grammar import IN, NO, ROLE, Inner
from tests.rights.verbs.situations import more, of_back_office, people
from tests.rights.verbs.trying import answer
from tests.test_rights import AREAS
from xinglongtai.core.roles import held

ROOMS = {"cases": cases, "catalog": catalog, "core": core, "oversight": oversight, "pledges": pledges}
TABLE = {name: row for room in ROOMS.values() for name, row in room.TABLE.items()}


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """People and rows, made once for all rooms; every try is undone to its savepoint."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        office, foreign, rows = staging.build(AREAS)
        tries = people(office, foreign)
        rows = {"officer": office.officer, "second": office.second} | rows
        rows |= {"colleague": office.colleague, "supervisor": office.supervisor, "legal": office.legal}
        rows |= more(office, foreign, timezone.localdate(), rows)
        rows |= of_back_office(office, timezone.localdate())
        yield tries, rows
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def test_the_table_knows_every_verb():
    assert set(verbs()) == set(TABLE)


def test_every_row_says_why():
    assert [name for name, row in TABLE.items() if len(row.why) < 8] == []


@pytest.mark.django_db
def test_people_hold_the_roles_the_table_says(stage):
    tries, _ = stage
    assert {who: "".join(held(person)) for who, person in tries.items()} == ROLE


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_every_verb_for_everybody(stage, room):
    tries, rows = stage
    known, wrong = verbs(), []

    for name, row in ROOMS[room].TABLE.items():
        if isinstance(row, Inner):
            continue
        for who, person in tries.items():
            got = answer(known[name], row, rows, person)
            if got != row.expected(who):
                wrong.append(f"{name} {who}: {got}, expected {row.expected(who)} ({row.why})")
    assert not wrong, "\n" + "\n".join(wrong)


def admin_pages(model) -> dict:
    """Address name → (act, arguments) of the pages every table has."""
    meta, entry = model._meta, backoffice.TABLE[model._meta.label]
    pages = {"changelist": ("view", ()), "add": ("add", ()), "history": ("view", (entry.row,))}
    pages |= {"change": ("view", (entry.row,)), "delete": ("delete", (entry.row,))}
    return {f"{meta.app_label}_{meta.model_name}_{name}": page for name, page in pages.items()}


def test_the_table_knows_the_back_office():
    """Every model, its own addresses, inlines and actions."""
    found = {model._meta.label: desk for model, desk in admin.site._registry.items()}
    assert set(found) == set(backoffice.TABLE)
    for label, desk in found.items():
        entry = backoffice.TABLE[label]
        names = {url.name for url in desk.urls if url.name} - set(admin_pages(desk.model))
        assert names == set(entry.more), label
        assert tuple(inline.model.__name__ for inline in desk.inlines) == entry.inlines, label
        actions = [getattr(action, "__name__", action) for action in desk.actions or ()]
        assert tuple(actions) == entry.actions, label


@pytest.fixture(scope="module")
def doors(stage):
    """A logged-in client for everybody."""
    tries, found = stage[0], {}
    for who, person in tries.items():
        found[who] = Client()
        found[who].force_login(person.user)
    return found


def back_office_answer(response) -> str:
    """in / 403 / 404; being sent to a login page is a no."""
    if response.status_code == 302 and "/login/" in response["Location"]:
        return NO
    return str(response.status_code) if response.status_code in {403, 404} else IN


def asked(door: Client, method: str, place: str, data=None):
    """The answer to a request whose writes are undone."""
    with transaction.atomic():
        response = getattr(door, method)(place, data)
        transaction.set_rollback(True)
    return response


BACK_OFFICE_PEOPLE = ("officer", "head", "nobody", "legal", "leader", "supervisor", "sysadmin", "security", "auditor")


def _place(name, args, rows) -> str:
    values = [arg[1:] if arg.startswith("=") else rows[arg].pk for arg in args]
    return reverse(f"admin:{name}", args=values)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_back_office_for_everybody(stage, doors, method):
    """Each page opened and a form made by hand sent to it: only the roles of the table come through."""
    _, rows = stage
    wrong = []
    for model in admin.site._registry:
        entry = backoffice.TABLE[model._meta.label]
        pages = {name: (getattr(entry, act), args) for name, (act, args) in admin_pages(model).items()}
        if method == "post":
            meta = model._meta
            pages[f"{meta.app_label}_{meta.model_name}_change"] = (entry.edit, (entry.row,))
        for name, (roles, args) in (pages | entry.more).items():
            place = _place(name, args, rows)
            for who in BACK_OFFICE_PEOPLE:
                got = back_office_answer(asked(doors[who], method, place))
                expected = IN if ROLE[who] in roles else NO
                if got != expected:
                    wrong.append(f"{method} {name} {who}: {got}, expected {expected} (back office)")
    assert not wrong, "\n" + "\n".join(wrong)
