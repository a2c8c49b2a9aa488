"""Which files a drawing picks, and who reviews them. Pure: anybody can do it again with a calculator for SHA-256.

A file's place is the smallest of as many numbers as its weight: ``SHA-256("seed:case:k")`` for k = 1 … weight, read as hexadecimal. The
files with the smallest numbers are drawn. So a file of weight 3 comes first three times as often as one of weight 1, every file
can be drawn, and the same seed over the same roll always gives the same files. Only whole numbers are compared.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ticket:
    """One file of the roll: its case number, its weight, and the codes of what the weight comes from."""

    case_id: int
    weight: int = 1
    flags: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The file's line of the roll: «17 3 off_list,override»."""
        return f"{self.case_id} {self.weight} {','.join(self.flags)}".rstrip()


def roll_text(tickets: Iterable[Ticket]) -> str:
    """The roll as it is kept: a line a file, by case number, each line ended."""
    return "".join(f"{ticket.line}\n" for ticket in sorted(tickets, key=lambda ticket: ticket.case_id))


def read_roll(text: str) -> list[Ticket]:
    """The tickets of a kept roll."""
    found = []
    for line in text.splitlines():
        case_id, weight, *flags = line.split(" ")
        found.append(Ticket(int(case_id), int(weight), tuple(flags[0].split(",")) if flags else ()))
    return found


def fingerprint(text: str) -> str:
    """SHA-256 of a roll, as ``sha256sum`` prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


def place(seed: str, ticket: Ticket) -> str:
    """The file's place: the smallest of its numbers, in hexadecimal."""
    return min(hashlib.sha256(f"{seed}:{ticket.case_id}:{k}".encode()).hexdigest() for k in range(1, ticket.weight + 1))


def wanted_count(size: int, unit: str, population: int) -> int:
    """How many files: so many, or so many per cent rounded up (at least one of a roll that is not empty)."""
    asked = -(-population * size // 100) if unit == "share" else size
    return min(asked, population)


def draw(seed: str, tickets: Sequence[Ticket], count: int) -> list[Ticket]:
    """The ``count`` files with the smallest places, in that order."""
    return sorted(tickets, key=lambda ticket: (place(seed, ticket), ticket.case_id))[:count]


def assign(
    seed: str, case_ids: Sequence[int], reviewers: Sequence[int], barred: Mapping[int, frozenset[int]]
) -> dict[int, int | None]:
    """Who reviews which file: as evenly as the bars allow. ``None`` where everybody is barred.

    Files that fewest people may review are given out first, each to whoever has least; a tie is broken by the seed.
    """
    load = dict.fromkeys(reviewers, 0)
    free = {case: [one for one in reviewers if one not in barred.get(case, ())] for case in case_ids}
    given: dict[int, int | None] = {}
    for case in sorted(case_ids, key=lambda case: (len(free[case]), case_ids.index(case))):
        chosen = min(free[case], key=lambda one: (load[one], _tie(seed, case, one)), default=None)
        given[case] = chosen
        if chosen is not None:
            load[chosen] += 1
    return given


def _tie(seed: str, case: int, reviewer: int) -> str:
    return hashlib.sha256(f"{seed}:{case}:reviewer:{reviewer}".encode()).hexdigest()
