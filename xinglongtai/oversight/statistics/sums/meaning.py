"""What facts mean under the filters of a page: which values of the axis they belong to, which numbers they add to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalog.models import Item

from ...morning.rows import OFF_LIST
from .. import selectors
from ..bases import SETS
from ..selectors import DOMAIN, OFF_LIST_ITEM, SOURCE, Counts, Scope
from .facts import OUTSIDE, parts_of


class Values:
    """Under which values of the axis a kind counts: none where the filters leave it out."""

    def __init__(self, scope: Scope, axis: str):
        self.scope, self.axis = scope, axis
        self.domains = {}
        if scope.domain or axis == DOMAIN:
            self.domains = {str(pk): domain for pk, domain in Item.objects.values_list("pk", "domain")}
            self.domains[OUTSIDE] = None

    def of(self, kind: str, column: str) -> Iterable:
        if column == "plain":
            return (None,)
        source, items = (kind, []) if column == "sources" else parts_of(kind)
        if not self._fits(source, items):
            return ()
        if not self.axis:
            return (None,)
        if self.axis == SOURCE:
            return (source,) if source else ()
        if self.axis == DOMAIN:
            return {self.domains.get(item) for item in items}
        return {None if item == OUTSIDE else int(item) for item in items}

    def _fits(self, source: str, items: list[str]) -> bool:
        scope = self.scope
        if scope.source and source != scope.source:
            return False
        if scope.item and (OUTSIDE if scope.item == OFF_LIST_ITEM else str(int(scope.item))) not in items:
            return False
        if not scope.domain:
            return True
        if scope.domain == OFF_LIST:
            return OUTSIDE in items
        return any(item != OUTSIDE and self.domains.get(item) == scope.domain for item in items)


@dataclass(frozen=True)
class Keys:
    """Which keys of facts are wanted: these sets, ways, days to correct."""

    sets: set[str]
    ways: bool
    took: bool


_BY_MODE = {
    mode: [one.key for one in SETS.values() if one.mode and mode in selectors.modes_of(one)]
    for mode in {mode for one in SETS.values() if one.mode for mode in selectors.modes_of(one)}
}


def note(numbers: dict[str, int], wanted: Keys, scope: Scope, day: date, counts: Counts) -> None:
    """Add the numbers of a stretch that begins on ``day``."""
    for key, number in numbers.items():
        name, _, rest = key.partition(":")
        if not number:
            continue
        if not rest:
            if key in wanted.sets:
                counts.numbers[key] += number
        elif name == "took":
            if wanted.took:
                counts.days[int(rest)] += number
        elif wanted.ways:
            mode = scope.handling.mode(rest, day)
            counts.ways[mode, rest] += number
            for one in _BY_MODE[mode]:
                counts.numbers[one] += number
