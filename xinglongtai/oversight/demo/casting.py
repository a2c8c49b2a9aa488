"""Who plays in which story: a party and a list item that fit, so that what a story wants is what the rules really say."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cases.models import Party
from cases.status import ReviewVerdict
from catalog.eligibility import ItemRule
from catalog.eligibility_parameters import parameters_for
from catalog.models import ItemVersion
from catalog.selectors import item_rule

from .answers import verdict_of

#: The violations that an inspector meets most often come first in turn.
_EVERYDAY = ("R3", "C1", "R1", "E10", "A1", "C4", "R4", "E9", "R11", "A2", "E1", "C5", "R2", "C2", "A3", "R5")


@dataclass(frozen=True)
class Part:
    """A party with the item it violated."""

    party: Party
    version: ItemVersion | None
    rule: ItemRule | None


class Casting:
    """One bureau's parties, and its published items that are in force from ``on`` to ``until``.

    No party gets the same item twice unless a story asks for it.
    """

    def __init__(self, bureau, parties: list[Party], on: date, until: date):
        self.bureau, self.parties, self.on = bureau, parties, on
        self._parameters = parameters_for(bureau)
        published = ItemVersion.objects.in_force(on).in_force(until).for_bureau(bureau).with_parts()
        versions = {version.item.number: version for version in published}
        order = [n for n in _EVERYDAY if n in versions] + [n for n in versions if n not in _EVERYDAY]
        self.items = [(versions[number], item_rule(versions[number])) for number in order]
        self._played: dict[int, set[str]] = defaultdict(set)
        self._times: dict[int, int] = defaultdict(int)
        self._uses: dict[str, int] = defaultdict(int)
        self._verdicts: dict[tuple[str, str], str] = {}
        self.tainted: set[int] = set()  #: parties that break a pledge: the list is closed to them afterwards

    def pick(
        self,
        want: str = ReviewVerdict.ELIGIBLE,
        *,
        days: int = 1,
        key_area: str | None = None,
        structure: str | None = None,
        kinds: tuple[str, ...] = (),
        breaking: bool = False,
        number: str | None = None,
    ) -> Part:
        """The party with the fewest roles so far, with the least used item on which the sheet says ``want``.

        ``days``: the item must allow at least so many working days. ``breaking``: the party will break its pledge and
        plays in nothing else. ``number``: this very item. LookupError when nobody is left.
        """
        free = sorted((p for p in self.parties if p.pk not in self.tainted), key=lambda p: (self._times[p.pk], p.pk))
        for party in free:
            if kinds and party.kind not in kinds:
                continue
            fitting = [
                (self._uses[rule.item_no], place, version, rule)
                for place, (version, rule) in enumerate(self.items)
                if rule.item_no not in self._played[party.pk]
                and (rule.correction_days_max or 99) >= days
                and (key_area is None or rule.key_area == key_area)
                and (number is None or rule.item_no == number)
                and (structure is None or rule.penalty_structure == structure)
                and self._verdict(rule, party.kind) == want
            ]
            if fitting:
                _, _, version, rule = min(fitting, key=lambda row: row[:2])
                if breaking:
                    self.tainted.add(party.pk)
                return self.take(Part(party, version, rule))
        raise LookupError(f"no party left for {want} in {self.bureau}")

    def off_list(self) -> Part:
        """A party for a violation that stands on no list."""
        party = min((p for p in self.parties if p.pk not in self.tainted), key=lambda p: (self._times[p.pk], p.pk))
        return self.take(Part(party, None, None))

    def take(self, part: Part) -> Part:
        """Note that the party plays this part."""
        self._times[part.party.pk] += 1
        if part.rule:
            self._played[part.party.pk].add(part.rule.item_no)
            self._uses[part.rule.item_no] += 1
        return part

    def remember(self, earlier: "Casting") -> None:
        """What the same parties played before: nobody gets the same item again."""
        for party, numbers in earlier._played.items():
            self._played[party] |= numbers

    def _verdict(self, rule: ItemRule, kind: str) -> str:
        key = (rule.item_no, kind)
        if key not in self._verdicts:
            self._verdicts[key] = verdict_of(rule, kind, self._parameters, self.on)
        return self._verdicts[key]
