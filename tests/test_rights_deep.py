"""Below and beside the pages: every verb × every role × own or other unit or bureau; the back office; what is told of others' rows."""

import difflib

import pytest
from django.contrib import admin
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from tests.rights import backoffice, staging
from tests.rights.secrecy import ABROAD, told, without_row
from tests.rights.verbs import cases, catalog, core, oversight, pledges
from tests.rights.verbs.collecting import verbs
from tests.rights.verbs.grammar import IN, NO, ROLE, Inner
from tests.rights.verbs.situations import more, of_back_office, people
from tests.rights.verbs.trying import answer
from tests.test_rights import AREAS, address
from tests.test_rights import TABLE as ADDRESSES
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.models import Event, User
from xinglongtai.core.roles import held

ROOMS = {"cases": cases, "catalog": catalog, "core": core, "oversight": oversight, "pledges": pledges}
TABLE = {name: row for room in ROOMS.values() for name, row in room.TABLE.items()}

#: Pages are asked by GET on one database and by POST on the other: what decides is the same code, and each costs ten seconds.
#: A method that the address does not know.
ELSEWHERE = "405"
METHOD = "get" if connection.vendor == "sqlite" else "post"


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


def back_office_answer(user, method: str, place: str) -> str:
    """in or no, asked of the view itself: no page is set, and a refusal is what the view raises.

    Sent to a login page, or back to the index because «there is no such row», is a no.
    """
    request = getattr(RequestFactory(), method)(place)
    request.user, request.session, request._dont_enforce_csrf_checks = user, SessionStore(), True
    request._messages = default_storage(request)
    request.resolver_match = view, args, kwargs = resolve(place)
    try:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
    except (PermissionDenied, Http404, NotAllowed, NotVisible):
        return NO
    except DomainError:
        return IN
    if response.status_code == 302:
        return NO if "/login/" in response["Location"] or response["Location"] == reverse("admin:index") else IN
    return ELSEWHERE if response.status_code == 405 else IN


def asked(door: Client, method: str, place: str, data=None):
    """The answer to a request whose writes are undone."""
    with transaction.atomic():
        response = getattr(door, method)(place, data)
        transaction.set_rollback(True)
    return response


def back_office() -> dict:
    """Address name → (label, act or None for a model's own, roles, arguments) of every page."""
    pages = {}
    for model in admin.site._registry:
        label = model._meta.label
        for name, (act, args) in admin_pages(model).items():
            pages[name] = (label, act, getattr(backoffice.TABLE[label], act), args)
        for name, (roles, args) in backoffice.TABLE[label].more.items():
            pages[name] = (label, None, roles, args)
    return pages


def place_of(name, args, rows) -> str:
    values = [arg[1:] if arg.startswith("=") else rows[arg].pk for arg in args]
    return reverse(f"admin:{name}", args=values)


@pytest.mark.django_db
def test_the_back_office_for_everybody(stage, doors):
    """Each page opened, or (on the other database) a form made by hand sent to it: only the roles of the table come through."""
    tries, rows = stage
    of_each_role = {ROLE[who]: person for who, person in reversed(tries.items()) if not who.startswith("f_")}
    users = {role: User.objects.get(pk=person.user_id) for role, person in of_each_role.items()}
    wrong = []
    for name, (label, _, roles, args) in back_office().items():
        place = place_of(name, args, rows)
        if METHOD == "post" and name.endswith("_change") and label not in backoffice.SHOWN:
            roles = backoffice.TABLE[label].edit
        for role, user in users.items():
            expected, got = IN if role in roles else NO, back_office_answer(user, METHOD, place)
            if got not in {expected, ELSEWHERE}:
                wrong.append(f"{METHOD} {name} {role or 'no role'}: {got}, expected {expected} (back office)")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.django_db
def test_the_door_of_the_back_office(stage, doors):
    index = reverse("admin:index")
    came_in = {ROLE[who] for who, door in doors.items() if door.get(index).status_code == 200}
    assert came_in == backoffice.INDEX


