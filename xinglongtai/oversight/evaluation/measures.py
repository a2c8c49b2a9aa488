"""What is measured, with one written definition each, and how a figure is written down. Pure: no database, no clock.

A figure rests on *case sets* («used», «on_time» …); :mod:`.selectors` says which rows belong to each, for the counting and for
the list behind the figure alike. Neither fines nor the number of penalties is a measure: escalation is told, never weighed.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import sqrt

#: How long a correction is watched for a re-offence, in calendar days.
WATCH_DAYS = {"12": 365, "24": 730}
#: 95 % of a normal distribution lie within so many standard deviations.
_Z = 1.959964


@dataclass
class Counts:
    """How many rows each case set holds; ``days`` says how many corrections took how many calendar days."""

    numbers: Counter = field(default_factory=Counter)
    days: Counter = field(default_factory=Counter)

    def __getitem__(self, key: str) -> int:
        return self.numbers[key]

    def __bool__(self) -> bool:
        return any(self.numbers.values())

    def add(self, other: "Counts") -> None:
        """Take over another group's rows."""
        self.numbers.update(other.numbers)
        self.days.update(other.days)

    def to_dict(self) -> dict:
        """JSON-able, without the zeros."""
        numbers = {key: n for key, n in sorted(self.numbers.items()) if n}
        return {"numbers": numbers, "days": {str(took): n for took, n in sorted(self.days.items())}}

    @classmethod
    def from_dict(cls, stored: dict) -> "Counts":
        return cls(Counter(stored["numbers"]), Counter({int(took): n for took, n in stored["days"].items()}))


def total(counts) -> Counts:
    """All groups together."""
    found = Counts()
    for one in counts:
        found.add(one)
    return found


@dataclass(frozen=True)
class Measure:
    """One line of the evaluation. ``top``/``bottom`` name case sets: a share of ``bottom``, or with no bottom a number."""

    key: str
    title: str
    how: str
    top: str
    bottom: str = ""
    unit: str = "次"


_SIDE = "一份承诺书写有几项违法行为的，每项各计一次；作废的承诺书不计。"
MEASURES = (
    Measure(
        "used",
        "使用",
        "核查日期在本期内、用这个事项作了适用核查的违法行为数。登记中和已撤销的案件不计；核查表重作的按最后一次计。",
        "used",
    ),
    Measure("issued", "签发承诺", f"签发日期在本期内的承诺书，按违法行为计。{_SIDE}", "issued"),
    Measure("signed", "签署", "本期签发的承诺中，当事人已经签署的。拒绝签署不加重处理，也不算失诺。", "signed"),
    Measure(
        "on_time",
        "按期改正率",
        "分母是本期签发、已签署，并且已经了结（履行或失诺）或者期限已过还没有交材料的承诺；分子是其中复查整改到位，"
        "且交材料之日（没有交材料的为复查之日）不晚于期限的。批准延期的按延期后的期限。期限未到的、已交材料等待复查的都不计入。",
        "on_time",
        "judged",
    ),
    Measure(
        "days",
        "改正用时",
        "本期签发、复查整改到位的承诺，从签发之日到交材料之日（没有交材料的到复查之日）的日历日数。"
        "给出中位数（一半不超过）和九成位（90%不超过）。",
        "fulfilled",
        unit="天",
    ),
    Measure(
        "breach",
        "失诺率",
        "分母是本期签发、已经了结（履行或失诺）的承诺；分子是复查认定拒不改正、逾期未改或改后仍不符合的。还在履行的不计入。",
        "breached",
        "settled",
    ),
    Measure(
        "again12",
        "12个月内再犯",
        "分母是整改到位后满12个月（365日）的承诺，观察期在本期内届满；分子是其中同一当事人在观察期内又被发现同一事项"
        "或同一违反条款的违法行为的。还没有满12个月的不进分母。登记中、已撤销和违法事实不成立的案件不算再犯；只看本机关在本系统登记的案件。",
        "again12",
        "seen12",
    ),
    Measure(
        "again24",
        "24个月内再犯",
        "算法同上，观察期为24个月（730日），观察期在本期内届满的才进分母。",
        "again24",
        "seen24",
    ),
    Measure(
        "overrides",
        "不同意见",
        "核查日期在本期内，承办人不同意核查表并送交法制审核的次数。没有送审的不算。",
        "overrides",
    ),
    Measure(
        "overrides_approved",
        "不同意见获同意",
        "分母是法制已经作出同意或不同意决定的不同意见；分子是法制同意承办人意见的。退回补充和未决的不计入。",
        "overrides_approved",
        "overrides_decided",
    ),
    Measure(
        "filed",
        "转立案",
        "本期使用的违法行为中，案件已经批准立案的。只作说明，不参与建议。",
        "filed",
    ),
    Measure("referred", "移送", "本期使用的违法行为中，案件已移送公安机关或其他部门的。", "referred"),
)
BY_KEY = {measure.key: measure for measure in MEASURES}
#: What a case set is called above its list of cases.
SET_TITLES = {
    "used": "使用",
    "issued": "签发承诺",
    "signed": "已签署",
    "judged": "已到期或已了结的承诺",
    "on_time": "按期改正",
    "fulfilled": "整改到位",
    "settled": "已了结的承诺",
    "breached": "失诺",
    "seen12": "整改到位满12个月",
    "again12": "12个月内再犯",
    "seen24": "整改到位满24个月",
    "again24": "24个月内再犯",
    "watched": "整改到位未满12个月",
    "overrides": "送审的不同意见",
    "overrides_decided": "已决定的不同意见",
    "overrides_approved": "法制同意的不同意见",
    "filed": "转立案",
    "referred": "移送",
}


