"""Rows of sampling (案卷评查): the scoring sheet, drawings and reviews, findings, suspicions."""

from .drawing import Drawing, DrawingRoll, FileReview
from .findings import Finding, FindingStep, LineScore
from .standard import Standard, StandardLine
from .suspicion import Suspicion

__all__ = [
    "Drawing",
    "DrawingRoll",
    "FileReview",
    "Finding",
    "FindingStep",
    "LineScore",
    "Standard",
    "StandardLine",
    "Suspicion",
]
