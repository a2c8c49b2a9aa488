"""From the points of the lines to a result. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from .status import Grade


@dataclass(frozen=True)
class Scored:
    """One line as it was scored. ``given`` None: does not apply. A veto line is ``failed`` or not and carries no points."""

    points: int
    given: int | None
    veto: bool = False
    failed: bool = False


@dataclass(frozen=True)
class Limits:
    """From how many of a hundred points a file is 优秀 or 合格."""

    good: int
    fair: int

    def words(self) -> str:
        return f"满分100分：{self.good}分以上优秀，{self.fair}分以上合格，低于{self.fair}分不合格；触发一票否决的不合格"


@dataclass(frozen=True)
class Outcome:
    """``total`` in tenths of a point of a hundred, so that nothing is rounded twice."""

    tenths: int
    vetoed: bool
    grade: str

    @property
    def total(self) -> str:
        """«92.5», «90»."""
        whole, rest = divmod(self.tenths, 10)
        return f"{whole}.{rest}" if rest else str(whole)


def grade(lines: Iterable[Scored], limits: Limits) -> Outcome:
    """The result of a file: points given of the points that apply, of a hundred; any failed veto line makes it 不合格.

    A sheet of which no line applies counts as full: nothing was found wanting.
    """
    lines = list(lines)
    counted = [line for line in lines if not line.veto and line.given is not None]
    possible, given = sum(line.points for line in counted), sum(line.given for line in counted)
    tenths = (2000 * given + possible) // (2 * possible) if possible else 1000
    vetoed = any(line.veto and line.failed for line in lines)
    if vetoed or tenths < 10 * limits.fair:
        return Outcome(tenths, vetoed, Grade.POOR)
    return Outcome(tenths, vetoed, Grade.GOOD if tenths >= 10 * limits.good else Grade.FAIR)
