"""Rule models that find what should be looked at: each a small pure function over plain facts, with its written definition."""

from .catalogue import RULES, Rule
from .facts import Detail, Hit, Limits

__all__ = ["RULES", "Detail", "Hit", "Limits", "Rule"]
