"""A year's evaluation: made anew while it is open, read back from what was stored once it is frozen."""

from dataclasses import dataclass
from datetime import date

from xinglongtai.core.models import Bureau

from . import selectors, table
from .measures import Counts, total
from .models import EvaluationReport
from .periods import Period, before, year_of
from .status import Suggestion
from .suggestions import Suggested, Thresholds

#: What is worth a look comes first; «保持» and «不提建议» follow.
_ORDER = (Suggestion.TIGHTEN, Suggestion.RELAX, Suggestion.KEEP, Suggestion.NONE)


@dataclass(frozen=True)
class YearReport:
    """Everything the page, the spreadsheet and the paper of one year say. ``on`` is the day of the figures."""

    bureau: Bureau
    period: Period
    on: date
    limits: Thresholds
    rows: list[table.Row]
    previous: Counts
    previous_label: str
    stored: EvaluationReport | None

    @property
    def year(self) -> int:
        return self.period.start.year

    @property
    def frozen(self) -> bool:
        return self.stored is not None and self.stored.frozen

    @property
    def over(self) -> bool:
        """Whether the year had ended on the day of the figures."""
        return self.on > self.period.end

    @property
    def total(self) -> Counts:
        return total(row.counts for row in self.rows)

    @property
    def seen(self) -> list[table.Row]:
        """Items with anything to tell, those to look at first."""
        told = [row for row in self.rows if row.counts or row.decided]
        return sorted(told, key=lambda row: _ORDER.index(row.suggested.kind))

    @property
    def unseen(self) -> list[table.Row]:
        """Items in force that nobody used."""
        return [row for row in self.rows if not row.counts and not row.decided]

    @property
    def undecided(self) -> list[table.Row]:
        """Items for which the rule suggests a change and nobody has decided yet."""
        moving = (Suggestion.TIGHTEN, Suggestion.RELAX)
        return [row for row in self.rows if row.suggested.kind in moving and not row.decided]


def stored_report(bureau: Bureau, year: int) -> EvaluationReport | None:
    """The year's row, if anything was decided or frozen."""
    return EvaluationReport.objects.filter(bureau=bureau, year=year).select_related("document", "frozen_by").first()


def year_report(bureau: Bureau, year: int, on: date) -> YearReport:
    """The year as of ``on``; a frozen one as it was frozen."""
    stored = stored_report(bureau, year)
    if stored and stored.frozen:
        return _thawed(bureau, stored)
    period = year_of(year)
    limits = selectors.thresholds(bureau)
    versions = selectors.listed_versions(bureau)
    counts = table.by_item(selectors.tally(selectors.Scope(bureau, period, on)), versions)
    earlier = before(period, on)
    previous = total(selectors.tally(selectors.Scope(bureau, earlier, on)).values())
    labels, in_force = table.labels_of(versions, period)
    decisions = _decisions(stored)
    told = [label for pk, label in labels.items() if pk in in_force or pk in counts or pk in decisions]
    rows = list(table.rows(told, counts, limits, decisions))
    return YearReport(bureau, period, on, limits, rows, previous, earlier.label, stored)


def item_counts(bureau: Bureau, item_id: int, year: int, on: date) -> Counts:
    """One item's counts of a year."""
    return total(selectors.tally(selectors.Scope(bureau, year_of(year), on, item_id=item_id)).values())


def _decisions(stored: EvaluationReport | None) -> dict[int, table.Decided]:
    if stored is None:
        return {}
    return {
        row.item_id: table.Decided(row.decision, row.reason, row.decided_on.isoformat(), row.suggestion)
        for row in stored.items.all()
    }


def frozen_figures(report: YearReport) -> dict:
    """What is stored when the year is frozen: everything :func:`_thawed` needs to say the same again."""
    return {
        "on": report.on.isoformat(),
        "limits": report.limits.to_dict(),
        "previous": report.previous.to_dict(),
        "previous_label": report.previous_label,
        "rows": [
            {
                "label": row.label.__dict__,
                "counts": row.counts.to_dict(),
                "suggested": {"kind": row.suggested.kind.value, "reason": row.suggested.reason},
                "decided": row.decided.__dict__ if row.decided else None,
            }
            for row in report.rows
        ],
    }


def _thawed(bureau: Bureau, stored: EvaluationReport) -> YearReport:
    kept = stored.figures
    limits = Thresholds(**kept["limits"])
    labels = [table.Label(**row["label"]) for row in kept["rows"]]
    by_id = {row["label"]["item_id"]: row for row in kept["rows"]}
    counts = {pk: Counts.from_dict(row["counts"]) for pk, row in by_id.items()}
    decisions = {pk: table.Decided(**row["decided"]) for pk, row in by_id.items() if row["decided"]}
    said = {
        pk: Suggested(Suggestion(row["suggested"]["kind"]), row["suggested"]["reason"]) for pk, row in by_id.items()
    }
    return YearReport(
        bureau,
        year_of(stored.year),
        date.fromisoformat(kept["on"]),
        limits,
        list(table.rows(labels, counts, limits, decisions, said)),
        Counts.from_dict(kept["previous"]),
        kept["previous_label"],
        stored,
    )
