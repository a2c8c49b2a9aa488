"""What the words of a description say for each item: the judgement behind «these words fit».

Four quantities between 0 and 1, joined by a logistic function whose weights were fitted on the tuning part of the two
gold lists and on the items' keywords, each asked for with itself left out (docs/decisions/015-finding-an-item.md):

- *cover*: the share of the description's weight that the item knows. Rare words weigh more, everyday ones less; words
  that no item knows count against, the less the more words fit otherwise: people tell whole stories;
- *likeness*: the best cosine between the description and one of the item's phrases (its everyday words, its violation);
- *spelling*: likeness by neighbouring characters, for words no list knows;
- *grave*: whether it speaks of a grave act or another authority's business, which the item does not mention.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

from . import text

#: Weights of cover, likeness, spelling and grave, and what a description must bring at least.
WEIGHTS, LEAST = (1.8, 7.6, 4.6, -3.5), -4.5
BACKGROUND_WEIGHT = 0.25
UNKNOWN_WEIGHT = 0.6
UNKNOWN_PAIR_WEIGHT = 0.5
#: From this likeness on the phrase itself is the reason shown.
CLOSE = 0.5
#: Words of the officer's own shown beside a wording.
MOST_SHOWN = 3
#: From this likeness of characters on one word in common is enough.
ALIKE = 0.65


@dataclass
class Phrase:
    """One wording of an item: its violation or one of its everyday words."""

    place: int  # of its document
    shown: str
    plain: str
    is_keyword: bool
    words: tuple[str, ...] = ()
    pairs: frozenset[str] = frozenset()
    norm: float = 1.0
    pairs_norm: float = 1.0


@dataclass
class Asked:
    """A description's words by what the list knows of them, with their weights."""

    known: dict[str, float] = field(default_factory=dict)
    unknown: float = 0.0
    unknown_squared: float = 0.0
    grave: float = 0.0
    #: Characters of what it says that no item knows.
    more: int = 0

    @property
    def fits_something(self) -> bool:
        """Whether any word with a meaning of its own is known to some item."""
        return any(not text.says_little(word) for word in self.known)


