"""Models of pledges and of the papers of a case."""

from .casefile import CaseFile, CaseFileKind
from .papers import Paper
from .pledge import DecisionState, Extension, Letter, Pledge, Recheck, Submission, Urge

__all__ = [
    "CaseFile",
    "CaseFileKind",
    "DecisionState",
    "Extension",
    "Letter",
    "Paper",
    "Pledge",
    "Recheck",
    "Submission",
    "Urge",
]
