"""What the rules read and what they give. Plain values; times are aware and local."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter


@dataclass(frozen=True)
class Limits:
    """The bureau's parameters; see the definitions for what each bounds."""

    window_days: int = 365
    pair_cases: int = 3
    override_lines: int = 3
    quick_seconds: int = 20
    quick_lines: int = 8
    same_text_cases: int = 5
    same_text_length: int = 15
    early_hour: int = 6
    late_hour: int = 22
    bulk_letters: int = 10
    bulk_minutes: int = 10
    recheck_minutes: int = 10
    close_minutes: int = 15


@dataclass(frozen=True)
class Detail:
    """One line of evidence: what is seen, in which case, on which file."""

    words: str
    case: int
    evidence: int | None = None


@dataclass(frozen=True)
class Hit:
    """What a rule found. ``key`` is the same in every run for the same thing; ``officers`` are those it touches by itself."""

    key: str
    summary: str
    details: tuple[Detail, ...]
    officers: frozenset[int] = frozenset()

    @property
    def cases(self) -> frozenset[int]:
        return frozenset(detail.case for detail in self.details)


@dataclass(frozen=True)
class Photo:
    """A photograph with the time in the file. ``fixed``: 整改后照片, else of the scene. ``since``: the day of the clue (T0)."""

    case: int
    evidence: int
    fixed: bool
    taken_at: datetime
    since: date


@dataclass(frozen=True)
class RecheckPhoto:
    """A photograph attached to a recheck on the spot that found 整改到位."""

    recheck: int
    case: int
    on: date
    evidence: int
    taken_at: datetime | None


@dataclass(frozen=True)
class SameFile:
    """A photograph by its SHA-256."""

    sha256: str
    case: int
    evidence: int
    party: int


@dataclass(frozen=True)
class Handled:
    """A closed case of a party: who inspected it, and who made each recheck."""

    party: int
    case: int
    on: date
    pair: frozenset[int]
    rechecks: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet: the labels of lines decided otherwise than the system, how many lines the officer judged, and in how many seconds."""

    case: int
    violation: int
    officer: int
    overridden: tuple[str, ...] = ()
    judged: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class Note:
    """The words of a recheck."""

    officer: int
    text: str
    case: int
    on: date


@dataclass(frozen=True)
class Issued:
    """A letter: who issued it when."""

    officer: int
    at: datetime
    case: int
    number: str


@dataclass(frozen=True)
class Span:
    """Two moments of one case that lie close together."""

    case: int
    began_at: datetime
    ended_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.ended_at - self.began_at).total_seconds() // 60)


def grouped(rows: Iterable, *names: str) -> Iterator[tuple]:
    """(value, rows) of each run of rows that agree in ``names``; ``rows`` come ordered by them."""
    for value, members in groupby(rows, key=attrgetter(*names)):
        yield value, list(members)
