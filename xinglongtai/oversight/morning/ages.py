"""Age classes of what is overdue. Pure: bounds in calendar days, from a parameter."""

from dataclasses import dataclass
from datetime import date, timedelta

USUAL = "7,15,30,60"
_MOST = 8


@dataclass(frozen=True)
class AgeClass:
    """Overdue for ``low`` to ``high`` days, both counted; ``high`` is None for the last class."""

    key: str
    low: int
    high: int | None

    @property
    def label(self) -> str:
        """«1–7天», «60天以上»."""
        return f"{self.low}–{self.high}天" if self.high else f"{self.low - 1}天以上"

    def span(self, on: date) -> tuple[date | None, date]:
        """First and last deadline of the class on ``on``; no first one for the last class."""
        first = on - timedelta(days=self.high) if self.high else None
        return first, on - timedelta(days=self.low)


def read_bounds(text: str) -> tuple[int, ...]:
    """The upper bounds of the classes: «7,15,30,60». ``ValueError`` (Chinese) unless they are rising whole numbers of days."""
    parts = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise ValueError("逾期分档请写成用逗号隔开的天数，如 7,15,30,60。")
    bounds = tuple(map(int, parts))
    if not 1 <= len(bounds) <= _MOST or bounds[0] < 1 or any(a >= b for a, b in zip(bounds, bounds[1:], strict=False)):
        raise ValueError(f"逾期分档须为1到{_MOST}个由小到大的天数，如 7,15,30,60。")
    return bounds


def classes(bounds: tuple[int, ...]) -> list[AgeClass]:
    """The classes between the bounds and the open one above them.

    >>> [row.label for row in classes((7, 15))]
    ['1–7天', '8–15天', '15天以上']
    """
    lows = [1, *(bound + 1 for bound in bounds)]
    return [AgeClass(str(low), low, high) for low, high in zip(lows, [*bounds, None], strict=True)]
