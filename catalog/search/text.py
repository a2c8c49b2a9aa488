"""Normalising what people type and cutting it into meanings."""

import logging
import re
import unicodedata
from functools import lru_cache

import jieba

from . import words

jieba.setLogLevel(logging.WARNING)
_CUT = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_MEANINGS = words.meanings()
_NAMES = frozenset(_MEANINGS.values())
_BACKGROUND = words.background()
_GRAVE = words.grave()
#: Words found by looking; single characters only count where jieba sees a word of its own (the 照 of 按照 does not).
_LOOKED_FOR = {word for word in (*_MEANINGS, *_BACKGROUND, *_GRAVE) if len(word) > 1}
_LONGEST = max(map(len, _LOOKED_FOR))
_TOKENIZER = jieba.Tokenizer()


def keep_cache_in(directory: str) -> None:
    """Let the word list's cache be kept in a directory of ours instead of the machine's shared one."""
    _TOKENIZER.tmp_dir = directory


def plain(text: str) -> str:
    """NFKC, lower case, punctuation to single spaces: ``没挂  执照!`` → ``没挂 执照``."""
    return _CUT.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return bool(_HAN.search(text))


@lru_cache(maxsize=20_000)
def meanings(text: str) -> tuple[str, ...]:
    """The distinct meanings of a plain text, in order: group names for known words, other words as they are.

    Longer known words win; what lies between is cut by jieba.
    """
    found: list[str] = []
    for part in text.split():
        rest, place = "", 0
        while place < len(part):
            word = _known_at(part, place)
            if word:
                found += _other_words(rest)
                rest = ""
                found.append(_MEANINGS.get(word, word))
                place += len(word)
            else:
                rest += part[place]
                place += 1
        found += _other_words(rest)
    return tuple(dict.fromkeys(found))


def says_little(word: str) -> bool:
    """Whether a word says little: places, people, time, grammar, single characters without a meaning of their own."""
    return word in _BACKGROUND or (len(word) == 1 and word not in _NAMES)


def is_grave(word: str) -> bool:
    """Whether a word speaks of a grave act, which a list of minor ones does not cover unless it says so."""
    return word in _GRAVE


def is_place(word: str) -> bool:
    """Whether a word names a kind of shop or place (卤味店)."""
    return word.endswith(words.PLACES)


def vocabulary() -> list[str]:
    """Words of two characters and more that have a meaning."""
    return [word for word in _MEANINGS if len(word) > 1 and has_han(word)]


def inside(word: str) -> tuple[str, ...]:
    """Meanings of shorter words inside an unknown one: 食品店 → 食品; a leading negation is dropped: 没配 → 配."""
    parts = [part for part in _TOKENIZER.cut_for_search(word) if part != word and len(part) > 1]
    if word[0] in "没未不无" and len(word) > 1:
        parts.append(word[1:])
    if not parts and word[-1] in _MEANINGS:  # 菜价 is a 价
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


def _other_words(text: str) -> list[str]:
    return [_MEANINGS.get(word, word) for word in _TOKENIZER.cut(text)] if text else []
