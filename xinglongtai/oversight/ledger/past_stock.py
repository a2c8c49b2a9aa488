"""What a sheet of the past is compared with, read once: records there are, numbers of this system's own papers, items."""

import re
from collections import defaultdict
from dataclasses import dataclass

from cases.models import Case, PriorRecord
from cases.status import ItemMatch
from catalog.alike import SAME_WORDS, pairs
from catalog.models import ItemVersion
from xinglongtai.core.grids.cells import plain
from xinglongtai.core.models import IssuedDocument
from xinglongtai.core.textsearch import search_key

NUMBERS = ("uscc", "registration_no", "id_number")
PAPERS = ("pledge_number", "document_number")
FIELDS = (
    *("party_name", *NUMBERS, "address", "violation", "act_on", *PAPERS),
    *("outcome", "breached", "corrected", "note", "item_id", "item_match"),
)
_NUMBER = re.compile(r"^([A-Z]{1,4})[-－]?(\d{1,4})")


@dataclass(slots=True, eq=False)
class Known:
    """A record that is there (``pk``), or a row of the file seen above (``line``)."""

    values: dict
    pk: int = 0
    line: int = 0


@dataclass(frozen=True)
class Found:
    """The item words were matched to: how, and how surely (0–1)."""

    item_id: int
    number: str
    match: str
    sure: float = 1.0


class Stock:
    """Records and items of one bureau, with the ways a row is found again."""

    def __init__(self, bureau):
        self._by_paper: dict[tuple, list[Known]] = defaultdict(list)
        self._by_who: dict[tuple, list[Known]] = defaultdict(list)
        for row in PriorRecord.objects.filter(bureau=bureau).values("pk", *FIELDS).iterator(chunk_size=2_000):
            self.add(Known(row, pk=row["pk"]))
        issued = IssuedDocument.objects.filter(bureau=bureau).exclude(number_text="")
        decided = Case.objects.filter(bureau=bureau).exclude(decision_number="")
        self._own = {plain(text) for text in issued.values_list("number_text", flat=True).iterator()}
        self._own |= {plain(text) for text in decided.values_list("decision_number", flat=True).iterator()}
        self._items = _Items(bureau)

    def add(self, known: Known) -> None:
        """Let later rows find ``known``."""
        for name in PAPERS:
            if known.values[name]:
                self._by_paper[name, plain(known.values[name])].append(known)
        for who in whose(known.values):
            self._by_who[who, *_what(known.values)].append(known)

    def own(self, number: str) -> bool:
        """Whether a number is of a paper of this system: what it did itself is found in its own cases."""
        return bool(number) and plain(number) in self._own

    def same_paper(self, name: str, number: str) -> list[Known]:
        """What bears the same number."""
        return self._by_paper.get((name, plain(number)), []) if number else []

    def same_act(self, values: dict) -> list[Known]:
        """Records of the same party, violation and day."""
        found = [known for who in whose(values) for known in self._by_who.get((who, *_what(values)), ())]
        return list(dict.fromkeys(found))

    def item(self, named: str, violation: str) -> Found | None:
        """The item that ``named`` or else the words of the violation mean."""
        return self._items.find(named, violation)


def whose(values: dict) -> list[tuple[str, str]]:
    """The party's keys: every number, and the name."""
    return [*((name, values[name]) for name in NUMBERS if values.get(name)), ("name", search_key(values["party_name"]))]


def same_party(one: dict, other: dict) -> bool | None:
    """True by a number, False where numbers of one kind differ, None where only names can be compared and they agree.

    Names that differ without a number to compare are different parties.
    """
    compared = [one[name] == other[name] for name in NUMBERS if one.get(name) and other.get(name)]
    if any(compared):
        return True
    if compared:
        return False
    return None if search_key(one["party_name"]) == search_key(other["party_name"]) else False


def _what(values: dict) -> tuple:
    return search_key(values["violation"]), values["act_on"]


class _Items:
    """Items by number and by words; every wording is looked up once."""

    def __init__(self, bureau):
        self._numbers: dict[str, int] = {}
        self._words: dict[str, set[tuple[int, str]]] = defaultdict(set)
        self._pairs: list[tuple[frozenset, int, str]] = []
        self._asked: dict[str, Found | None] = {}
        rows = ItemVersion.objects.for_bureau(bureau).values_list("item_id", "item__number", "violation", "keywords")
        for pk, number, violation, keywords in rows:
            self._numbers[number.upper()] = pk
            self._words[search_key(violation)].add((pk, number))
            self._pairs += [
                (pairs(words), pk, number) for words in (violation, *re.split(r"[;；、,，]", keywords or "")) if words
            ]

    def find(self, named: str, violation: str) -> Found | None:
        """By number, by the same words, by likeness; the sheet's own column for the item goes first."""
        if named:
            match = _NUMBER.match(plain(named).upper())
            number = f"{match[1]}{match[2]}" if match else ""
            if number in self._numbers:
                return Found(self._numbers[number], number, ItemMatch.NUMBER)
        return (named and self._by_words(named)) or self._by_words(violation)

    def _by_words(self, words: str) -> Found | None:
        key = search_key(words)
        if key not in self._asked:
            self._asked[key] = self._look(key) if key else None
        return self._asked[key]

    def _look(self, key: str) -> Found | None:
        same = self._words.get(key, set())
        if len(same) == 1:
            pk, number = next(iter(same))
            return Found(pk, number, ItemMatch.WORDS)
        own, best = pairs(key), None
        for other, pk, number in self._pairs:
            share = 2 * len(own & other) / (len(own) + len(other))
            if share >= SAME_WORDS and (best is None or share > best.sure):
                best = Found(pk, number, ItemMatch.LIKELY, round(share, 2))
        return best
