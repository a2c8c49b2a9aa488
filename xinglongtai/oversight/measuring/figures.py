"""One line of the table: what was measured, ours beside the bar."""

import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass
class Figure:
    """``value`` is what the bar judges, in ``unit``; ``bar`` is the most it may be (``at_least``: the least).

    ``ratio``: of what it is compared with to ours. ``cpu``: milliseconds of this process's processor in the middle run, beside the clock's.
    """

    what: str
    value: float
    unit: str = "ms"
    bar: float | None = None
    at_least: bool = False
    middle: float | None = None
    p95: float | None = None
    runs: int = 1
    cpu: float | None = None
    ratio: float | None = None
    note: str = ""
    row: str = ""

    @property
    def good(self) -> bool | None:
        """Whether the bar holds; None where there is none."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def told(self) -> dict:
        """JSON-able."""
        return asdict(self) | {"good": self.good}


@dataclass(frozen=True)
class Run:
    """How a row is to be measured: ``quick`` looks at less, ``once`` only whether it runs; ``small``: the address of a database of a
    hundredth; ``folder``: for what is made on the way; ``kept``: where things installed for comparisons stay."""

    quick: bool
    small: str
    folder: Path
    kept: Path
    once: bool = False

    def count(self, whole: int, quick: int) -> int:
        """So many runs."""
        return min(2, quick) if self.once else quick if self.quick else whole

    @property
    def step(self) -> int:
        """Every how manieth of many is looked at."""
        return 20 if self.once else 3 if self.quick else 1


def p95_of(times: Iterable[float]) -> float:
    """What nineteen of twenty stay below."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def clocked(act: Callable[[], object]) -> tuple[float, float]:
    """(milliseconds by the clock, of this process's processor) of ``act``."""
    began, working = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.process_time() - working) * 1000


def figure(what: str, acts: Iterable[Callable[[], object]], bar: float | None, **more) -> Figure:
    """Each of ``acts`` once by the clock; the bar judges the p95."""
    taken = [clocked(act) for act in acts]
    return of_times(what, taken, bar, **more)


def of_times(what: str, taken: list[tuple[float, float]], bar: float | None, **more) -> Figure:
    """The figure of (clock, processor) pairs in milliseconds."""
    times = [clock for clock, _ in taken]
    top = p95_of(times)
    middles = {"middle": median(times), "p95": top, "cpu": median(working for _, working in taken)}
    return Figure(what, top, bar=bar, runs=len(times), **middles, **more)


def peak_mb() -> float:
    """Highest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def now_mb(pid: int | str = "self") -> float:
    """Resident memory of a process now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
