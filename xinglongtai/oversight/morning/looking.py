"""Who looks at the morning page on which day, and how a section is cut to length."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from xinglongtai.core import parameters
from xinglongtai.core.models import Officer
from xinglongtai.core.workdays import WorkCalendar

from .lines import key_of
from .sections import Section

#: A section shows at most this many lines; the rest is behind its link.
MOST_LINES = 15


@dataclass(frozen=True)
class Look:
    """``done``: (section, row) of the lines dealt with today."""

    actor: Officer
    on: date
    calendar: WorkCalendar
    done: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def bureau(self):
        return self.actor.bureau

    def parameter(self, key: str):
        """The bureau's value of ``key``."""
        return parameters.value(self.bureau, key)

    def section(self, key: str, title: str, kind: str, tone: str, rows: QuerySet, **words) -> Section | None:
        """The first rows of an ordered queryset that are not dealt with, and how many there are; ``None`` without any."""
        done = [int(row) for section, row in self.done if section == key and row.isdigit()]
        rows = rows.exclude(pk__in=done) if done else rows
        first = list(rows[: MOST_LINES + 1])
        if not first:
            return None
        count = len(first) if len(first) <= MOST_LINES else rows.count()
        return Section(key, title, kind, tone, first[:MOST_LINES], count, **words)

    def of_lines(self, key: str, title: str, kind: str, tone: str, rows: list, **words) -> Section | None:
        """The same of a list that is there already."""
        left = [row for row in rows if (key, key_of(row)) not in self.done]
        return Section(key, title, kind, tone, left[:MOST_LINES], len(left), **words) if left else None

    def without_done(self, section: Section) -> Section | None:
        """A section of another topic without the lines dealt with today."""
        left = [row for row in section.rows if (section.key, key_of(row)) not in self.done]
        gone = len(section.rows) - len(left)
        return replace(section, rows=left, count=section.count - gone) if section.count > gone else None
