"""What counts as a change of the law, and what it touches: pure rules, explicit days."""

from datetime import date

import pytest

from catalog.lawchanges import Change, Reliance, Wording, changes_of, expires_first, suspends, touches
from catalog.status import ChangeKind

NEW = date(2027, 1, 1)


def days(found):
    return [(change.kind, change.version_id, change.on) for change in found]


def wording(pk, starts, ends=None):
    return Wording(pk, 7, date.fromisoformat(starts), date.fromisoformat(ends) if ends else None)


@pytest.mark.parametrize(
    ("wordings", "expected"),
    [
        ([], []),
        ([wording(1, "2019-11-01")], []),
        ([wording(1, "2019-11-01", "2026-12-31")], [("ends", 1, NEW)]),
        ([wording(2, "2027-01-01"), wording(1, "2019-11-01", "2026-12-31")], [("new_text", 2, NEW)]),
        ([wording(1, "2019-11-01"), wording(2, "2027-01-01")], [("new_text", 2, NEW)]),
        (
            [wording(1, "2019-11-01", "2026-12-31"), wording(2, "2027-03-01")],
            [("ends", 1, NEW), ("new_text", 2, date(2027, 3, 1))],
        ),
    ],
)
def test_changes(wordings, expected):
    assert days(changes_of(wordings)) == expected


def reliance(*, wording_starts="2019-11-01", published="2025-12-27", starts="2019-11-01", ends=None):
    day = date.fromisoformat
    return Reliance(
        item_version_id=1,
        statute_id=7,
        wording_starts=day(wording_starts) if wording_starts else None,
        published_on=day(published),
        starts=day(starts),
        ends=day(ends) if ends else None,
    )


CHANGE = Change(7, ChangeKind.NEW_TEXT, 2, NEW)


@pytest.mark.parametrize(
    ("cited", "touched", "stopped"),
    [
        (reliance(), True, True),
        (reliance(wording_starts="2027-01-01"), False, False),
        (reliance(ends="2026-12-31"), True, False),
        (reliance(ends="2027-01-01"), True, True),
        (reliance(published="2026-12-31"), True, True),
        (reliance(published="2027-01-01"), True, False),  # decided knowing the change
        (reliance(wording_starts=None), True, True),
        (reliance(wording_starts=None, published="2027-01-01"), False, False),
        (reliance(wording_starts=None, starts="2027-01-01"), False, False),
    ],
)
def test_touched_and_suspended(cited, touched, stopped):
    assert (touches(CHANGE, cited), suspends(CHANGE, cited)) == (touched, stopped)


def test_own_end():
    assert expires_first(CHANGE, reliance(ends="2026-12-31"))
    assert not expires_first(CHANGE, reliance(ends="2027-01-01"))
    assert not expires_first(CHANGE, reliance())
