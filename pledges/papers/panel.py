"""What the case page shows of papers: what there is, what is due, what is possible. Reads only."""

from dataclasses import dataclass
from functools import cached_property

from cases.models import Case
from cases.next_step import Powers
from xinglongtai.core.statements import statement

from ..models import Paper, PaperDraft
from . import due
from .gather import moment_of
from .kinds import PaperKind
from .selectors import CasePaper


@statement(sparse="case")
def _drafts(case):
    return PaperDraft.objects.filter(case=case).order_by().values_list("kind", "target")


@dataclass(frozen=True)
class Waiting:
    """A paper that may be made now, as the panel shows it. ``started``: somebody typed something for it."""

    due: due.Due
    started: bool

    @property
    def title(self) -> str:
        return PaperKind(self.due.kind).label

    @property
    def query(self) -> str:
        """What follows the address of its form."""
        return f"?target={self.due.target}" if self.due.target else ""


@dataclass
class PapersPanel:
    """The papers of one case for one person."""

    case: Case
    can: Powers
    #: Every issued paper, the pledge letter among them.
    papers: list[CasePaper]
    #: Of the gravest sheet.
    verdict: str

    @cached_property
    def _waiting(self) -> list[Waiting]:
        found = due.due(moment_of(self.case, self.papers, self.verdict))
        begun = set(_drafts(self.case)) if found else set()
        return [Waiting(one, (one.kind, one.target or 0) in begun) for one in found if self._may(one.kind)]

    def _may(self, kind: str) -> bool:
        return self.can.tracks if kind == due.RECHECK else self.can.handles

    @property
    def needed(self) -> list[Waiting]:
        """Due now."""
        return [row for row in self._waiting if row.due.needed and not row.due.preview_only]

    @property
    def possible(self) -> list[Waiting]:
        """Not due, but it may be made, or looked at before the decision."""
        return [row for row in self._waiting if row not in self.needed]

    def may_void(self, row: CasePaper) -> bool:
        """The pledge letter is declared void in its own panel."""
        return isinstance(row.source, Paper) and not row.is_voided and self._may(row.kind)
