"""Addresses of provisions: 第四十八条之一第二款第（三）项第4目 ⇄ ``48-1.2.3.4`` (立法法 65: 条, 款, 项, 目)."""

import re
from dataclasses import dataclass, replace

from .numbers import NUMERALS, to_chinese, to_number

#: No law has ten thousand articles; longer ones are no numbers, and counting with them would end in an error.
NUMBER = rf"[{NUMERALS}]{{1,9}}|\d{{1,4}}"
_LABEL = re.compile(
    rf"^(?:第(?P<article>{NUMBER})条(?:之(?P<branch>{NUMBER}))?)?"
    rf"(?:第(?P<paragraph>{NUMBER})款)?"
    rf"(?:第?[（(]?(?P<item>{NUMBER})[）)]?项)?"
    rf"(?:第?[（(]?(?P<point>{NUMBER})[）)]?目)?$"
)
_SECTION = re.compile(rf"^(?P<article>[{NUMERALS}]{{1,9}})$")
_BETWEEN = re.compile(r"[、，,]|以及|和|及|与")


@dataclass(frozen=True, order=True)
class Address:
    """Where a provision stands. 0 = not said: 第九条第（三）项 names no 款 and is looked for in all of them."""

    article: int
    branch: int = 0
    paragraph: int = 0
    item: int = 0
    point: int = 0

    @property
    def key(self) -> str:
        """The address without words: ``48``, ``48-1``, ``48.2``, ``48.2.3``, ``9.0.3`` where the 款 is not named."""
        head = f"{self.article}-{self.branch}" if self.branch else str(self.article)
        tail = [self.paragraph, self.item, self.point]
        while tail and not tail[-1]:
            tail.pop()
        return ".".join([head, *map(str, tail)])

    @property
    def label(self) -> str:
        """The address in words, as officials write it: 第四十八条之一第二款第（三）项."""
        text = f"第{to_chinese(self.article)}条"
        text += f"之{to_chinese(self.branch)}" if self.branch else ""
        text += f"第{to_chinese(self.paragraph)}款" if self.paragraph else ""
        text += f"第（{to_chinese(self.item)}）项" if self.item else ""
        return text + (f"第{self.point}目" if self.point else "")

    @property
    def top(self) -> "Address":
        """The 条 it belongs to."""
        return Address(self.article, self.branch)

    def within(self, paragraph: int) -> "Address":
        """The same address with its 款 named."""
        return replace(self, paragraph=paragraph)


def read_label(label: str) -> Address | None:
    """The address of one provision, however it is written (half-width brackets, Arabic numerals, blanks); None if it is none."""
    addresses = read_labels(label)
    return addresses[0] if len(addresses) == 1 else None


def read_labels(label: str) -> list[Address]:
    """Every provision a label names: «第二十条第一款第（一）项、第（三）项» → two addresses. Empty when it cannot be read.

    A part that leaves out the higher levels takes them from the part before it.
    """
    found: list[Address] = []
    for part in _BETWEEN.split(re.sub(r"\s", "", label).rstrip("、")):
        address = _part(part, found[-1] if found else None)
        if address is None:
            return []
        found.append(address)
    return found


def _part(text: str, before: Address | None) -> Address | None:
    match = _LABEL.match(text) or _SECTION.match(text)
    if not text or not match:
        return None
    said = {name: to_number(value) for name, value in match.groupdict().items() if value}
    if "article" in said:
        return Address(**said)
    if before is None:
        return None
    levels = ("paragraph", "item", "point")
    first = min(levels.index(name) for name in said)
    kept = {name: getattr(before, name) for name in ("article", "branch", *levels[:first])}
    return Address(**{**kept, **said})
