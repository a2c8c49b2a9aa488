"""Every address × every role: who gets the page (200 or onward), who is told no (403), for whom it does not exist (404)."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from cases import services as case_services
from cases.outcomes import NO_CASE_BASES
from catalog.services import item_version_new
from catalog.status import LoadState
from pledges import services as pledge_services
from tests import factories as make
from xinglongtai.core.models import Job, JobState

pytestmark = pytest.mark.django_db

#: handler and second officer, a colleague of the same unit, an officer of another unit, and so on; «foreign» = another bureau.
#: Those who may act come last: what a POST changes for good is tried by the others first.
PEOPLE = [
    "anonymous",
    "foreign_officer",
    "foreign_leader",
    "sysadmin",
    "stranger",
    "legal",
    "leader",
    "supervisor",
    "colleague",
    "head",
    "officer",
]
IN, NO, GONE = "in", 403, 404
ROOMS = {"core", "catalog", "cases", "pledges", "oversight"}


def rule(default, **people):
    """Expected answer for everybody: ``default`` unless named. Not logged in always means the login page."""
    return {person: people.get(person, default) for person in PEOPLE} | {"anonymous": "login"}


_OUTSIDE = {"stranger": GONE, "sysadmin": GONE, "foreign_officer": GONE, "foreign_leader": GONE}
ANYBODY = rule(IN)
PUBLIC = rule(IN) | {"anonymous": IN}
STAFF = rule(IN, sysadmin=NO)
HANDLERS = rule(NO, officer=IN, colleague=IN, stranger=IN, head=IN, foreign_officer=IN)
SEE_CASE = rule(IN, **_OUTSIDE)
HANDLE_CASE = rule(NO, **_OUTSIDE, officer=IN, head=IN)
TRACK = rule(NO, **_OUTSIDE, officer=IN, colleague=IN, head=IN)
HAND_OVER = rule(NO, **_OUTSIDE, officer=IN, head=IN, supervisor=IN)
IN_BUREAU = rule(IN, sysadmin=GONE, foreign_officer=GONE, foreign_leader=GONE)
EDIT_PARTY = rule(
    NO, officer=IN, colleague=IN, stranger=IN, head=IN, sysadmin=GONE, foreign_officer=GONE, foreign_leader=GONE
)
SEE_NUMBERS = rule(IN, supervisor=NO, sysadmin=GONE, foreign_officer=GONE, foreign_leader=GONE)
LEGAL = rule(NO, legal=IN)
REVIEW = rule(NO, **_OUTSIDE, legal=IN)
APPROVERS = rule(NO, head=IN, leader=IN, foreign_leader=IN)
DECIDE = rule(NO, **_OUTSIDE, leader=IN)
FIRST_STEP = rule(NO, **_OUTSIDE, leader=IN, head=IN)
READ_LAW = rule(NO, legal=IN, leader=IN, foreign_leader=IN, supervisor=IN)
SUPERVISE = rule(NO, supervisor=IN)
SUPERVISE_CASE = rule(NO, **_OUTSIDE, supervisor=IN)
EVALUATION = rule(NO, legal=IN, leader=IN, supervisor=IN, foreign_leader=IN)
EVALUATION_ROW = rule(NO, legal=IN, leader=IN, supervisor=IN, foreign_leader=GONE)

#: name → (rule, situation whose primary key the address takes, or None)
TABLE = {
    "catalog:public": (PUBLIC, None),
    "catalog:public_list": (PUBLIC, "bureau"),
    "catalog:public_changes": (PUBLIC, "bureau"),
    "catalog:public_item": (PUBLIC, "item"),
    "catalog:public_xlsx": (PUBLIC, "bureau"),
    "catalog:public_pdf": (PUBLIC, "bureau"),
    "core:me": (ANYBODY, None),
    "core:notices": (ANYBODY, None),
    "core:notices_read": (ANYBODY, None),
    "core:job": (rule(GONE, officer=IN), "job"),
    "core:job_progress": (rule(GONE, officer=IN), "job"),
    "pledges:desk": (ANYBODY, None),
    "pledges:search": (STAFF, None),
    "pledges:list": (STAFF, None),
    "pledges:export": (STAFF, None),
    "pledges:approval_list": (APPROVERS, None),
    "pledges:promise": (HANDLE_CASE, "ready"),
    "pledges:promise_preview": (HANDLE_CASE, "ready"),
    "pledges:issue": (HANDLE_CASE, "ready"),
    "pledges:issued": (SEE_CASE, "issued"),
    "pledges:issued_letter": (SEE_CASE, "issued"),
    "pledges:letter_pdf": (SEE_CASE, "issued"),
    "pledges:sign": (TRACK, "issued"),
    "pledges:scan": (TRACK, "signed"),
    "pledges:refuse": (TRACK, "issued"),
    "pledges:void": (HANDLE_CASE, "issued"),
    "pledges:materials": (TRACK, "signed"),
    "pledges:recheck": (TRACK, "signed"),
    "pledges:extension": (TRACK, "signed"),
    "pledges:urge_answer": (HANDLE_CASE, "urge"),
    "pledges:decide_disposition": (FIRST_STEP, "disposition"),
    "pledges:decide_clock": (DECIDE, "clock"),
    "pledges:decide_extension": (DECIDE, "extension"),
    "cases:list": (STAFF, None),
    "cases:export": (STAFF, None),
    "cases:detail": (SEE_CASE, "draft"),
    "cases:intake_new": (HANDLERS, None),
    "cases:intake_party": (HANDLERS, None),
    "cases:uscc_check": (HANDLERS, None),
    "cases:intake_start": (EDIT_PARTY, "start"),
    "cases:intake_inspection": (HANDLE_CASE, "draft"),
    "cases:intake_violations": (HANDLE_CASE, "draft"),
    "cases:item_search": (HANDLE_CASE, "draft"),
    "cases:violation_add": (HANDLE_CASE, "draft"),
    "cases:violation_off_list": (HANDLE_CASE, "draft"),
    "cases:violation_edit": (HANDLE_CASE, "violation"),
    "cases:intake_photos": (HANDLE_CASE, "draft"),
    "cases:intake_assess": (HANDLE_CASE, "draft"),
    "cases:assess_live": (HANDLE_CASE, "draft"),
    "cases:history_check": (HANDLE_CASE, "draft"),
    "cases:assess_confirm": (HANDLE_CASE, "draft"),
    "cases:review_request": (HANDLE_CASE, "draft"),
    "cases:reopen": (HANDLE_CASE, "ready"),
    "cases:cancel": (HANDLE_CASE, "draft"),
    "cases:handover": (HAND_OVER, "draft"),
    "cases:co_handler": (HAND_OVER, "draft"),
    "cases:education": (HANDLE_CASE, "draft"),
    "cases:clock_extension": (HANDLE_CASE, "draft"),
    "cases:correction_verify": (HANDLE_CASE, "ready"),
    "cases:propose": (HANDLE_CASE, "corrected"),
    "cases:disposition_withdraw": (rule(NO, **_OUTSIDE, officer=IN), "disposition"),
    "cases:evidence_add": (TRACK, "draft"),
    "cases:evidence": (SEE_CASE, "photo"),
    "cases:evidence_set_aside": (HANDLE_CASE, "photo"),
    "cases:review_list": (LEGAL, None),
    "cases:review": (REVIEW, "review"),
    "cases:review_claim": (REVIEW, "review"),
    "cases:review_release": (REVIEW, "review"),
    "cases:rehearsal": (LEGAL, "list_draft"),
    "cases:rehearsal_export": (LEGAL, "list_draft"),
    "cases:party_list": (STAFF, None),
    "cases:party": (IN_BUREAU, "party"),
    "cases:party_edit": (EDIT_PARTY, "party"),
    "cases:identity": (SEE_NUMBERS, "party"),
    "cases:measure_list": (STAFF, None),
    "cases:measure_new": (HANDLERS, None),
    "cases:measure_party": (HANDLERS, None),
    "cases:measure": (SEE_CASE, "measure"),
    "cases:measure_sheet": (SEE_CASE, "measure"),
    "cases:measure_set_aside": (rule(NO, **_OUTSIDE, officer=IN, head=IN), "measure"),
    "oversight:brief": (SUPERVISE, None),
    "oversight:overdue": (SUPERVISE, None),
    "oversight:overdue_export": (SUPERVISE, None),
    "oversight:urge_selected": (SUPERVISE, None),
    "oversight:urge_result": (SUPERVISE, None),
    "oversight:urge": (SUPERVISE_CASE, "overdue"),
    "oversight:law_watch": (READ_LAW, None),
    "oversight:law_check": (LEGAL, None),
    "oversight:law_change": ({**READ_LAW, "foreign_leader": GONE}, "law"),
    "oversight:law_decide": (LEGAL, "law"),
    "oversight:law_decided": (LEGAL, "law"),
    "oversight:evaluation": (EVALUATION, None),
    "oversight:evaluation_export": (EVALUATION, None),
    "oversight:evaluation_cases": (EVALUATION, "figure"),
    "oversight:evaluation_item": (EVALUATION_ROW, "catalog_item"),
    "oversight:evaluation_version": (EVALUATION_ROW, "catalog_version"),
    "oversight:evaluation_report": (EVALUATION, "year"),
    "oversight:evaluation_report_pdf": (EVALUATION, "year"),
    "oversight:evaluation_report_xlsx": (EVALUATION, "year"),
    "oversight:evaluation_decide": (LEGAL, "item_of_year"),
    "oversight:evaluation_freeze": (LEGAL, "year"),
    "oversight:evaluation_withdraw": (LEGAL, "year"),
    "cases:violation_remove": (HANDLE_CASE, "violation"),  # last: afterwards the violation is gone
    "oversight:reassign": (rule(NO, **_OUTSIDE, supervisor=IN, head=IN), "draft"),
}


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


@pytest.mark.parametrize("method", ["get", "post"])
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
