"""Models of the catalog room."""

from .conditions import ConditionToken, ItemCondition
from .examples import Candidate, ItemExample
from .imports import ImportLine, ImportMapping, ImportRun
from .items import Batch, Citation, Item, ItemVersion, SourceList
from .statutes import Article, Statute, StatuteVersion
from .watch import LawChange, TouchedItem

__all__ = [
    "Article",
    "Batch",
    "Candidate",
    "Citation",
    "ConditionToken",
    "ImportLine",
    "ImportMapping",
    "ImportRun",
    "Item",
    "ItemCondition",
    "ItemExample",
    "ItemVersion",
    "LawChange",
    "SourceList",
    "Statute",
    "StatuteVersion",
    "TouchedItem",
]
