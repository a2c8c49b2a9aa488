"""Chance that is none: bytes that follow from a number. A hash costs 0.7 µs, a ``random.Random`` a row twenty times that."""

import hashlib
from collections.abc import Callable


def stream(seed: int, use: str) -> Callable[[int], bytes]:
    """A function from a number to its 64 bytes. Two uses have nothing in common."""
    salt, person = seed.to_bytes(16, "little"), use.encode()[:16]

    def bits(n: int) -> bytes:
        return hashlib.blake2b(n.to_bytes(8, "little"), salt=salt, person=person).digest()

    return bits


def slots(weights: list[float], size: int) -> list[int]:
    """``size`` places dealt out by weight, each weight at least one: picking by chance is then one look-up."""
    total = sum(weights)
    found, due = [], 0.0
    for place, weight in enumerate(weights):
        due += weight / total * size
        found += [place] * max(1, round(due) - len(found))
    return (found + [len(weights) - 1] * size)[:size] if len(found) <= size else _thinned(found, size)


def _thinned(found: list[int], size: int) -> list[int]:
    """The many give up a place for the few that had none."""
    surplus = len(found) - size
    kept: list[int] = []
    for at, place in enumerate(found):
        more = at + 1 < len(found) and found[at + 1] == place
        if surplus and more and kept and kept[-1] == place:
            surplus -= 1
        else:
            kept.append(place)
    return kept[:size]
