"""Models of pledges and of the papers of a case."""

from .papers import Paper
from .pledge import DecisionState, Extension, Letter, Pledge, Recheck, Submission, Urge

__all__ = [
    "DecisionState",
    "Extension",
    "Letter",
    "Paper",
    "Pledge",
    "Recheck",
    "Submission",
    "Urge",
]
