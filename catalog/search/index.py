"""The index: documents in, ranked hits with Chinese reasons out.

How a query is scored against an item (all between 0 and 1):

- *cover*: how much of the query's weight the item knows (rare words weigh more; words nobody uses count against it);
- *likeness*: the best cosine between the query and one of the item's phrases (its everyday words, its violation);
- *spelling* and *sound*: the best string likeness to a phrase, for typing mistakes and homophones;
- pinyin, initials, numbers, articles and domains have scores of their own.

An item is a hit when its score reaches ``FLOOR``; a query that fits nothing has no hits.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from . import articles, phonetics, text

FLOOR = 0.45
#: Share of the query's weight an item must know before likeness counts at all.
COVER_FLOOR = 0.4
SPELLING_FLOOR = 75
SOUND_FLOOR = 80
BACKGROUND_WEIGHT = 0.25
UNKNOWN_WEIGHT = 0.6
#: Share of typed pinyin that must be words we know before they are looked up as words.
HEARD_FLOOR = 0.6
_VOCABULARY = tuple(text.vocabulary())


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


@dataclass
class _Phrase:
    place: int  # of its document
    shown: str
    plain: str
    words: tuple[str, ...]
    sound: str
    initials: str
    is_keyword: bool
    norm: float = 1.0


class SearchIndex:
    """Built once from documents, asked many times; never changes afterwards."""

    def __init__(self, documents: Iterable[Document]):
        self.documents = list(documents)
        self._phrases: list[_Phrase] = []
        self._known: list[set[str]] = []
        self._holders: dict[str, set[int]] = defaultdict(set)
        self._phrases_with: dict[str, list[int]] = defaultdict(list)
        self._phrases_sounding: dict[str, list[int]] = defaultdict(list)
        for place, document in enumerate(self.documents):
            self._add(place, document)
        self._idf = {
            word: math.log(1 + len(self.documents) / len(places)) * (BACKGROUND_WEIGHT if text.says_little(word) else 1)
            for word, places in self._holders.items()
        }
        self._unknown = math.log(1 + len(self.documents))
        for number, phrase in enumerate(self._phrases):
            phrase.norm = math.sqrt(sum(self._idf[word] ** 2 for word in phrase.words)) or 1.0
            for word in phrase.words:
                self._phrases_with[word].append(number)
            for pair in phonetics.pairs(phrase.sound):
                self._phrases_sounding[pair].append(number)
        self._spellings = [phrase.plain for phrase in self._phrases]
        self._sounds = [phrase.sound for phrase in self._phrases]

    def _add(self, place: int, document: Document) -> None:
        known: set[str] = set(text.meanings(text.plain(document.domain)))
        for is_keyword, shown in [(False, document.violation), *((True, word) for word in document.keywords)]:
            plain = text.plain(shown)
            words = text.meanings(plain)
            known.update(words)
            together = plain.replace(" ", "")
            self._phrases.append(
                _Phrase(place, shown, together, words, phonetics.sound(plain), phonetics.initials(plain), is_keyword)
            )
        self._known.append(known)
        for word in known:
            self._holders[word].add(place)

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
        return sorted(hits, key=lambda hit: (-hit.score, len(hit.document.number), hit.document.number))

    def _ways(self, query: str, plain: str):
        """The searches that fit this kind of query, most certain first; inf means: look no further."""
        yield self._by_number(plain)
        if asked := articles.asked_article(query):
            yield self._by_article(*asked)
        yield self._by_domain(plain)
        if phonetics.is_letters(plain):
            yield self._by_letters(plain)
            yield self._by_words(plain)
            return
        yield self._by_words(plain)
        if text.has_han(plain):
            yield self._by_likeness(plain)
            if (heard := phonetics.heard_among_han(plain, _VOCABULARY)) != plain:  # «nianbao没报»
                yield self._by_words(heard)
                yield self._by_likeness(heard)
            if any(char.isascii() and char.isalpha() for char in plain):
                yield self._by_initials([phonetics.initials(plain)], 0.9)

    def _by_number(self, plain: str) -> list[tuple]:
        wanted = plain.replace(" ", "")
        return [
            (place, math.inf, "事项编号")
            for place, document in enumerate(self.documents)
            if document.number.lower() == wanted
        ]

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
        wanted = plain.replace(" ", "")
        return [
            (place, 0.7, f"领域“{document.domain}”")
            for place, document in enumerate(self.documents)
            if wanted
            and wanted
            in {text.plain(document.domain), phonetics.initials(document.domain), document.domain.removesuffix("类")}
        ]

    def _by_words(self, plain: str) -> list[tuple]:
        weights = self._weights(plain)
        words = tuple(weights)
        if not any(word in self._idf and not text.says_little(word) for word in words):
            return []
        total = sum(weights.values())
        norm = math.sqrt(sum(weight**2 for weight in weights.values()))
        cover: dict[int, float] = defaultdict(float)
        dots: dict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for place in self._holders.get(word, ()):
                cover[place] += weight / total
            for number in self._phrases_with.get(word, ()):
                dots[number] += weight**2
        likeness: dict[int, tuple[float, _Phrase]] = {}
        for number, dot in dots.items():
            phrase = self._phrases[number]
            value = dot / norm / phrase.norm
            if value > likeness.get(phrase.place, (0.0,))[0]:
                likeness[phrase.place] = (value, phrase)
        hits = []
        for place, share in cover.items():
            if share >= COVER_FLOOR:
                value, phrase = likeness.get(place, (0.0, None))
                hits.append((place, 0.5 * share + 0.5 * value, self._word_reason(place, words, phrase)))
        return hits

    def _weights(self, plain: str) -> dict[str, float]:
        """Weight of each word of a query; words nobody uses count against every item, grave ones doubly."""
        weights: dict[str, float] = {}
        for word in text.meanings(plain):
            if word in self._idf:
                weights[word] = self._idf[word]
            elif text.is_grave(word):
                weights[word] = 2 * self._unknown
            elif not text.says_little(word):
                known = [part for part in text.inside(word) if part in self._idf]
                weights.update({part: self._idf[part] for part in known})
                if not known and not text.is_place(word):
                    weights[word] = UNKNOWN_WEIGHT * self._unknown
        return weights

    def _word_reason(self, place: int, words: tuple[str, ...], phrase: _Phrase | None) -> str:
        if phrase and phrase.is_keyword:
            return f"关键词“{phrase.shown}”"
        shared = [word for word in words if word in self._known[place] and not text.says_little(word)]
        return "违法行为含" + "".join(f"“{word}”" for word in shared)

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
        hits = self._by_initials(letters.split())
        sound = phonetics.typed_sound(letters)
        if len(sound) > 1:
            hits += self._by_typed_sound(sound)
            heard, share = phonetics.words_in(sound, _VOCABULARY)
            if share >= HEARD_FLOOR:
                spoken = f"拼音（{heard.replace(' ', '、')}）"
                hits += [(place, 0.95 * share * score, spoken) for place, score, _ in self._by_words(heard)]
        return hits

    def _by_initials(self, parts: list[str], factor: float = 1.0) -> list[tuple]:
        """Every part must be found in some phrase of the item; the more of a phrase it is, the better."""
        hits: dict[int, list[tuple[float, str]]] = {}
        for part in ["".join(parts), *parts] if len(parts) > 1 else parts:
            found: dict[int, tuple[float, str]] = {}
            for phrase in self._phrases:
                value = phonetics.initials_value(part, phrase.initials, phrase.is_keyword)
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

    def _by_typed_sound(self, sound: str) -> list[tuple]:
        shared: dict[int, int] = defaultdict(int)
        pairs = phonetics.pairs(sound)
        for pair in pairs:
            for number in self._phrases_sounding.get(pair, ()):
                shared[number] += 1
        hits = []
        for number, count in shared.items():
            phrase = self._phrases[number]
            if sound in phrase.sound:
                value = 0.65 + 0.35 * len(sound) / len(phrase.sound)
            elif len(sound) > 2 and 0.9 * count / len(pairs) >= FLOOR:
                value = 0.9 * min(count / len(pairs), fuzz.ratio(sound, phrase.sound) / 100)
            else:
                continue
            if value >= FLOOR:
                hits.append((phrase.place, value, f"拼音（“{phrase.shown}”）"))
        return hits


def _quoted(reason: str) -> str:
    """What a reason points to: one finding of the same words is enough."""
    return reason[reason.find("“") :] if "“" in reason else reason
