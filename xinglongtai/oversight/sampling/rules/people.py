"""Rules on who worked with whom, and on words that repeat."""

import hashlib
from collections.abc import Iterable, Iterator

from .facts import Detail, Handled, Hit, Limits, Note, grouped


def always_the_same_pair(cases: Iterable[Handled], limits: Limits) -> Iterator[Hit]:
    """One party, at least N closed cases in the window, every one of them inspected by the same two officers, and every recheck of
    them made by these two. ``cases`` come ordered by party.
    """
    for party, rows in grouped(cases, "party"):
        pair = rows[0].pair
        seen = {row.pair for row in rows} | {recheck for row in rows for recheck in row.rechecks}
        if len(rows) < limits.pair_cases or len(pair) != 2 or seen != {pair}:
            continue
        low, high = sorted(pair)
        yield Hit(
            key=f"party:{party}:{low}-{high}",
            summary=f"同一当事人的{len(rows)}个案件，检查和复查都只由同两名人员进行",
            details=tuple(
                Detail(f"{row.on:%Y-%m-%d}检查，复查{len(row.rechecks)}次，均为同两人", row.case) for row in rows
            ),
            officers=pair,
        )


def same_words(notes: Iterable[Note], limits: Limits) -> Iterator[Hit]:
    """The same officer wrote word for word the same 复查情况 in at least N cases. ``notes`` come ordered by officer and text; short
    texts are left out before.
    """
    for (officer, text), rows in grouped(notes, "officer", "text"):
        cases = {row.case: row for row in rows}
        if len(cases) < limits.same_text_cases or len(text) < limits.same_text_length:
            continue
        yield Hit(
            key=f"{officer}:{hashlib.sha256(text.encode()).hexdigest()[:24]}",
            summary=f"{len(cases)}个案件的复查情况一字不差：“{text[:40]}{'…' if len(text) > 40 else ''}”",
            details=tuple(Detail(f"{row.on:%Y-%m-%d}复查", row.case) for row in cases.values()),
            officers=frozenset({officer}),
        )
