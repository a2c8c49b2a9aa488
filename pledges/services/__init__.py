"""Verbs of pledges. Views, admin actions and commands all call these; each checks right, row and transition."""

from .extension import extension_decide, extension_request
from .issue import letter_draft, letter_opened, letter_printed, letter_void, pledge_issue
from .recheck import materials_receive, recheck_record
from .signing import pledge_refuse, pledge_sign, signed_scan_attach
from .urge import pledge_urge, urge_answer

__all__ = [
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
    "signed_scan_attach",
    "urge_answer",
]
