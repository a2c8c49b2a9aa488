"""Verbs of papers and of their wording. Views, admin and commands call these; each checks right, row and state."""

from .batch import Result, letter_with_papers, papers_issue_due
from .drafts import paper_draft_drop, paper_draft_save
from .issue import paper_compose, paper_issue, paper_opened, paper_printed, paper_void
from .wordings import wording_approve, wording_in_force, wording_sample, wording_save

__all__ = [
    "Result",
    "letter_with_papers",
    "paper_compose",
    "paper_draft_drop",
    "paper_draft_save",
    "paper_issue",
    "paper_opened",
    "paper_printed",
    "paper_void",
    "papers_issue_due",
    "wording_approve",
    "wording_in_force",
    "wording_sample",
    "wording_save",
]
