"""The legal staff's tools. Every change goes through the services; what is published is read-only."""

from . import items, sources, statutes, versions, vocabulary

__all__ = ["items", "sources", "statutes", "versions", "vocabulary"]
