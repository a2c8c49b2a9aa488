"""Keys of lists kept compactly, and the check sum over everything frozen. Pure.

A list is kept by unit and source: ``{"12|daily": "5 1 1 7"}`` — the first key, then the distances. All lists together are one
compressed text.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable


def packed(keys: Iterable[int]) -> str:
    """Keys in ascending order as distances.

    >>> packed([12, 5, 6])
    '5 1 6'
    """
    last, found = 0, []
    for key in sorted(set(keys)):
        found.append(str(key - last))
        last = key
    return " ".join(found)


def unpacked(text: str) -> list[int]:
    """The keys again.

    >>> unpacked('5 1 6')
    [5, 6, 12]
    """
    last, found = 0, []
    for distance in text.split():
        last += int(distance)
        found.append(last)
    return found


def pressed(lists: dict) -> bytes:
    """All lists as bytes; the same lists are always the same bytes."""
    return zlib.compress(_canonical(lists), 9)


def opened(data: bytes) -> dict:
    """The lists again. ``data`` may be a memoryview, as PostgreSQL gives it."""
    return json.loads(zlib.decompress(bytes(data)))


def digest(content: dict, lists: bytes) -> str:
    """SHA-256 over content and lists."""
    return hashlib.sha256(_canonical(content) + b"\n" + zlib.decompress(bytes(lists))).hexdigest()


def _canonical(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
