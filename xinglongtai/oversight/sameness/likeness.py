"""How alike two closed cases are, what such cases usually ended in, and which of them differ. Pure: no database, no clock.

Likeness has five criteria that are stated on the page; nothing is weighed in secret. Pairs are found by grouping what has the
same item, the same answers and the same correction: the work grows with the number of cases, not with its square.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from math import inf

#: Upper ends of the classes of goods value, yuan; above the last one «more». Only for telling cases apart, no limit of any law.
GOODS_CLASSES = (500, 5_000, 20_000, 50_000)
#: The criteria in the order in which they count among equally many.
CRITERIA = {
    "item": "同一事项",
    "corrected": "改正情况相同",
    "first": "首违情况相同",
    "party": "当事人类型相同",
    "goods": "货值区间相同",
}
#: What must agree before the outcome of a case says what is usual.
DECISIVE = ("item", "corrected", "first")


def goods_class(value) -> str:
    """The class a goods value lies in, in words; "" where none is known.

    >>> goods_class(300), goods_class("800.5"), goods_class(10 ** 6), goods_class(None), goods_class("约三百")
    ('500元以下', '500元至5000元', '50000元以上', '', '')
    """
    try:
        worth = float(value)
    except (TypeError, ValueError):
        return ""
    if not 0 <= worth < inf:
        return ""
    low = 0
    for top in GOODS_CLASSES:
        if worth <= top:
            return f"{low}元至{top}元" if low else f"{top}元以下"
        low = top
    return f"{low}元以上"


@dataclass(frozen=True)
class Traits:
    """What is compared. Every value is a word people read; "" = not known, which agrees with nothing."""

    item: str
    corrected: str = ""
    first: str = ""
    party: str = ""
    goods: str = ""


def agreeing(one: Traits, other: Traits) -> tuple[str, ...]:
    """Keys of :data:`CRITERIA` on which both agree, in their order."""
    return tuple(key for key in CRITERIA if getattr(one, key) and getattr(one, key) == getattr(other, key))


@dataclass(frozen=True)
class Past:
    """One closed case as the comparison sees it; ``case`` is handed back."""

    case: int
    traits: Traits
    outcome: str
    on: date


def most_alike(mine: Traits, past: Iterable[Past]) -> list[tuple[Past, tuple[str, ...]]]:
    """``past`` with what agrees: most criteria first, among equals the earlier criteria, then the newer case."""
    order = list(CRITERIA)

    def place(pair):
        one, keys = pair
        return -len(keys), [order.index(key) for key in keys], -one.on.toordinal(), -one.case

    return sorted(((one, agreeing(mine, one.traits)) for one in past), key=place)


def comparable(mine: Traits, past: Iterable[Past]) -> list[Past]:
    """Those of ``past`` that agree in everything that is decisive."""
    return [one for one in past if set(DECISIVE) <= set(agreeing(mine, one.traits))]


def usual(outcomes: Counter, at_least: int) -> str:
    """The outcome of more than half of at least ``at_least`` cases; "" where there is none.

    >>> usual(Counter(no_case=4, penalty=1), 5), usual(Counter(no_case=4), 5), usual(Counter(no_case=3, penalty=3), 5)
    ('no_case', '', '')
    """
    total = outcomes.total()
    if total < at_least or not total:
        return ""
    outcome, times = max(outcomes.items(), key=lambda pair: (pair[1], pair[0]))
    return outcome if 2 * times > total else ""


@dataclass(frozen=True)
class Alike:
    """A closed case with what it was judged by: ``facts`` is the fingerprint, equal for cases with the same answers."""

    case: int
    facts: Hashable
    outcome: str
    on: date


@dataclass(frozen=True)
class Pair:
    """``odd`` ended otherwise than ``beside``, though the facts agree. ``among``: how many cases have these facts."""

    odd: Alike
    beside: Alike
    among: int
    like_beside: int


def pairs(rows: Iterable[Alike], order: Iterable[str]) -> list[Pair]:
    """Each case that ended otherwise than most of those with the same facts, beside the one of these that is nearest in time.

    Where two outcomes are equally frequent, the one earlier in ``order`` (the milder) counts as that of most. Newest first.
    """
    rank = {outcome: place for place, outcome in enumerate(order)}
    groups: dict[Hashable, dict[str, list[Alike]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        groups[row.facts][row.outcome].append(row)
    found = []
    for outcomes in groups.values():
        if len(outcomes) < 2:
            continue
        most = min(outcomes, key=lambda outcome: (-len(outcomes[outcome]), rank.get(outcome, len(rank))))
        among, usual_rows = sum(map(len, outcomes.values())), sorted(outcomes[most], key=lambda row: (row.on, row.case))
        for outcome, rows_of in outcomes.items():
            if outcome != most:
                found += [Pair(row, _nearest(row, usual_rows), among, len(usual_rows)) for row in rows_of]
    return sorted(found, key=lambda pair: (-pair.odd.on.toordinal(), -pair.odd.case))


def _nearest(row: Alike, candidates: list[Alike]) -> Alike:
    """The candidate decided nearest in time; candidates are in the order of their days."""
    days = [one.on for one in candidates]
    place = bisect_left(days, row.on)
    around = candidates[max(place - 1, 0) : place + 1]
    return min(around, key=lambda one: (abs((one.on - row.on).days), -one.case))
