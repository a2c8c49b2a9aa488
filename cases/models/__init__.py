"""Models of inspection cases (检查案件)."""

from .case import Case, Violation
from .checks import Assessment, FirstOffenceCheck, PriorRecord, Review
from .decisions import ClockExtension, Decided, Disposition
from .measures import Measure
from .party import Party
from .reasoning import Reasoning
from .records import Correction, Education, Evidence

__all__ = [
    "Assessment",
    "Case",
    "ClockExtension",
    "Correction",
    "Decided",
    "Disposition",
    "Education",
    "Evidence",
    "FirstOffenceCheck",
    "Measure",
    "Party",
    "PriorRecord",
    "Reasoning",
    "Review",
    "Violation",
]
