"""Verbs of cases. Views, admin actions, commands and imports all call these; each checks right, row and transition."""

from .answers import answers_keep, sheets_make
from .assessment import assessment_confirm, assessment_make, history_check_record
from .clock import clock_extension_decide, clock_extension_request
from .disposition import (
    case_decision_numbered,
    disposition_decide,
    disposition_endorse,
    disposition_propose,
    disposition_return,
    disposition_withdraw,
)
from .evidence import evidence_add, evidence_receive, evidence_set_aside, evidence_viewed
from .field import LikelyDoubles, field_entry_receive
from .handover import case_assign_co_handler, case_handover
from .intake import case_cancel, case_open, case_reopen, case_update, violation_add, violation_remove, violation_update
from .looking import identity_viewed, look_reason_state, reason_remembered
from .measures import measure_record, measure_set_aside
from .outcome import (
    case_mark_breached,
    case_mark_corrected,
    case_mark_pledged,
    case_unpledge,
    correction_verify,
    education_record,
)
from .party import party_create, party_update
from .prior import prior_import, prior_remove, prior_take, prior_take_back
from .reasoning import reasoning_save
from .review import review_claim, review_decide, review_release, review_request
from .uploads import upload_finish, upload_piece, upload_start, uploads_tidy

__all__ = [
    "LikelyDoubles",
    "answers_keep",
    "assessment_confirm",
    "assessment_make",
    "case_assign_co_handler",
    "case_cancel",
    "case_decision_numbered",
    "case_handover",
    "case_mark_breached",
    "case_mark_corrected",
    "case_mark_pledged",
    "case_open",
    "case_reopen",
    "case_unpledge",
    "case_update",
    "clock_extension_decide",
    "clock_extension_request",
    "correction_verify",
    "disposition_decide",
    "disposition_endorse",
    "disposition_propose",
    "disposition_return",
    "disposition_withdraw",
    "education_record",
    "evidence_add",
    "evidence_receive",
    "evidence_set_aside",
    "evidence_viewed",
    "field_entry_receive",
    "history_check_record",
    "identity_viewed",
    "look_reason_state",
    "reason_remembered",
    "measure_record",
    "measure_set_aside",
    "party_create",
    "party_update",
    "prior_import",
    "prior_remove",
    "prior_take",
    "prior_take_back",
    "reasoning_save",
    "review_claim",
    "review_decide",
    "review_release",
    "review_request",
    "sheets_make",
    "upload_finish",
    "upload_piece",
    "upload_start",
    "uploads_tidy",
    "violation_add",
    "violation_remove",
    "violation_update",
]
