"""Models of pledges and of the papers of a case."""

from .papers import Paper, PaperDraft, PaperWording
from .pledge import DecisionState, Extension, Letter, Pledge, Recheck, Submission, Urge
from .service import Agent, Refusal, Service, ServiceAddress, Signature

__all__ = [
    "Agent",
    "DecisionState",
    "Extension",
    "Letter",
    "Paper",
    "PaperDraft",
    "PaperWording",
    "Pledge",
    "Recheck",
    "Refusal",
    "Service",
    "ServiceAddress",
    "Signature",
    "Submission",
    "Urge",
]