@pytest.mark.django_db
def test_nothing_is_deleted_in_bulk(stage, doors):
    """By a form made by hand; also where single rows may be deleted: a page asks for each."""
    _, rows = stage
    for model in admin.site._registry:
        entry, meta = backoffice.TABLE[model._meta.label], model._meta
        place, pk = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"), rows[entry.row].pk
        for who in sorted(entry.view):
            with transaction.atomic():
                data = {"action": "delete_selected", "_selected_action": [pk], "post": "yes", "index": 0}
                doors[who].post(place, data)
                assert model._base_manager.filter(pk=pk).exists(), (meta.label, who)
                transaction.set_rollback(True)


@pytest.mark.django_db
def test_inlines_are_changed_by_who_changes_the_row(stage):
    tries, rows = stage
    for model, desk in admin.site._registry.items():
        entry = backoffice.TABLE[model._meta.label]
        for who in sorted(backoffice.INDEX):
            request = RequestFactory().get("/")
            request.user = tries[who].user
            for inline in desk.get_inline_instances(request, rows[entry.row]):
                acts = (inline.has_add_permission, inline.has_change_permission, inline.has_delete_permission)
                may = any(act(request, rows[entry.row]) for act in acts)
                assert not may or ROLE[who] in entry.edit, (model, inline, who)


@pytest.mark.django_db
def test_another_bureaus_rows_are_as_if_they_were_not(stage, doors):
    """Nothing is learned of what exists: another bureau's row is answered as none is.

    Asked by who may open the address at home, of several roles in turn.
    """
    _, rows = stage
    places = []
    for name, (expected, _) in ADDRESSES.items():
        if expected["anonymous"] != IN:
            place = address(name, rows)
            opened = [abroad for home, abroad in ABROAD.items() if expected[home] == IN]
            places += [(place, opened[len(places) % len(opened)])] if opened else []
    for name, (label, _, roles, args) in back_office().items():
        if not backoffice.TABLE[label].shared:
            places += [(place_of(name, args, rows), f"f_{role}") for role in sorted(roles)[:1]]
    wrong, tried = [], 0
    for place, who in places:
        if (missing := without_row(place)) is None:
            continue
        tried += 1
        seen, unseen = (told(asked(doors[who], METHOD, where), where) for where in (place, missing))
        if seen != unseen:
            other = list(difflib.unified_diff(unseen[2].splitlines(), seen[2].splitlines(), lineterm="", n=0))[3:7]
            wrong.append(f"{METHOD} {place} {who}: {seen[:2]}, a row that is not there: {unseen[:2]} {other}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert tried > 100


#: What no verb of ours is asked by.
STRANGE = ("get", "put", "delete", "options", "trace", "patch", "head")


def taken(view) -> frozenset:
    """Methods that a view was declared to take (``require_POST`` and its like), or nothing where it was not."""
    while view is not None:
        for cell in view.__closure__ or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and set(held) <= {"GET", "HEAD", "POST"}:
                return frozenset(held)
        view = getattr(view, "__wrapped__", None)
    return frozenset()


@pytest.mark.django_db
def test_verbs_are_asked_by_post_alone(stage, doors):
    """By the person whose rows they are, each by another method in turn: 405, and nothing written."""
    _, rows = stage
    places = [address(name, rows) for name in ADDRESSES]
    verbs_of_pages = [place for place in places if taken(resolve(place.partition("?")[0]).func) == {"POST"}]
    assert len(verbs_of_pages) > 60
    before = Event.objects.count()
    for n, place in enumerate(verbs_of_pages):
        method = STRANGE[n % len(STRANGE)]
        assert getattr(doors["officer"], method)(place).status_code == 405, (method, place)
    assert Event.objects.count() == before


def test_forms_want_the_token_of_our_pages():
    """All but addresses that answer for themselves, without our session: a form sent there uses nobody's login.

    The party page checks a visit of its own (decision 024), the API a key in the header (040), the others only show.
    """
    free = {
        f"{pattern.namespace}:{inner.name}"
        for pattern in get_resolver().url_patterns
        for inner in getattr(pattern, "url_patterns", [])
        if getattr(inner, "name", None) and getattr(inner.callback, "csrf_exempt", False)
    }
    assert free <= {name for name, (expected, _) in ADDRESSES.items() if expected["anonymous"] in (IN, 404)}
