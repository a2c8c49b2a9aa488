"""The rows of an evaluation: one iterator for the page, the spreadsheet and the paper."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from catalog.models import ItemVersion

from .measures import Counts, Figure, figures
from .periods import Period
from .status import Decision, Suggestion
from .suggestions import Suggested, Thresholds, suggest

#: What stands in the columns of the page and of the paper.
SHOWN = (
    "used",
    "issued",
    "signed",
    "on_time",
    "days",
    "breach",
    "again12",
    "again24",
    "overrides",
    "filed",
    "referred",
)


@dataclass(frozen=True)
class Label:
    """What a row is called: an item by its newest published wording."""

    item_id: int
    number: str
    domain: str
    violation: str


@dataclass(frozen=True)
class Decided:
    """What people decided on the row, and what the rule had said then."""

    decision: str
    reason: str
    on: str
    suggestion: str

    @property
    def label(self) -> str:
        return Decision(self.decision).label

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)

    @property
    def suggestion_label(self) -> str:
        return Suggestion(self.suggestion).label


@dataclass(frozen=True)
class Row:
    """One item with its figures, what the rule says and what people decided."""

    label: Label
    counts: Counts
    figures: dict[str, Figure]
    suggested: Suggested
    decided: Decided | None = None

    @property
    def cells(self) -> list[Figure]:
        """The figures of the columns, in order."""
        return [self.figures[key] for key in SHOWN]


def labels_of(versions: list[ItemVersion], period: Period) -> tuple[dict[int, Label], set[int]]:
    """Every item's label (``versions`` come newest first), and the items that were in force on a day of ``period``."""
    labels, in_force = {}, set()
    for version in versions:
        item = version.item
        labels.setdefault(item.pk, Label(item.pk, item.number, item.domain, version.violation))
        if version.effective_from <= period.end and (version.effective_to or period.end) >= period.start:
            in_force.add(item.pk)
    return labels, in_force


def by_item(found: dict[int, Counts], versions: list[ItemVersion]) -> dict[int, Counts]:
    """Counts of versions folded into their items."""
    item_of = {version.pk: version.item_id for version in versions}
    folded: dict[int, Counts] = defaultdict(Counts)
    for version_id, counts in found.items():
        folded[item_of[version_id]].add(counts)
    return dict(folded)


def rows(
    labels: Iterable[Label],
    counts: dict[int, Counts],
    limits: Thresholds,
    decisions: dict[int, Decided] | None = None,
    suggestions: dict[int, Suggested] | None = None,
) -> Iterator[Row]:
    """One row a label, in the order of the labels. ``suggestions`` are those of a frozen report; else the rule is asked."""
    for label in labels:
        found = counts.get(label.item_id) or Counts()
        said = suggestions[label.item_id] if suggestions else suggest(found, limits)
        decided = (decisions or {}).get(label.item_id)
        yield Row(label, found, figures(found, limits.small_sample), said, decided)


def _share(key: str):
    """A share as the spreadsheet writes it: a number in per cent, or «样本少», or nothing."""

    def value(row: Row):
        figure = row.figures[key]
        if figure.small:
            return "样本少"
        return round(figure.share, 1) if figure.share is not None else None

    return value


def _number(key: str):
    return lambda row: row.counts[key]


def _quantile(place: int):
    """The first or second number of «4 / 5»."""

    def value(row: Row):
        text = row.figures["days"].text
        return int(text.split(" / ")[place]) if " / " in text else None

    return value


#: Headings of the spreadsheet and where their values come from.
COLUMNS = [
    ("事项编号", lambda row: row.label.number),
    ("领域", lambda row: row.label.domain),
    ("违法行为", lambda row: row.label.violation),
    ("使用", _number("used")),
    ("签发承诺", _number("issued")),
    ("签署", _number("signed")),
    ("应按期改正", _number("judged")),
    ("按期改正", _number("on_time")),
    ("按期改正率（%）", _share("on_time")),
    ("整改到位", _number("fulfilled")),
    ("改正用时中位（天）", _quantile(0)),
    ("改正用时九成位（天）", _quantile(1)),
    ("已了结承诺", _number("settled")),
    ("失诺", _number("breached")),
    ("失诺率（%）", _share("breach")),
    ("满12个月", _number("seen12")),
    ("12个月内再犯", _number("again12")),
    ("12个月内再犯率（%）", _share("again12")),
    ("满24个月", _number("seen24")),
    ("24个月内再犯", _number("again24")),
    ("24个月内再犯率（%）", _share("again24")),
    ("送审的不同意见", _number("overrides")),
    ("法制已决定", _number("overrides_decided")),
    ("法制同意", _number("overrides_approved")),
    ("转立案", _number("filed")),
    ("移送", _number("referred")),
]
#: What the yearly report adds.
DECISION_COLUMNS = [
    ("规则建议", lambda row: row.suggested.kind.label),
    ("建议的理由", lambda row: row.suggested.reason),
    ("决定", lambda row: row.decided.label if row.decided else ""),
    ("决定的理由", lambda row: row.decided.reason if row.decided else ""),
    ("决定日期", lambda row: row.decided.on if row.decided else ""),
]


def sheet(found: Iterable[Row], columns=tuple(COLUMNS)) -> tuple[list[str], Iterator[list]]:
    """Header and lines of a spreadsheet."""
    return [title for title, _ in columns], ([value(row) for _, value in columns] for row in found)
