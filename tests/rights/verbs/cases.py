"""The room of cases: who handles changes facts, legal staff review, leaders decide, keepers see nothing (DOMAIN §6)."""

from cases.looking import Purpose, Reason
from tests import factories as make

from .grammar import BUREAU, CASE, HANDLERS, HANDLING, SIGHT, Inner, Ref, row

_REASON = Reason(next(iter(Purpose.values)), "演示：核对")


def _facts(**given):
    return row("facts are changed by the handlers and their head", HANDLERS, CASE, only=HANDLING, first=SIGHT, **given)


def _review(**given):
    return row("法制审核 is legal staff's; 办案人员 ≠ 审核人员", "legal", CASE, **given)


_FIRST_STEP = ("the first step is the head's; whoever handles the case never", "unit_head", CASE)
_ASSIGN = ("handler, head and supervisor pass a case on", None, CASE)
_GIVERS = {"officer", "head", "supervisor"}
_MEASURE = ("measures and parties are recorded by whoever goes out", HANDLERS, BUREAU)
_NUMBERS = {"officer", "unit_head", "legal", "leader"}
_PRIOR = ("penalties from before are taken over by legal staff", "legal")
_FIELD = {"client_key": "11111111-1111-4111-8111-111111111111"}

TABLE = {
    "cases.answers_keep": _facts(answers={}),
    "cases.sheets_make": _facts(answers={}),
    "cases.history_check_record": _facts(source="gsxt", result="none"),
    "cases.assessment_make": _facts(),
    "cases.assessment_confirm": _facts(),
    "cases.clock_extension_request": _facts(),
    "cases.clock_extension_decide": row(
        "a longer clock is the leader's (程序规定 18)", "leader", CASE, extension=Ref("clock"), approve=True
    ),
    "cases.disposition_propose": _facts(case=Ref("corrected"), outcome="no_case", basis="x"),
    "cases.disposition_endorse": row(*_FIRST_STEP),
    "cases.disposition_return": row(*_FIRST_STEP),
    "cases.disposition_decide": row("outcomes are the leader's", "leader", CASE, approve=True),
    "cases.disposition_withdraw": row(
        "proposer and handlers take it back", None, CASE, only={"officer", "second"}, first=SIGHT
    ),
    "cases.case_decision_numbered": _facts(case=Ref("decided"), disposition_id=Ref("disposition_pk"), number="演1"),
    "cases.evidence_add": row(
        "files come in from whoever handles cases and sees this one", HANDLERS, CASE, first=SIGHT, upload=make.photo()
    ),
    "cases.evidence_receive": Inner(
        "the one door for files: evidence_add, uploads, 离线登记 and the party page check first"
    ),
    "cases.evidence_set_aside": _facts(evidence=Ref("photo")),
    "cases.evidence_viewed": row(
        "who sees the case sees its pictures", None, CASE, first=SIGHT, evidence=Ref("photo"), reason=None
    ),
    "cases.field_entry_receive": row(
        "the phone registers for who handles cases", HANDLERS, **_FIELD, data=Ref("entry")
    ),
    "cases.case_handover": row(*_ASSIGN, only=_GIVERS, first=SIGHT, to=Ref("colleague")),
    "cases.case_assign_co_handler": row(*_ASSIGN, only=_GIVERS, first=SIGHT, to=Ref("colleague")),
    "cases.case_open": row("registering is for who handles cases, at a party of the bureau", HANDLERS, BUREAU),
    "cases.case_update": _facts(data={}),
    "cases.violation_add": _facts(data={}),
    "cases.violation_update": _facts(data={}),
    "cases.violation_remove": _facts(),
    "cases.case_reopen": _facts(case=Ref("ready")),
    "cases.case_cancel": _facts(),
    "cases.reason_remembered": Inner("reads the actor's own stated reason"),
    "cases.reason_required": Inner("a check that other verbs ask"),
    "cases.identity_viewed": row(
        "numbers: handlers, legal, leader (DOMAIN §7); supervisors not", _NUMBERS, BUREAU, reason=_REASON
    ),
    "cases.look_reason_state": row("as for numbers, of a case one sees", _NUMBERS, CASE, reason=_REASON),
    "cases.measure_record": row(*_MEASURE, data={}),
    "cases.measure_set_aside": row("whoever recorded it, or the head", HANDLERS, CASE, only={"officer", "head"}),
    "cases.case_mark_pledged": row("part of issuing: who handles cases", HANDLERS, CASE, first=SIGHT),
    "cases.case_unpledge": row("part of voiding and refusing", HANDLERS, CASE, first=SIGHT),
    "cases.case_mark_corrected": row("part of the recheck", HANDLERS, CASE, first=SIGHT),
    "cases.case_mark_breached": row("part of the recheck", HANDLERS, CASE, first=SIGHT),
    "cases.education_record": _facts(content="讲解"),
    "cases.correction_verify": _facts(case=Ref("ready"), co_officer=Ref("second"), checked_on=Ref("day")),
    "cases.party_create": row(*_MEASURE[:2], data={}),
    "cases.party_update": row(*_MEASURE, data={}),
    "cases.prior_import": row(*_PRIOR, rows=[], file_name="x"),
    "cases.prior_take": row(*_PRIOR, new=[], changed=[], file_name="x"),
    "cases.prior_take_back": row(*_PRIOR, made=[], changed=[], file_name="x"),
    "cases.prior_remove": row(*_PRIOR, {*BUREAU}, record=Ref("prior")),
    "cases.reasoning_save": _facts(text="理由"),
    "cases.rehearsal": Inner("reads; its page and file ask catalog rights (tests/test_rights.py)"),
    "cases.require_other": Inner("a check that other verbs ask"),
    "cases.review_request": _facts(),
    "cases.review_claim": _review(),
    "cases.review_release": _review(),
    "cases.review_decide": _review(decision="approve"),
    "cases.upload_start": row("as for whole files", HANDLERS, CASE, first=SIGHT, **_FIELD, name="现场.jpg", size=100),
    "cases.upload_piece": row("whoever began it", None, {"officer"}, first=SIGHT, offset=0, content=b""),
    "cases.upload_finish": row("whoever began it", None, {"officer"}, first=SIGHT),
}
