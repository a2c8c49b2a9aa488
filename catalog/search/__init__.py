"""Finding list items by everyday words, pinyin, initials, numbers and articles. Pure Python, no Django.

Layers, from the reader's side: :mod:`.index` (documents in, ranked hits out), :mod:`.text` (normalising and words),
:mod:`.words` (the vocabulary of shops and inspections), :mod:`.phonetics` (pinyin), :mod:`.articles` (第几条).
"""

from .index import Document, Hit, SearchIndex

__all__ = ["Document", "Hit", "SearchIndex"]
