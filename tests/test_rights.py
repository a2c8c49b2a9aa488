"""Every address × every role: who gets the page (200 or onward), who is told no (403), for whom it does not exist (404)."""

import pytest
from django.db import connection
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.rights import (
    accounts,
    approvals,
    audit,
    bridge,
    casefile,
    consistency,
    deploy,
    evidence,
    field,
    ledger,
    main,
    morning,
    notices,
    papers,
    partypage,
    privacy,
    publication,
    sameness,
    sampling,
    service,
    staffing,
    staging,
    statistics,
    trust,
)
from tests.rights.main import IN, PEOPLE, ROOMS

pytestmark = pytest.mark.django_db

AREAS = (
    evidence,
    papers,
    service,
    partypage,
    casefile,
    field,
    consistency,
    morning,
    approvals,
    sameness,
    sampling,
    statistics,
    ledger,
    publication,
    privacy,
    trust,
    bridge,
    notices,
    staffing,
    deploy,
    audit,
    accounts,
)
TABLE = {name: entry for area in (main, *AREAS) for name, entry in area.TABLE.items()}


#: Without a name: whatever else is asked under the public list is not there.
NAMELESS = {"catalog:^.+/$"}


def own_addresses() -> set[str]:
    """Every address of our own rooms, by name."""
    found = set()
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", []):
            if getattr(pattern, "namespace", None) in ROOMS:
                found.add(f"{pattern.namespace}:{inner.name or inner.pattern}")
    return found


def test_the_table_knows_every_address():
    assert own_addresses() == set(TABLE) | NAMELESS


def test_what_stands_outside_the_rooms():
    """Getting in and out, and what robots read: asked before anybody has a role, or of everybody's own password."""
    found = {row.name or str(row.pattern) for row in get_resolver().url_patterns if not hasattr(row, "url_patterns")}
    provider = {"oidc_begin", "oidc_callback"}
    assert found == {"login", "logout", "password_change", "password_change_done", "robots.txt", *provider}


@pytest.fixture
def stage():
    """An office, another bureau, and one row in each situation."""
    office, _, rows = staging.build(AREAS)
    return office, rows


def address(name, rows) -> str:
    key = TABLE[name][1]
    if key is None or key == "start":
        return reverse(name)
    if key == "bureau":
        return reverse(name, args=[rows["draft"].bureau.code])
    if key == "item":
        return reverse(name, args=[rows["draft"].bureau.code, "R3"])
    if key == "figure":
        return f"{reverse(name)}?set=used"
    if key == "year":
        return reverse(name, args=[timezone.localdate().year])
    if key == "item_of_year":
        return reverse(name, args=[timezone.localdate().year, rows["catalog_item"].pk])
    for area in AREAS:
        if (found := area.address(key, rows)) is not None:
            return reverse(name, args=found)
    if key == "violation":
        return reverse(name, args=[rows["draft"].pk, rows["violation"].pk])
    return reverse(name, args=[rows[key].pk])


def sent(name, rows) -> dict:
    """What some addresses need to find their row; everything else is tried with an empty form."""
    return {
        "cases:intake_start": {"party": rows["party"].pk},
        "cases:violation_add": {"item_version": rows["violation"].item_version_id},
        "cases:history_check": {"check": f"{rows['violation'].pk}:gsxt:none"},
    }.get(name, {})


def seen(response) -> object:
    """in / login / 403 / 404; whatever else is answered (405 to a GET of a verb, 422 of an empty form) counts as in."""
    if response.status_code in {301, 302} and "/login/" in response["Location"]:
        return "login"
    return response.status_code if response.status_code in {403, 404, 500} else IN


#: Each question is asked on one of the databases: who may open a page on the first, who may send to it, where verbs lock, on the second.
METHODS = ["get"] if connection.vendor == "sqlite" else ["post"]


@pytest.mark.parametrize("method", METHODS)
def test_every_address_for_everybody(stage, client, method):
    office, rows = stage
    wrong = []
    for person in PEOPLE:
        if person == "anonymous":
            client.logout()
        else:
            client.force_login(getattr(office, person).user)
        for name, (expected, _) in TABLE.items():
            if (method, name, person) == ("post", "cases:violation_remove", "head"):
                continue  # it would be gone for the handler, who tries it next
            response = getattr(client, method)(address(name, rows), sent(name, rows))
            if response.status_code == 405:
                continue
            got = seen(response)
            if got != expected[person]:
                wrong.append(f"{method} {name} {person}: {got} {response.status_code}, expected {expected[person]}")
    assert not wrong, "\n" + "\n".join(wrong)