class Evidence:
    """Built once from phrases and what else items are known by (their domain); asked many times."""

    def __init__(self, phrases: list[Phrase], known: list[set[str]]):
        self._phrases = phrases
        self._known = known
        self._with_word: dict[str, list[int]] = defaultdict(list)
        self._with_pair: dict[str, list[int]] = defaultdict(list)
        self._holders: dict[str, set[int]] = defaultdict(set)
        for number, phrase in enumerate(phrases):
            phrase.words = text.meanings(phrase.plain)
            phrase.pairs = text.pairs(phrase.plain)
            known[phrase.place].update(phrase.words)
            for word in phrase.words:
                self._with_word[word].append(number)
            for pair in phrase.pairs:
                self._with_pair[pair].append(number)
        for place, words in enumerate(known):
            for word in words:
                self._holders[word].add(place)
        self._weigh()

    def _weigh(self) -> None:
        count = len(self._known)
        rarities = {word: math.log(1 + count / len(places)) for word, places in self._holders.items()}
        self._rarest = max(rarities.values(), default=1.0)
        self._idf = {
            word: rarity * text.tells(word) * (BACKGROUND_WEIGHT if text.says_little(word) else 1)
            for word, rarity in rarities.items()
        }
        self._pair_idf = {
            pair: math.log(1 + count / len({self._phrases[number].place for number in numbers}))
            for pair, numbers in self._with_pair.items()
        }
        for phrase in self._phrases:
            phrase.norm = math.sqrt(sum(self._idf[word] ** 2 for word in phrase.words)) or 1.0
            phrase.pairs_norm = sum(self._pair_idf[pair] for pair in phrase.pairs)

    def weights(self, plain: str) -> Asked:
        """What each word of a plain text weighs."""
        asked = Asked()
        for word in text.meanings(plain):
            if word in self._idf:
                asked.known[word] = self._idf[word]
            elif text.is_grave(word):
                asked.grave += self._rarest
                asked.more += len(word)
            elif text.says_little(word):
                asked.more += not text.is_background(word)
            else:
                parts = [part for part in text.inside(word) if part in self._idf]
                asked.known.update({part: self._idf[part] for part in parts})
                if not parts and not text.is_place(word):
                    asked.more += len(word)
                    weight = UNKNOWN_WEIGHT * self._rarest * text.tells(word)
                    asked.unknown += weight
                    asked.unknown_squared += weight**2
        return asked

    def judge(self, plain: str, floor: float) -> list[tuple[int, float, list[str]]]:
        """(place, score in (0, 1), reasons) of every item whose score reaches ``floor``, in no order."""
        judged = []
        for place, (*quantities, near) in self.quantities(plain).items():
            score = _logistic(LEAST + sum(weight * value for weight, value in zip(WEIGHTS, quantities, strict=True)))
            if score >= floor:
                judged.append((place, score, self._reasons(place, plain, near)))
        return judged

    def quantities(self, plain: str) -> dict[int, tuple]:
        """Place → (cover, likeness, spelling, grave, the phrase meant if one is close) of items that know a word."""
        asked = self.weights(plain)
        if not asked.fits_something:
            return {}
        likeness, closest = self._likeness(asked, text.pairs(plain))
        spelling = self._spelling(plain)
        total = sum(asked.known.values()) + asked.grave
        squared = sum(weight**2 for weight in asked.known.values())
        found = {}
        for place, (cover, matched) in self._cover(asked).items():
            if asked.more > 1 and self._too_little(place, asked) and spelling.get(place, 0.0) < ALIKE:
                continue
            doubt = max(1, matched)
            norm = math.sqrt(squared + asked.unknown_squared / doubt**2 + asked.grave**2)
            dot = likeness.get(place, 0.0)
            found[place] = (
                cover / (total + asked.unknown / doubt),
                dot / norm,
                spelling.get(place, 0.0),
                float(asked.grave > 0),
                closest.get(place) if dot >= CLOSE * math.sqrt(squared) else None,
            )
        return found

    def _cover(self, asked: Asked) -> dict[int, tuple[float, int]]:
        """Place → (weight of the words it knows, how many of them mean something)."""
        cover: dict[int, tuple[float, int]] = {}
        for word, weight in asked.known.items():
            counts = not text.says_little(word)
            for place in self._holders[word]:
                before, matched = cover.get(place, (0.0, 0))
                cover[place] = (before + weight, matched + counts)
        return cover

    def _too_little(self, place: int, asked: Asked) -> bool:
        """Whether an item knows but one word of a text, which does not say what is wrong."""
        shared = [word for word in asked.known if word in self._known[place] and not text.says_little(word)]
        return len(shared) < 2 and not any(map(text.stands_alone, shared))

    def _likeness(self, asked: Asked, pairs: frozenset[str]) -> tuple[dict[int, float], dict[int, Phrase]]:
        """Place → best cosine times the description's own norm, and the phrase that gave it, the one spelt most alike."""
        dots: dict[int, float] = defaultdict(float)
        for word, weight in asked.known.items():
            for number in self._with_word[word]:
                dots[number] += weight**2
        best: dict[int, float] = {}
        closest: dict[int, Phrase] = {}
        for number, dot in dots.items():
            phrase = self._phrases[number]
            value, before = dot / phrase.norm, best.get(phrase.place, 0.0)
            alike = value == before and len(phrase.pairs & pairs) > len(closest[phrase.place].pairs & pairs)
            if value > before or alike:
                best[phrase.place], closest[phrase.place] = value, phrase
        return best, closest

    def _spelling(self, plain: str) -> dict[int, float]:
        """Place → how much of neighbouring characters it shares with its most alike phrase (weighed Dice)."""
        pairs = text.pairs(plain)
        shared: dict[int, float] = defaultdict(float)
        whole = 0.0
        for pair in pairs:
            if pair in self._pair_idf:
                whole += self._pair_idf[pair]
                for number in self._with_pair[pair]:
                    shared[number] += self._pair_idf[pair]
            else:
                whole += UNKNOWN_PAIR_WEIGHT * self._rarest
        best: dict[int, float] = {}
        for number, weight in shared.items():
            phrase = self._phrases[number]
            value = 2 * weight / (phrase.pairs_norm + whole)
            if value > best.get(phrase.place, 0.0):
                best[phrase.place] = value
        return best

    def _reasons(self, place: int, plain: str, near: Phrase | None) -> list[str]:
        """Why an item fits: the wording closest to the text with the words understood as its own, and slips."""
        shared = [
            reading
            for reading in text.read(plain)
            if reading.meaning in self._known[place] and not text.says_little(reading.meaning)
        ]
        slips = [f"“{reading.typed}”按“{reading.meant}”理解" for reading in shared if reading.meant]
        if near:
            other = [r.typed for r in shared if not r.meant and r.meaning in near.words and r.typed not in near.plain]
            like = f"（您写的{_quoted(other[:MOST_SHOWN])}意思相近）" if other else ""
            return [f"{'关键词' if near.is_keyword else '违法行为'}“{near.shown}”{like}", *slips]
        parts = [reading.typed for reading in shared] or [
            part for part in self.weights(plain).known if part in self._known[place]
        ]
        return [f"提到{_quoted(parts)}", *slips]


def _quoted(words: list[str]) -> str:
    return "".join(f"“{word}”" for word in words)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
