"""What is wrong with this installation, in Chinese: every room registers what it can tell (``script/doctor`` prints it all).

@check("密钥", order=20)
def keys_stand(): yield Finding(Level.FAULT, "数据密钥文件不在", "从密钥备份恢复 KEYS_DIR")
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad a finding is; a FAULT makes the exit code 1."""

    GOOD = 0
    NOTICE = 1
    FAULT = 2

    @property
    def label(self) -> str:
        return ("正常", "注意", "故障")[self]


@dataclass(frozen=True)
class Finding:
    """One line: what was seen, and what to do about it ("" where nothing is)."""

    level: Level
    words: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """One subject («密钥») and the function that looks at it, yielding findings."""

    subject: str
    look: Callable[[], Iterable[Finding]]
    order: int
    slow: bool = False


_CHECKS: list[Check] = []


def check(subject: str, *, order: int = 100, slow: bool = False):
    """Register a function that yields findings; lower ``order`` is told first. ``slow``: for the command line, not for the page."""

    def keep(look):
        _CHECKS.append(Check(subject, look, order, slow))
        return look

    return keep


def examine(*, quick: bool = False) -> list[tuple[str, list[Finding]]]:
    """All subjects with their findings, ``quick`` without the slow ones. A look that fails itself is a fault."""
    found = []
    for entry in sorted(_CHECKS, key=lambda one: (one.order, one.subject)):
        if quick and entry.slow:
            continue
        try:
            lines = list(entry.look()) or [Finding(Level.GOOD, "没有发现问题")]
        except Exception as error:  # a broken installation breaks looks too, and that is what to tell
            lines = [Finding(Level.FAULT, f"检查没有完成：{type(error).__name__}", "查看日志后重新检查")]
        found.append((entry.subject, lines))
    return found


def worst(found: list[tuple[str, list[Finding]]]) -> Level:
    """The worst level of all findings."""
    return max((line.level for _, lines in found for line in lines), default=Level.GOOD)
