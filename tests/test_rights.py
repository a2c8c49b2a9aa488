"""Every address × every role: who gets the page (200 or onward), who is told no (403), for whom it does not exist (404)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import get_resolver, reverse
from django.utils import timezone

from cases import services as case_services
from cases.outcomes import NO_CASE_BASES
from catalog.services import item_version_new
from catalog.status import LoadState
from pledges import services as pledge_services
from tests import factories as make
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
    statistics,
    trust,
)
from tests.rights.main import IN, PEOPLE, ROOMS
from xinglongtai.core.models import Job, JobState

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


def own_addresses() -> set[str]:
    """Every named address of our own rooms."""
    found = set()
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", []):
            if getattr(pattern, "namespace", None) in ROOMS and inner.name:
                found.add(f"{pattern.namespace}:{inner.name}")
    return found


def test_the_table_knows_every_address():
    assert own_addresses() == set(TABLE)


@pytest.fixture
def stage():
    """An office, another bureau, and one row in each situation."""
    office, foreign = make.Office("xlt"), make.Office("far")
    office.colleague = make.officer(office.station)
    office.foreign_officer, office.foreign_leader = foreign.officer, foreign.leader
    day = timezone.localdate()
    draft = office.assessed(on=day)
    photo = case_services.evidence_add(case=draft, actor=office.officer, upload=make.photo())
    measure = case_services.measure_record(
        party=draft.party,
        actor=office.officer,
        on=day,
        data={"kind": "guidance", "topic": "演示事项", "explained": "演示内容"},
    )
    signed = office.signed(on=day)
    supervised = office.signed(on=day - timedelta(6), due_on=day - timedelta(3))
    extended = office.signed(on=day)
    food = make.item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
    reviewed = office.assessed(on=day, version=food)
    corrected = office.rechecked(on=day)
    decided = office.educated(office.rechecked(on=day), on=day)
    rows = {
        "law": make.law_change(office, on=day),
        "job": Job.objects.create(bureau=office.bureau, kind="x", owner=office.officer, state=JobState.DONE),
        "draft": draft,
        "violation": draft.violations.get(),
        "photo": photo,
        "catalog_item": office.item.item,
        "catalog_version": office.item,
        "party": draft.party,
        "measure": measure,
        "ready": office.ready(on=day),
        "issued": office.issued(on=day),
        "signed": signed,
        "overdue": supervised,
        "corrected": corrected,
        "urge": pledge_services.pledge_urge(pledge=supervised, actor=office.supervisor, on=day, note="请抓紧"),
        "clock": case_services.clock_extension_request(
            case=office.draft(on=day), actor=office.officer, on=day, reason="检测需时"
        ),
        "extension": pledge_services.extension_request(
            pledge=extended, actor=office.officer, on=day, new_due_on=extended.due_on + timedelta(3), reason="需时"
        ),
        "review": case_services.review_request(case=reviewed, actor=office.officer, note="请审")[0],
        "list_draft": item_version_new(item=food.item, actor=office.legal),
        "disposition": case_services.disposition_propose(
            case=decided,
            actor=office.officer,
            on=day,
            outcome="no_case",
            basis=NO_CASE_BASES["20-1"],
            reason="已改正到位",
        ),
    }
    for area in AREAS:
        rows |= area.rows(office, day, rows)
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


#: Opening pages asks the same questions of both databases and takes a minute: the second one is asked by POST only, where verbs lock.
METHODS = ["get", "post"] if connection.vendor == "sqlite" else ["post"]


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
