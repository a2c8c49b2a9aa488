"""Changes of the law (立改废) read off the dates of the statutes' wordings. Pure: no database, no clock.

A wording is superseded on the first day of the next one, or on the day after its last one when nothing follows. Whatever rests on
an older wording is touched by that change. So a change is known as soon as its date is registered, whoever looks and whenever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .status import ChangeKind

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wording:
    """One version of a statute: its first and last day in force (both inclusive, ``ends`` None = open)."""

    pk: int
    statute_id: int
    starts: date
    ends: date | None


@dataclass(frozen=True)
class Change:
    """A statute is another one from ``on`` (first day). ``version_id``: the new wording, or the one that ends without a next."""

    statute_id: int
    kind: str
    version_id: int
    on: date


@dataclass(frozen=True)
class Reliance:
    """One citation: which version of an item rests on which wording (None = the statute as it stood at publication).

    ``published_on`` is the local day of publication, ``starts``/``ends`` the item's own range.
    """

    item_version_id: int
    statute_id: int
    wording_starts: date | None
    published_on: date
    starts: date
    ends: date | None


def changes_of(wordings: Iterable[Wording]) -> list[Change]:
    """Every change of one statute, oldest first: each later wording, and each end that no wording follows."""
    rows = sorted(wordings, key=lambda row: (row.starts, row.pk))
    found = [
        Change(row.statute_id, ChangeKind.NEW_TEXT, row.pk, row.starts) for row in rows if row.starts > rows[0].starts
    ]
    for row in rows:
        if row.ends is None or any(row.starts < other.starts <= row.ends + ONE_DAY for other in rows):
            continue
        found.append(Change(row.statute_id, ChangeKind.ENDS, row.pk, row.ends + ONE_DAY))
    return sorted(found, key=lambda change: (change.on, change.kind))


def touches(change: Change, cited: Reliance) -> bool:
    """Whether ``cited`` rests on what the change replaces or ends."""
    if cited.wording_starts is not None:
        return cited.wording_starts < change.on
    return change.on > max(cited.published_on, cited.starts)


def expires_first(change: Change, cited: Reliance) -> bool:
    """Whether the item's own last day lies before the change: it is not suspended, somebody decides whether it goes on."""
    return cited.ends is not None and cited.ends < change.on


def suspends(change: Change, cited: Reliance) -> bool:
    """Whether the item may not be applied from ``change.on`` on until legal staff have decided.

    Who published a version after the change did so knowing it (the starter list under 须法制审核): a task, no suspension.
    """
    return touches(change, cited) and not expires_first(change, cited) and cited.published_on < change.on
