"""The index: documents in, ranked hits with Chinese reasons out.

A description in words is judged by :mod:`.evidence`; likeness of spelling and sound to a whole phrase, pinyin, initials,
numbers, articles and domains have scores of their own, all between 0 and 1.

An item is a hit when its best score reaches ``FLOOR``; a description that fits nothing has no hits.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from . import articles, phonetics, text
from .evidence import Evidence, Phrase

FLOOR = 0.45
#: Beside an answer this certain no guess below ``WEAK`` is shown.
CERTAIN, WEAK = 0.95, 0.6
SPELLING_FLOOR = 75
SOUND_FLOOR = 80
#: Share of typed pinyin that must be words we know before they are looked up as words.
HEARD_FLOOR = 0.6
#: Full pinyin of more syllables is not tried as initials.
LONGEST_INITIALS = 3


@dataclass(frozen=True)
class Document:
    """What the index needs of one item. ``articles`` are (law, label) of the violated and the penalty clauses."""

    key: Hashable
    number: str
    violation: str
    keywords: tuple[str, ...] = ()
    domain: str = ""
    articles: tuple[tuple[str, str], ...] = ()


@dataclass
class Hit:
    """A found document: ``score`` in (0, 1], ``reasons`` in Chinese, the best first."""

    document: Document
    score: float
    reasons: list[str] = field(default_factory=list)


class SearchIndex:
    """Built once from documents, asked many times; never changes afterwards."""

    def __init__(self, documents: Iterable[Document]):
        self.documents = list(documents)
        self._phrases: list[Phrase] = []
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._domains: dict[str, list[int]] = defaultdict(list)
        known = []
        for place, document in enumerate(self.documents):
            self._numbers[document.number.lower()].append(place)
            known.append(set(text.meanings(text.plain(document.domain))))
            for is_keyword, shown in [(False, document.violation), *((True, word) for word in document.keywords)]:
                self._phrases.append(Phrase(place, shown, text.plain(shown), is_keyword))
            self._name_domain(place, document.domain)
        self._evidence = Evidence(self._phrases, known)
        self._spellings = [phrase.plain.replace(" ", "") for phrase in self._phrases]
        self._sounds = [phonetics.sound(phrase.plain) for phrase in self._phrases]
        self._initials = [phonetics.initials(phrase.plain) for phrase in self._phrases]
        self._initials_of: dict[str, list[int]] = defaultdict(list)
        self._of_length: dict[int, list[int]] = defaultdict(list)
        for number, initials in enumerate(self._initials):
            self._initials_of[initials].append(number)
            self._of_length[len(initials)].append(number)
        self._phrases_sounding: dict[str, list[int]] = defaultdict(list)
        for number, sound in enumerate(self._sounds):
            for pair in phonetics.pairs(sound):
                self._phrases_sounding[pair].append(number)

    def _name_domain(self, place: int, domain: str) -> None:
        for name in {text.plain(domain).replace(" ", ""), phonetics.initials(domain), domain.removesuffix("类")} - {""}:
            self._domains[name].append(place)

    def search(self, query: str, limit: int = 8) -> list[Hit]:
        """Hits for ``query``, best first; none for an empty, meaningless or unrelated one."""
        plain = text.plain(query)
        if not plain:
            return []
        found: dict[int, dict[str, tuple[float, str]]] = defaultdict(dict)
        for hits in self._ways(query, plain):
            for place, score, reason in hits:
                told = found[place]
                if score > told.get(_quoted(reason), (0.0,))[0]:
                    told[_quoted(reason)] = (score, reason)
            if hits and hits[0][1] == math.inf:
                break
        return self._ranked(found)[:limit]

    def _ranked(self, found: dict[int, dict[str, tuple[float, str]]]) -> list[Hit]:
        hits = []
        for place, told in found.items():
            ways = sorted(told.values(), key=lambda way: -way[0])
            if ways and ways[0][0] >= FLOOR:
                score = round(min(ways[0][0], 1.0), 3)
                hits.append(Hit(self.documents[place], score, [reason for _, reason in ways]))
        hits.sort(key=lambda hit: (-hit.score, len(hit.document.number), hit.document.number))
        return [hit for hit in hits if hit.score >= WEAK or hits[0].score < CERTAIN]

    def _ways(self, query: str, plain: str):
        """The searches that fit this kind of query, most certain first; inf means: look no further."""
        yield self._by_number(plain)
        if asked := articles.asked_article(query):
            yield self._by_article(*asked)
            if articles.is_all(asked[0]):
                return
        yield self._by_domain(plain)
        if phonetics.is_letters(plain):
            yield self._by_letters(plain)
            yield self._by_words(plain)
            return
        yield self._by_words(plain)
        if text.has_han(plain):
            yield self._by_likeness(plain)
            for meant in phonetics.meant_among_han(plain, text.HEARD):  # «nianbao没报», «jkz过期»
                yield self._by_words(meant)
                yield self._by_likeness(meant)
            if any(char.isascii() and char.isalpha() for char in plain):
                yield self._by_initials([phonetics.initials(plain)], 0.9)

    def _by_number(self, plain: str) -> list[tuple]:
        return [(place, math.inf, "事项编号") for place in self._numbers.get(plain.replace(" ", ""), ())]

    def _by_article(self, hint: str, label: str) -> list[tuple]:
        hits = []
        for place, document in enumerate(self.documents):
            fits = [
                (articles.fits_law(hint, law) - 0.01 * order, law, cited)
                for order, (law, cited) in enumerate(document.articles)
                if articles.head(cited) == label
            ]
            if fits and (best := max(fits))[0] >= FLOOR:
                hits.append((place, best[0], f"条款“{best[1]}{best[2]}”"))
        return hits

    def _by_domain(self, plain: str) -> list[tuple]:
        return [
            (place, 0.7, f"领域“{self.documents[place].domain}”")
            for place in self._domains.get(plain.replace(" ", ""), ())
        ]

    def _by_words(self, plain: str) -> list[tuple]:
        return [
            (place, score, reason) for place, score, reasons in self._evidence.judge(plain, FLOOR) for reason in reasons
        ]

    def _by_likeness(self, plain: str) -> list[tuple]:
        together = plain.replace(" ", "")
        hits = []
        if len(together) > 2:
            found = process.extract(together, self._spellings, scorer=fuzz.ratio, score_cutoff=SPELLING_FLOOR, limit=20)
            hits += [self._like(number, score, "相近写法") for _, score, number in found]
            sound = phonetics.sound(plain)
            found = process.extract(sound, self._sounds, scorer=fuzz.ratio, score_cutoff=SOUND_FLOOR, limit=20)
            hits += [self._like(number, score, "读音相近") for _, score, number in found]
        return hits

    def _like(self, number: int, score: float, reason: str) -> tuple:
        phrase = self._phrases[number]
        return phrase.place, score / 100 * 0.95, f"{reason}“{phrase.shown}”"

    def _by_letters(self, letters: str) -> list[tuple]:
        sound = phonetics.typed_sound(letters)
        hits = [] if len(sound) > LONGEST_INITIALS else self._by_initials(letters.split())
        if len(sound) > 1:
            hits += self._by_typed_sound(sound)
            heard, share = phonetics.words_in(sound, text.HEARD)
            if share >= HEARD_FLOOR:
                spoken = f"拼音（{heard.replace(' ', '、')}）"
                hits += [(place, 0.95 * share * score, spoken) for place, score, _ in self._by_words(heard)]
        return hits

    def _by_initials(self, parts: list[str], factor: float = 1.0) -> list[tuple]:
        """Every part must be found in some phrase of the item; the more of a phrase it is, the better."""
        hits: dict[int, list[tuple[float, str]]] = {}
        for part in ["".join(parts), *parts] if len(parts) > 1 else parts:
            found: dict[int, tuple[float, str]] = {}
            for number in self._with_initials(part):
                phrase = self._phrases[number]
                value = phonetics.initials_value(part, self._initials[number], phrase.is_keyword)
                if value > found.get(phrase.place, (0.0,))[0]:
                    found[phrase.place] = (value, phrase.shown)
            for place, match in found.items():
                hits.setdefault(place, []).append(match)
        whole = max(1, len(parts))
        return [
            (
                place,
                factor * sum(value for value, _ in matches) / max(whole, len(matches)),
                f"拼音首字母（“{matches[0][1]}”）",
            )
            for place, matches in hits.items()
            if len(matches) >= whole
        ]

    def _with_initials(self, part: str) -> Iterable[int]:
        """Phrases whose initials may fit ``part``: the same, a piece of them, or with a few letters left out."""
        if len(part) < phonetics.SHORTEST_PIECE:
            return self._initials_of.get(part, ())
        pieces = [number for number, initials in enumerate(self._initials) if part in initials]
        longest = int(len(part) / phonetics.SHARE_TYPED)
        return pieces + [n for length in range(len(part) + 1, longest + 1) for n in self._of_length.get(length, ())]

    def _by_typed_sound(self, sound: str) -> list[tuple]:
        shared: dict[int, int] = defaultdict(int)
        pairs = phonetics.pairs(sound)
        for pair in pairs:
            for number in self._phrases_sounding.get(pair, ()):
                shared[number] += 1
        hits = []
        for number, count in shared.items():
            phrase, whole = self._phrases[number], self._sounds[number]
            if sound in whole:
                value = 0.65 + 0.35 * len(sound) / len(whole)
            elif len(sound) > 2 and 0.9 * count / len(pairs) >= FLOOR:
                value = 0.9 * min(count / len(pairs), fuzz.ratio(sound, whole) / 100)
            else:
                continue
            if value >= FLOOR:
                hits.append((phrase.place, value, f"拼音（“{phrase.shown}”）"))
        return hits


def _quoted(reason: str) -> str:
    """What a reason points to first: one finding of the same words is enough."""
    return reason[reason.find("“") : reason.find("”") + 1] if "“" in reason else reason
