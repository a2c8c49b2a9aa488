"""Models of pledges and of the papers of a case."""

from .papers import Paper
from .party_link import AddressTries, PartyLink, PartyWish, RemoteProof
from .pledge import DecisionState, Extension, Letter, Pledge, Recheck, Submission, Urge

__all__ = [
    "AddressTries",
    "DecisionState",
    "Extension",
    "Letter",
    "Paper",
    "PartyLink",
    "PartyWish",
    "Pledge",
    "Recheck",
    "RemoteProof",
    "Submission",
    "Urge",
]
