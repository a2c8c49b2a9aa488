"""Models of the catalog room."""

from .conditions import ConditionToken, ItemCondition
from .items import Batch, Citation, Item, ItemVersion
from .statutes import Article, Statute, StatuteVersion

__all__ = [
    "Article",
    "Batch",
    "Citation",
    "ConditionToken",
    "Item",
    "ItemCondition",
    "ItemVersion",
    "Statute",
    "StatuteVersion",
]
