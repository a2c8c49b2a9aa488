"""Who may open what: rules by person, and the table of every address of the main line. Other topics have tables of their own."""

#: handler and second officer, a colleague of the same unit, an officer of another unit, and so on; «foreign» = another bureau.
#: Those who may act come last: what a POST changes for good is tried by the others first.
PEOPLE = [
    "anonymous",
    "foreign_officer",
    "foreign_leader",
    "sysadmin",
    "security",
    "auditor",
    "stranger",
    "legal",
    "leader",
    "supervisor",
    "colleague",
    "head",
    "officer",
]
IN, NO, GONE = "in", 403, 404
ROOMS = {"core", "catalog", "cases", "pledges", "oversight", "api"}


def rule(default, **people):
    """Expected answer for everybody: ``default`` unless named. Not logged in always means the login page.

    The other two keepers (安全管理员, 审计管理员) are told what the 系统管理员 is told; where that one comes in by a right of its own,
    what everybody else is told.
    """
    keeper = people.get("sysadmin", default)
    if keeper == IN:
        keeper = default
    people = {"security": keeper, "auditor": keeper} | people
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
SUPERVISE = rule(NO, leader=IN, supervisor=IN, foreign_leader=IN)
SUPERVISE_CASE = rule(NO, **_OUTSIDE, leader=IN, supervisor=IN)
OVERSEE = rule(NO, head=IN, leader=IN, supervisor=IN, foreign_leader=IN)
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
    "core:places": (ANYBODY, None),
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
}
