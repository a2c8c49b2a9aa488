"""Models of inspection cases (检查案件)."""

from .case import Case, Violation
from .checks import Assessment, FirstOffenceCheck, PriorRecord, Review
from .decisions import ClockExtension, Decided, Disposition
from .field import FieldEntry
from .measures import Measure
from .party import Party
from .reasoning import Reasoning
from .records import Correction, Education, Evidence
from .uploads import Upload
from .words import CaseWords

__all__ = [
    "Assessment",
    "Case",
    "CaseWords",
    "ClockExtension",
    "Correction",
    "Decided",
    "Disposition",
    "Education",
    "Evidence",
    "FieldEntry",
    "FirstOffenceCheck",
    "Measure",
    "Party",
    "PriorRecord",
    "Reasoning",
    "Review",
    "Upload",
    "Violation",
]