def wilson(top: int, bottom: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, in per cent. ``bottom`` is positive.

    >>> [round(end, 1) for end in wilson(3, 7)]
    [15.8, 75.0]
    """
    share, z2 = top / bottom, _Z * _Z
    middle = share + z2 / (2 * bottom)
    side = _Z * sqrt(share * (1 - share) / bottom + z2 / (4 * bottom * bottom))
    whole = 1 + z2 / bottom
    return 100 * max(0.0, (middle - side) / whole), 100 * min(1.0, (middle + side) / whole)


def quantile(days: Counter, share: float) -> int | None:
    """The smallest number of days within which at least ``share`` of all corrections came; ``None`` without any.

    >>> quantile(Counter({1: 5, 9: 5}), 0.5), quantile(Counter({1: 5, 9: 5}), 0.9)
    (1, 9)
    """
    wanted, reached = share * days.total(), 0
    for took in sorted(days):
        reached += days[took]
        if reached >= wanted - 1e-9:
            return took
    return None


@dataclass(frozen=True)
class Figure:
    """One measure of one group as it is written. ``small``: too few rows for a share; ``detail``: the interval in words."""

    measure: Measure
    text: str
    small: bool = False
    detail: str = ""
    top: int = 0
    bottom: int = 0

    @property
    def blank(self) -> bool:
        """Whether there is nothing to tell: no row, no share."""
        return not (self.top or self.bottom)

    @property
    def share(self) -> float | None:
        """In per cent; ``None`` where there is none to tell."""
        return 100 * self.top / self.bottom if self.bottom and not self.small else None


def percent(top: int, bottom: int) -> str:
    """«93.5%»."""
    return f"{100 * top / bottom:.1f}%"


def figure(measure: Measure, counts: Counts, small: int) -> Figure:
    """``measure`` of ``counts``; below ``small`` rows a share is written «3/7» and marked, never as a bare percentage."""
    if measure.key == "days":
        return _days(measure, counts, small)
    top, bottom = counts[measure.top], counts[measure.bottom] if measure.bottom else 0
    if not measure.bottom:
        return Figure(measure, str(top), top=top)
    if not bottom:
        return Figure(measure, "—")
    low, high = wilson(top, bottom)
    interval = f"95%区间 {low:.1f}%至{high:.1f}%"
    if bottom < small:
        return Figure(measure, f"{top}/{bottom}", True, interval, top, bottom)
    return Figure(measure, percent(top, bottom), False, f"{top}/{bottom}，{interval}", top, bottom)


def _days(measure: Measure, counts: Counts, small: int) -> Figure:
    found = counts.days.total()
    if not found:
        return Figure(measure, "—")
    half, most = quantile(counts.days, 0.5), quantile(counts.days, 0.9)
    return Figure(
        measure, f"{half} / {most}", found < small, f"{found} 件：中位 {half} 天，九成不超过 {most} 天", found
    )


def figures(counts: Counts, small: int) -> dict[str, Figure]:
    """Every measure of ``counts`` by key, in the order of :data:`MEASURES`."""
    return {measure.key: figure(measure, counts, small) for measure in MEASURES}
