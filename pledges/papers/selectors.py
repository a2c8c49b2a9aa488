"""Reads of the papers of a case."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from xinglongtai.core.models import IssuedDocument, Officer
from xinglongtai.core.statements import statement

from ..models import Letter, Paper

_PEOPLE = ("document__issued_by__unit", "document__voided_by")


@dataclass(frozen=True)
class CasePaper:
    """One issued paper as lists show it: the pledge letter and every other paper alike. ``url`` opens its PDF."""

    kind: str
    title: str
    document: IssuedDocument
    on: date
    url: str
    source: Letter | Paper

    @property
    def number(self) -> str:
        """Its number, "" for a paper that bears none."""
        return self.source.number

    @property
    def is_voided(self) -> bool:
        return self.document.is_voided

    def readable_by(self, officer: Officer) -> bool:
        """Whether ``officer``, who sees the case, may read it as it is printed (身份证号)."""
        return self.source.readable_by(officer)


@statement(sparse="case")
def _letters(case):
    return Letter.objects.filter(pledge__case=case).select_related("pledge", *_PEOPLE)


@statement(of="case", sparse="case")
def _papers(case):
    return Paper.objects.filter(case=case).select_related(*_PEOPLE)


def papers_of(case) -> list[CasePaper]:
    """Every issued paper of ``case``, void ones included, by day and order of issue. Two queries."""
    found = [
        CasePaper(
            "pledge",
            "柔性执法告知承诺书",
            row.document,
            row.pledge.issued_on,
            reverse("pledges:letter_pdf", args=[row.pledge_id]),
            row,
        )
        for row in _letters(case)
    ]
    found += [
        CasePaper(
            row.kind, row.get_kind_display(), row.document, row.on, reverse("pledges:paper_pdf", args=[row.pk]), row
        )
        for row in _papers(case)
    ]
    return sorted(found, key=lambda paper: (paper.on, paper.document.pk))
