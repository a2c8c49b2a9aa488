"""Everything the page of one review shows beside the decision, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from catalog.citations import Passage, passages
from catalog.models import ItemVersion
from catalog.named_articles import named_articles
from catalog.status import CitationRole
from xinglongtai.core.models import Officer

from .dossier import Dossier, with_violations
from .models import Assessment, Case, Review, Violation
from .next_step import powers
from .review_queue import Line, lines, similar
from .review_words import phrases_for
from .services.review import approved_verdict, why_not_approvable
from .status import ReviewReason, ReviewVerdict

#: Severities of the lines that decide, the gravest first.
_DECIDING = ("stop", "block", "end", "review")


@dataclass
class ReviewPage:
    """One review with its facts. ``line`` holds waiting time, what stands against deciding and who is reading it."""

    row: Review
    actor: Officer
    on: date

    @property
    def case(self) -> Case:
        return self.row.case

    @property
    def sheet(self) -> Assessment:
        return self.row.assessment

    @property
    def violation(self) -> Violation:
        return self.sheet.violation

    @property
    def version(self) -> ItemVersion | None:
        return self.violation.item_version

    @cached_property
    def line(self) -> Line:
        return lines([self.row], self.actor, self.on)[0]

    @property
    def held_by_other(self) -> bool:
        return self.line.held_by is not None and self.line.held_by != self.actor

    @property
    def mine(self) -> bool:
        """Whether this person said «我来审»."""
        return self.line.held_by == self.actor

    @property
    def may_decide(self) -> bool:
        return self.row.is_pending and not self.line.obstacle

    @cached_property
    def failing(self) -> list[dict]:
        """Lines that keep the sheet from «可以适用», the gravest first; what the officer judged otherwise among them."""
        rows = [
            line for line in self.sheet.sheet["lines"] if line["severity"] in _DECIDING or line.get("override_reason")
        ]
        return sorted(rows, key=lambda line: _DECIDING.index(line["severity"]) if line["severity"] in _DECIDING else 9)

    @property
    def later(self) -> list[dict]:
        """Lines settled at the signing or the recheck, and remarks."""
        return [line for line in self.sheet.open_lines if line not in self.failing]

    @property
    def met(self) -> list[dict]:
        return [line for line in self.sheet.met_lines if line not in self.failing]

    @cached_property
    def approved_as(self) -> str:
        """The verdict that approving leads to."""
        return approved_verdict(self.sheet)

    @property
    def approving(self) -> str:
        """The same in words."""
        return ReviewVerdict(self.approved_as).label

    @property
    def not_approvable(self) -> str:
        """Why approving would settle nothing, in words; "" where it would."""
        return why_not_approvable(self.sheet) if self.approved_as == ReviewVerdict.NEEDS_LEGAL_REVIEW else ""

    @cached_property
    def dossier(self) -> Dossier:
        return with_violations(self.case)

    @cached_property
    def files(self) -> list:
        """Evidence the reader may open: scans that may show identity numbers only with that right."""
        sees = powers(self.case, self.actor).sees_identity
        rows = [row for row in self.dossier.evidence if not row.set_aside_reason]
        return [row for row in rows if sees or not row.is_personal]

    @property
    def checks(self) -> list:
        """Where the first-offence check of this violation looked."""
        return next((row.checks for row in self.dossier.violations if row.pk == self.violation.pk), [])

    @property
    def other_violations(self) -> list[Violation]:
        return [row for row in self.dossier.violations if row.pk != self.violation.pk]

    @cached_property
    def passages(self) -> list[Passage]:
        """What the item rests on, or what the officer named off the list, by the law of the day of the act."""
        day = self.violation.last_day
        if self.version is None:
            return named_articles([(self.violation.off_list_law, day)])[0]
        return passages([(self.version, day)], roles=CitationRole.values)[self.version.pk, day]

    @property
    def about_old_law(self) -> bool:
        return ReviewReason.LAW_CHANGE in self.row.reasons

    @cached_property
    def version_then(self) -> ItemVersion | None:
        """The version of the item in force on the day of the act, where it is another one (行政处罚法 37)."""
        if self.version is None or not self.about_old_law:
            return None
        found = ItemVersion.objects.filter(item=self.version.item_id).in_force(self.violation.last_day).first()
        return found if found and found.pk != self.version.pk else None

    @cached_property
    def similar(self) -> list[Review]:
        return list(similar(self.row))

    @property
    def phrases(self) -> list[dict]:
        return phrases_for(self.row)
