"""Normalising what people type and reading it as meanings."""

import logging
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import jieba

from . import phonetics, words

jieba.setLogLevel(logging.WARNING)
_CUT = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_MEANINGS = words.meanings()
_NAMES = frozenset(_MEANINGS.values())
_BACKGROUND = words.background()
_GRAVE = words.grave()
_SUBJECTS = words.subjects()
#: Words found by looking; single characters only count where jieba sees a word of its own (the 照 of 按照 does not).
_LOOKED_FOR = {word for word in (*_MEANINGS, *_BACKGROUND, *_GRAVE) if len(word) > 1}
_LONGEST = max(map(len, _LOOKED_FOR))
_TOKENIZER = jieba.Tokenizer()
#: How often a word stands in jieba's corpus (60 million words), and how much a word that common says.
_EVERYDAY = ((20_000, 0.3), (5_000, 0.5), (1_000, 0.75))
#: Longest piece of unknown text compared by sound.
_LONGEST_HEARD = 6


class Reading(NamedTuple):
    """A word as typed and what it means; ``meant`` when it was mistyped (协业, 业歇 for 歇业)."""

    typed: str
    meaning: str
    meant: str = ""


def keep_cache_in(directory: str) -> None:
    """Let the word list's cache be kept in a directory of ours instead of the machine's shared one."""
    _TOKENIZER.tmp_dir = directory


def ready() -> None:
    """Read the word list, if it is not yet; :func:`keep_cache_in` comes first."""
    if not _TOKENIZER.initialized:
        _TOKENIZER.initialize()


def plain(text: str) -> str:
    """NFKC, lower case, punctuation to single spaces: ``没挂  执照!`` → ``没挂 执照``."""
    return _CUT.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return bool(_HAN.search(text))


@lru_cache(maxsize=20_000)
def read(text: str) -> tuple[Reading, ...]:
    """A plain text word by word, each meaning once, in order.

    Longer known words win; what lies between is searched for slips and homophones of known words, the rest is cut by jieba.
    """
    found: list[Reading] = []
    for part in text.split():
        rest, place = "", 0
        while place < len(part):
            word = _known_at(part, place)
            if word:
                found += _other_words(rest)
                rest = ""
                found.append(Reading(word, _MEANINGS.get(word, word)))
                place += len(word)
            else:
                rest += part[place]
                place += 1
        found += _other_words(rest)
    if act := words.unlicensed(text):
        found.append(Reading(act, words.UNLICENSED_ACT))
    once: dict[str, Reading] = {}
    for reading in found:
        once.setdefault(reading.meaning, reading)
    return tuple(once.values())


def meanings(text: str) -> tuple[str, ...]:
    """The distinct meanings of a plain text: group names for known words, other words as they are."""
    return tuple(reading.meaning for reading in read(text))


@lru_cache(maxsize=20_000)
def pairs(text: str) -> frozenset[str]:
    """Neighbouring characters of a plain text: likeness that needs no word list."""
    together = text.replace(" ", "")
    return frozenset(together[i : i + 2] for i in range(len(together) - 1))


def says_little(word: str) -> bool:
    """Whether a word says little: places, people, time, grammar, single characters without a meaning of their own."""
    return word in _BACKGROUND or (len(word) == 1 and word not in _NAMES)


def is_background(word: str) -> bool:
    """Whether a word is listed as one of place, people, time or grammar."""
    return word in _BACKGROUND


def tells(word: str) -> float:
    """How much a word tells, by how common it is in everyday Chinese: 1 for our own words and rare ones, down to 0.3."""
    if word in _NAMES:
        return 1.0
    frequency = _frequency(word)
    return next((share for least, share in _EVERYDAY if frequency >= least), 1.0)


def is_grave(word: str) -> bool:
    """Whether a word speaks of a grave act, which a list of minor ones does not cover unless it says so."""
    return word in _GRAVE or word == words.UNLICENSED_ACT


def stands_alone(meaning: str) -> bool:
    """Whether a meaning is reason enough by itself; 电梯 or 标明 are said of other authorities' business just as well."""
    return meaning not in _SUBJECTS


def is_place(word: str) -> bool:
    """Whether a word names a kind of shop or place (卤味店)."""
    return word.endswith(words.PLACES)


def inside(word: str) -> tuple[str, ...]:
    """Meanings of shorter words inside an unknown one: 食品店 → 食品; a leading negation is dropped: 没配 → 配."""
    parts = [part for part in _TOKENIZER.cut_for_search(word, HMM=False) if part != word and len(part) > 1]
    if word[0] in "没未不无" and len(word) > 1:
        parts.append(word[1:])
    if not parts and word[-1] in words.HEADS:  # 菜价 is a 价
        parts.append(word[-1])
    return tuple(dict.fromkeys(_MEANINGS.get(part, part) for part in parts))


def _known_at(part: str, place: int) -> str:
    for length in range(min(_LONGEST, len(part) - place), 1, -1):
        word = part[place : place + length]
        if word in _LOOKED_FOR and not (word.isascii() and _inside_latin(part, place, length)):
            return word
    return ""


def _inside_latin(part: str, place: int, length: int) -> bool:
    before, after = part[place - 1 : place], part[place + length : place + length + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _other_words(text: str) -> list[Reading]:
    """Words of a text that holds none of ours as it is written: slips and homophones of ours, else as jieba cuts it."""
    tokens = list(_TOKENIZER.cut(text, HMM=False)) if text else []
    found: list[Reading] = []
    place = 0
    while place < len(tokens):
        reading, width = _mistyped_at(tokens, place)
        found.append(reading or Reading(tokens[place], _MEANINGS.get(tokens[place], tokens[place])))
        place += width
    return found


def _mistyped_at(tokens: list[str], place: int) -> tuple[Reading | None, int]:
    """Our word that the next tokens together stand for, and how many they are; one token of two is what it is."""
    for width in range(min(_LONGEST_HEARD, len(tokens) - place), 0, -1):
        typed = "".join(tokens[place : place + width])
        if width == 1 and (len(typed) < 3 or typed in _MEANINGS):
            continue
        if width == 2 == len(typed) and any(char in _MEANINGS or char in _BACKGROUND for char in typed):
            continue
        if len(typed) <= _LONGEST_HEARD and all(map(has_han, typed)):
            meant = phonetics.words_by_sound(HEARD).get(phonetics.sound(typed), "")
            meant = meant if len(meant) == len(typed) else _MISTYPED.get(typed, "")
            if meant:
                return Reading(typed, _MEANINGS.get(meant, meant), meant), width
    return None, 1


def _frequency(word: str) -> int:
    ready()
    return _TOKENIZER.FREQ.get(word) or 0


def _slips(word: str) -> set[str]:
    """Common slips of the finger: two characters changed places; one of four and more left out."""
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return swapped | ({word[:i] + word[i + 1 :] for i in range(len(word))} if len(word) > 3 else set())


#: Words looked for by sound and by initials, those with a meaning first.
HEARD = tuple(
    dict.fromkeys(
        word for word in (*_MEANINGS, *sorted(_GRAVE), *sorted(_BACKGROUND)) if len(word) > 1 and has_han(word)
    )
)
_MISTYPED = {slip: word for word in reversed(HEARD) if word not in _BACKGROUND for slip in _slips(word)}
