"""Models of pledges and of the papers of a case."""

from .casefile import CaseFile, CaseFileKind
from .papers import Paper, PaperDraft, PaperWording
from .party_link import AddressTries, PartyLink, PartyWish, RemoteProof
from .pledge import DecisionState, Extension, Letter, Pledge, Recheck, Submission, Urge
from .service import Agent, Refusal, Service, ServiceAddress, Signature

__all__ = [
    "AddressTries",
    "Agent",
    "CaseFile",
    "CaseFileKind",
    "DecisionState",
    "Extension",
    "Letter",
    "Paper",
    "PaperDraft",
    "PaperWording",
    "PartyLink",
    "PartyWish",
    "Pledge",
    "Recheck",
    "Refusal",
    "RemoteProof",
    "Service",
    "ServiceAddress",
    "Signature",
    "Submission",
    "Urge",
]
