"""What a topic adds to the morning page (and so to the e-mail of the day).

A topic registers a builder from its ``places`` module::

    register(build, order=60)        # build(actor, on, calendar) -> Section | None
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Section:
    """One heading of the page. ``kind`` tells the page what its rows are: pledge, case, officer, urge, check, or line.

    Rows of kind «line» are :class:`Line`. ``count`` is how many there are in all, ``url`` where all of them stand.
    """

    key: str
    title: str
    kind: str
    tone: str
    rows: list
    count: int
    note: str = ""
    chip: str = ""
    url: str = ""

    @property
    def hidden(self) -> int:
        """How many rows are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Line:
    """A row that is neither a pledge nor a case nor an officer: words, and the page where it is dealt with.

    The e-mail shows only ``ref`` and the address, never ``title`` or ``words``, which may name a party; ``ref`` must not («案件 12»).
    ``due`` is shown as a deadline, ``chip`` beside the title.
    """

    title: str
    words: str
    url: str
    action: str = "打开"
    ref: str = ""
    due: date | None = None
    chip: str = ""


_BUILDERS: list[tuple[int, Callable]] = []


def register(build: Callable, *, order: int) -> None:
    """Add a section; ``order`` places it among the others (pledges 10–50, clocks 60, people 80)."""
    if (order, build) not in _BUILDERS:
        _BUILDERS.append((order, build))


def added(actor, on, calendar) -> list[tuple[int, Section]]:
    """The sections that topics add for ``actor`` on ``on`` with their order, without the empty ones."""
    built = ((order, build(actor, on, calendar)) for order, build in sorted(_BUILDERS, key=lambda entry: entry[0]))
    return [(order, section) for order, section in built if section]
