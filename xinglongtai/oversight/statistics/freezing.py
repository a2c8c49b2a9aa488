"""What is kept when figures are frozen, reading it back, and comparing it with what would be counted today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, Value

from xinglongtai.core import parameters
from xinglongtai.core.models import Bureau, Unit

from ..evaluation.periods import Period
from . import packing, selectors
from .bases import SETS
from .handling import Handling
from .measures import MEASURES
from .models import FrozenStatistics
from .selectors import Counts
from .status import Mode, Way

#: Of the rows kept for the whole bureau every number follows; a row is told by its kind and key.
Key = tuple[str, int]


@dataclass(frozen=True)
class Made:
    """What goes into the row."""

    content: dict
    lists: bytes


def make(bureau: Bureau, period: Period, on: date) -> Made:
    """Count ``period`` for the whole bureau as of ``on`` and keep every number with the keys of its list."""
    scope = selectors.whole(bureau, on)
    lists = {key: _lists(scope, key, period) for key in SETS}
    content = {
        "bureau": bureau.full_name,
        "label": period.label,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "on": on.isoformat(),
        "numbers": {key: sum(len(packing.unpacked(text)) for text in found.values()) for key, found in lists.items()},
        "days": _days(scope, period),
        "units": [[unit.pk, str(unit), unit.path] for unit in Unit.objects.filter(bureau=bureau).order_by("path")],
        "definitions": [[one.key, one.name, one.definition] for one in MEASURES],
        "handling": scope.handling.to_list(),
        "modes": [[way.label, Mode(scope.handling.mode(way, period.end)).label] for way in Way],
        "parameters": {
            "small_sample": parameters.value(bureau, "statistics.small_sample"),
            "again_days": scope.window,
        },
    }
    return Made(content, packing.pressed(lists))


def _lists(scope, key: str, period: Period) -> dict[str, str]:
    """``{"letters|12|daily": keys}``: kind of row, unit and source of one set's rows."""
    found = defaultdict(list)
    for base, rows in scope.parts(key, period):
        people = base.population
        source = Value("", output_field=CharField()) if people.case is None else F(f"{people.home}source")
        for pk, unit, from_where in rows.annotate(of_source=source).values_list(
            "pk", f"{people.home}unit_id", "of_source"
        ):
            found[f"{people.key}|{unit}|{from_where}"].append(pk)
    return {name: packing.packed(keys) for name, keys in sorted(found.items())}


def _days(scope, period: Period) -> dict[str, dict[str, int]]:
    """How many corrections took how many days, by unit."""
    counted = selectors.tally(scope, [period], selectors.UNIT)
    return {
        str(unit): {str(took): n for took, n in sorted(counts.days.items())}
        for unit, (counts,) in sorted(counted.items())
        if counts.days
    }


class Thawed:
    """Frozen figures as they are read: numbers by unit and source, keys of lists, definitions and sorting of that day."""

    def __init__(self, frozen: FrozenStatistics):
        self.frozen, self.content = frozen, frozen.content
        self.lists = packing.opened(frozen.lists)
        self.small = self.content["parameters"]["small_sample"]
        self.definitions = {key: (name, words) for key, name, words in self.content["definitions"]}
        self.units = [(pk, name, path) for pk, name, path in self.content["units"]]

    @property
    def intact(self) -> bool:
        """Whether the row says what it said when it was frozen."""
        return packing.digest(self.content, self.frozen.lists) == self.frozen.sha256

    @property
    def handling(self) -> Handling:
        return Handling.from_list(self.content["handling"])

    @property
    def period(self) -> Period:
        return Period(self.frozen.kind, self.frozen.start, self.frozen.end, self.frozen.label)

    def _asked(self, key: str, unit: int | None, source: str):
        below = self.below(unit)
        for name, keys in self.lists[key].items():
            kind, of_unit, of_source = name.split("|")
            if (below is None or int(of_unit) in below) and (not source or of_source == source):
                yield kind, keys

    def below(self, unit: int | None) -> set[int] | None:
        """The unit with what lay below it when the figures were frozen; ``None`` = everything."""
        if unit is None:
            return None
        path = next((path for pk, _, path in self.units if pk == unit), "-")
        return {pk for pk, _, own in self.units if own.startswith(path)}

    def keys(self, key: str, unit: int | None = None, source: str = "") -> list[Key]:
        """The rows behind one number, newest first."""
        found = [(kind, pk) for kind, keys in self._asked(key, unit, source) for pk in packing.unpacked(keys)]
        return sorted(found, key=lambda row: (row[0], -row[1]))

    def counts(self, unit: int | None = None, source: str = "") -> Counts:
        """The numbers of the whole bureau, or of a unit with what lies below it, or of a source."""
        found = Counts()
        for key in SETS:
            number = sum(keys.count(" ") + 1 for _, keys in self._asked(key, unit, source))
            found.numbers[key] = number
        below = self.below(unit)
        for pk, days in self.content["days"].items():
            if not source and (below is None or int(pk) in below):
                found.days.update({int(took): n for took, n in days.items()})
        return found


@dataclass(frozen=True)
class Difference:
    """One set then and now. ``came`` would be counted today and was not, ``went`` was counted and would not be."""

    key: str
    frozen: int
    now: int
    came: list[Key]
    went: list[Key]

    @property
    def number(self) -> int:
        """How many rows differ; may be more than the numbers do."""
        return len(self.came) + len(self.went)


def differences(thawed: Thawed, on: date, only: Iterable[str] = SETS) -> dict[str, Difference]:
    """Every set (or ``only`` these) counted anew as of ``on``, with sorting and parameters of the frozen day: only later acts differ."""
    frozen = thawed.frozen
    scope = selectors.whole(
        frozen.bureau, on, handling=thawed.handling, window=thawed.content["parameters"]["again_days"]
    )
    return {key: _difference(scope, thawed, key) for key in only}


def _difference(scope, thawed: Thawed, key: str) -> Difference:
    then = set(thawed.keys(key))
    now = {
        (base.population.key, pk)
        for base, rows in scope.parts(key, thawed.period)
        for pk in rows.values_list("pk", flat=True)
    }
    return Difference(key, len(then), len(now), sorted(now - then), sorted(then - now))
