"""Texts of law as data: reading files, splitting them into 条/款/项/目, addresses of provisions. Plain Python, no Django."""

from .address import Address, read_label, read_labels
from .difference import Change, differences, marked
from .errors import NotReadable
from .facts import TextFacts, guess_facts
from .files import ENDINGS, MAX_BYTES, read_lines
from .index import read_index
from .parsing import LawText, Piece, parse

__all__ = [
    "ENDINGS",
    "MAX_BYTES",
    "Address",
    "Change",
    "LawText",
    "NotReadable",
    "Piece",
    "TextFacts",
    "differences",
    "guess_facts",
    "marked",
    "parse",
    "read_index",
    "read_label",
    "read_labels",
    "read_lines",
]
