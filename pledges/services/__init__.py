"""Verbs of pledges. Views, admin actions and commands all call these; each checks right, row and transition."""

from .agents import agent_add, agent_authority_attach, agent_end
from .extension import extension_decide, extension_request
from .extensions import ExtensionResult, extensions_approve
from .issue import letter_draft, letter_opened, letter_printed, letter_void, pledge_issue
from .party_link import party_link_renew, party_link_revoke
from .party_sends import (
    party_file_keep,
    party_materials_send,
    party_signature_send,
    party_wish_answer,
    party_wish_send,
)
from .party_visits import party_check, party_leave, party_try, party_view
from .recheck import materials_receive, recheck_record
from .remote import remote_proof_return, remote_proof_send, remote_word_give
from .service_address import service_address_confirm
from .serving import ServiceInput, service_received, service_record, service_set_aside
from .signatures import PadInk, signature_by_party, signature_keep
from .signing import pledge_refuse, pledge_sign, signed_scan_attach
from .urge import pledge_urge, urge_answer, urge_escalate, urges_escalate

__all__ = [
    "agent_add",
    "agent_authority_attach",
    "agent_end",
    "extension_decide",
    "ExtensionResult",
    "extension_request",
    "extensions_approve",
    "letter_draft",
    "letter_opened",
    "letter_printed",
    "letter_void",
    "materials_receive",
    "PadInk",
    "party_check",
    "party_file_keep",
    "party_leave",
    "party_link_renew",
    "party_link_revoke",
    "party_materials_send",
    "party_signature_send",
    "party_try",
    "party_view",
    "party_wish_answer",
    "party_wish_send",
    "pledge_issue",
    "pledge_refuse",
    "pledge_sign",
    "pledge_urge",
    "recheck_record",
    "remote_proof_return",
    "remote_proof_send",
    "remote_word_give",
    "service_address_confirm",
    "service_received",
    "service_record",
    "service_set_aside",
    "ServiceInput",
    "signature_by_party",
    "signature_keep",
    "signed_scan_attach",
    "urge_answer",
    "urge_escalate",
    "urges_escalate",
]
