"""How a number is written and compared in words. Pure: no database, no clock. Nothing is called good or bad."""

from collections import Counter
from dataclasses import dataclass

from ..evaluation.measures import percent, quantile
from .measures import Kind, Measure


@dataclass(frozen=True)
class Figure:
    """One measure of one group: ``text`` as it is written, with its numbers. ``small``: too few rows for a share."""

    measure: Measure
    text: str
    top: int
    bottom: int = 0
    small: bool = False
    middle: int | None = None
    detail: str = ""

    @property
    def share(self) -> float | None:
        """In per cent; ``None`` where there is none to tell."""
        return 100 * self.top / self.bottom if self.bottom and not self.small else None


def figure(measure: Measure, top: int, bottom: int, days: Counter, small: int) -> Figure:
    """``measure`` of so many rows; below ``small`` rows a share is written «3/7», never as a percentage."""
    if measure.kind == Kind.DAYS:
        if not top:
            return Figure(measure, "—", 0)
        half, most = quantile(days, 0.5), quantile(days, 0.9)
        return Figure(measure, f"{half} 天", top, small=top < small, middle=half, detail=f"九成不超过 {most} 天")
    if measure.kind == Kind.NUMBER:
        return Figure(measure, str(top), top)
    if not bottom:
        return Figure(measure, "—", top)
    if bottom < small:
        return Figure(measure, f"{top}/{bottom}", top, bottom, True)
    return Figure(measure, percent(top, bottom), top, bottom)


def figure_of(measure: Measure, counts, small: int) -> Figure:
    """The same from counts."""
    return figure(measure, counts[measure.top], counts[measure.bottom] if measure.bottom else 0, counts.days, small)


def compared(now: Figure, then: Figure, name: str, small: int) -> str:
    """«比上期多 3 件», with caution where there are few. Says how it differs, never whether that is good."""
    kind = now.measure.kind
    if kind == Kind.NUMBER:
        unit = now.measure.unit
        words = _more(now.top - then.top, f"比{name}", unit) or f"和{name}相同"
        return f"{words}（件数少，仅供参考）" if max(now.top, then.top) < small else words
    if kind == Kind.DAYS:
        if now.middle is None or then.middle is None:
            return "没有可比的数"
        if now.small or then.small:
            return "样本少，不作比较"
        return _more(now.middle - then.middle, f"比{name}", "天") or f"和{name}相同"
    if not now.bottom or not then.bottom:
        return "没有可比的数"
    if now.share is None or then.share is None:
        return "样本少，不作比较"
    points = round(now.share, 1) - round(then.share, 1)
    if abs(points) < 0.05:
        return f"和{name}相同"
    return f"比{name}{'高' if points > 0 else '低'} {abs(points):.1f} 个百分点"


def _more(difference: int, against: str, unit: str) -> str:
    if not difference:
        return ""
    return f"{against}{'多' if difference > 0 else '少'} {abs(difference)} {unit}"
