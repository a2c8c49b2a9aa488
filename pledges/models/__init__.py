"""Models of pledges and of the papers of a case."""

from .papers import Paper, PaperDraft, PaperWording
from .pledge import DecisionState, Extension, Letter, Pledge, Recheck, Submission, Urge

__all__ = [
    "DecisionState",
    "Extension",
    "Letter",
    "Paper",
    "PaperDraft",
    "PaperWording",
    "Pledge",
    "Recheck",
    "Submission",
    "Urge",
]
