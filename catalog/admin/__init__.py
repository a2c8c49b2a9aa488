"""The legal staff's tools. Every change goes through the services; what is published is read-only."""

from . import candidates, examples, items, sources, statutes, versions, vocabulary

__all__ = ["candidates", "examples", "items", "sources", "statutes", "versions", "vocabulary"]
