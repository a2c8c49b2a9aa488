"""How large the nation is and on which day it stands."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

#: What one stands for.
CASES, PARTIES = 3_000_000, 1_000_000
PROVINCES, CITIES, DISTRICTS = 31, 330, 2_638
#: From this scale on every unit exists; below there are fewer, so that a district keeps cases to look at.
WHOLE_TREE = 0.1
BEGINS = date(2016, 12, 1)
UNTIL = date(2026, 11, 20)


@dataclass(frozen=True)
class Size:
    """``scale`` 1 = 3,000,000 cases. The same size gives the same rows."""

    scale: float
    until: date = UNTIL
    seed: int = 1

    @cached_property
    def cases(self) -> int:
        return max(300, round(CASES * self.scale))

    @cached_property
    def parties(self) -> int:
        return max(100, round(PARTIES * self.scale))

    @cached_property
    def _spread(self) -> float:
        return min(1.0, self.scale / WHOLE_TREE)

    @cached_property
    def provinces(self) -> int:
        return max(2, round(PROVINCES * self._spread))

    @cached_property
    def cities(self) -> int:
        return max(self.provinces, round(CITIES * self._spread))

    @cached_property
    def districts(self) -> int:
        return max(2 * self.cities, round(DISTRICTS * self._spread))

    @property
    def told(self) -> dict:
        """What the record keeps of it, and by which it is known again."""
        return {"scale": f"{self.scale:g}", "until": self.until.isoformat(), "seed": self.seed}
