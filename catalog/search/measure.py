"""How well descriptions find their items: shares of right answers over gold lists (CSV: query,gold,kind,split)."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Figures:
    """Counts over descriptions: of those with items (``fitting``) and of those that nothing fits (``unfitting``)."""

    fitting: int = 0
    first: int = 0
    three: int = 0
    unfitting: int = 0
    refused: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(mine + its for mine, its in zip(vars(self).values(), vars(other).values(), strict=True)))

    @property
    def top1(self) -> float:
        """Share whose first answer is right."""
        return self.first / self.fitting if self.fitting else 0.0

    @property
    def top3(self) -> float:
        """Share with a right answer among the first three."""
        return self.three / self.fitting if self.fitting else 0.0

    @property
    def refusal(self) -> float:
        """Share of descriptions that nothing fits which got no answer."""
        return self.refused / self.unfitting if self.unfitting else 0.0


def read(path: Path) -> list[dict]:
    """Rows of a gold list; several items that fit stand in ``gold`` with «;» between them, none is empty."""
    with open(path, encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def measure(numbers: Callable[[str], list[str]], rows: Iterable[dict]) -> dict[str, Figures]:
    """Figures by split. ``numbers`` gives the item numbers found for a description, best first."""
    figures: dict[str, Figures] = defaultdict(Figures)
    for row in rows:
        found, right = numbers(row["query"]), set(filter(None, row["gold"].split(";")))
        figures[row["split"]] += (
            Figures(fitting=1, first=bool(right & set(found[:1])), three=bool(right & set(found[:3])))
            if right
            else Figures(unfitting=1, refused=not found)
        )
    return dict(figures)
