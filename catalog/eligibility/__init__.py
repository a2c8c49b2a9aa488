"""适用核查: may the party of this case be offered a 柔性执法告知承诺书? Pure rules, no Django, no clock.

``assess(rule, facts)`` gives the sheet; ``questions_for(rule, party_kind)`` the form; ``apply_overrides`` an officer's
reasoned disagreement. See ``docs/assess.md``.
"""

from .assessment import assess
from .context import Parameters
from .facts import COMMON_TOKENS, Facts
from .fields import FIELDS, PriorRecord, SourceCheck
from .overrides import Override, apply_overrides
from .questions import questions_for
from .reading import FactError
from .rule import ConditionRule, ItemRule, rule_from_row
from .sheet import Line, Question, ReviewNeed, Route, Sheet
from .vocabulary import VERDICTS

__all__ = [
    "COMMON_TOKENS",
    "FIELDS",
    "VERDICTS",
    "ConditionRule",
    "FactError",
    "Facts",
    "ItemRule",
    "Line",
    "Override",
    "Parameters",
    "PriorRecord",
    "Question",
    "ReviewNeed",
    "Route",
    "Sheet",
    "SourceCheck",
    "apply_overrides",
    "assess",
    "questions_for",
    "rule_from_row",
]
