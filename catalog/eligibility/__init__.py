"""适用核查: may the party of this case be offered a 柔性执法告知承诺书? Pure rules, no Django, no clock."""

from .reading import FactError
from .rule import ConditionRule, ItemRule, rule_from_row

__all__ = ["ConditionRule", "FactError", "ItemRule", "rule_from_row"]
