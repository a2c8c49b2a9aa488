"""The morning page (晨报): what needs somebody today, in the fixed order of the design. Quiet when there is nothing.

Page and e-mail of the day are made from the same :func:`build`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pledges.models import Pledge, Urge
from xinglongtai.core.calendar import load_around
from xinglongtai.core.models import Officer

from . import builders, builders_pledges
from .lines import Shown, shown
from .looking import Look
from .models import LineDone
from .sections import Section, added

#: (order, builder); topics add theirs between them through ``sections.register``.
OWN = (
    (10, builders_pledges.newly_overdue),
    (12, builders_pledges.lapsed),
    (15, builders_pledges.due_today),
    (20, builders_pledges.due_soon),
    (30, builders_pledges.unsigned),
    (35, builders_pledges.recheck),
    (40, builders.approval),
    (45, builders.unanswered),
    (50, builders_pledges.clash),
    (60, builders.clock),
    (62, builders.broken),
    (65, builders.disagreeing),
    (80, builders.certificates),
    (90, builders.calendars),
)


@dataclass(frozen=True)
class Brief:
    """The page: ``overdue`` and ``promised`` are totals, ``sections`` are those that are not empty, ``done`` were dealt with today."""

    on: date
    overdue: int
    promised: int
    urged_open: int
    sections: list[Section] = field(default_factory=list)
    done: list[LineDone] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether there is nothing at all, not even something dealt with."""
        return not (self.overdue or self.sections or self.done)

    @property
    def lines(self) -> int:
        """How many lines are shown."""
        return sum(len(section.rows) for section in self.sections)


def build(actor: Officer, on: date) -> Brief:
    """What ``actor`` should look at on ``on``, within what they see and without what they dealt with today."""
    done = list(LineDone.objects.filter(officer=actor, on=on))
    look = Look(actor, on, load_around(on), frozenset((row.section, row.row) for row in done))
    own = ((order, builder(look)) for order, builder in OWN)
    found = [(order, section) for order, section in own if section]
    found += [
        (order, rest) for order, section in added(actor, on, look.calendar) if (rest := look.without_done(section))
    ]
    late = Pledge.objects.visible_to(actor)
    return Brief(
        on=on,
        overdue=late.overdue(on=on).count(),
        promised=late.promised(on=on).count(),
        urged_open=Urge.objects.unanswered().filter(pledge__in=late.overdue(on=on)).values("pledge").distinct().count(),
        sections=[section for _, section in sorted(found, key=lambda entry: entry[0])],
        done=done,
    )


def shown_lines(page: Brief) -> Iterable[tuple[Section, list[Shown]]]:
    """Each section with its lines as page and e-mail show them; every line knows the one after it."""
    parts = [(section, [shown(section, row, page.on) for row in section.rows]) for section in page.sections]
    every = [line for _, lines in parts for line in lines]
    for line, following in zip(every, [*every[1:], None], strict=False):
        line.next_id = following.id if following else ""
    return parts
