"""Verbs of pledges. Views, admin actions and commands all call these; each checks right, row and transition."""

from .agents import agent_add, agent_authority_attach, agent_end
from .extension import extension_decide, extension_request
from .issue import letter_draft, letter_opened, letter_printed, letter_void, pledge_issue
from .recheck import materials_receive, recheck_record
from .service_address import service_address_confirm
from .serving import ServiceInput, service_received, service_record, service_set_aside
from .signatures import PadInk, signature_by_party, signature_keep
from .signing import pledge_refuse, pledge_sign, signed_scan_attach
from .urge import pledge_urge, urge_answer

__all__ = [
    "PadInk",
    "ServiceInput",
    "agent_add",
    "agent_authority_attach",
    "agent_end",
    "extension_decide",
    "extension_request",
    "letter_draft",
    "letter_opened",
    "letter_printed",
    "letter_void",
    "materials_receive",
    "pledge_issue",
    "pledge_refuse",
    "pledge_sign",
    "pledge_urge",
    "recheck_record",
    "service_address_confirm",
    "service_received",
    "service_record",
    "service_set_aside",
    "signature_by_party",
    "signature_keep",
    "signed_scan_attach",
    "urge_answer",
]
