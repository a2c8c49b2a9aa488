"""Results of reviews by unit and by line of the sheet. Units stand in the order of the tree: nothing is ranked."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from .models import Finding, LineScore
from .status import FindingState, Grade, Part


@dataclass(frozen=True)
class UnitRow:
    """One unit's files: how many, by grade, average points in tenths, findings and how many of them still wait."""

    name: str
    files: int
    good: int
    fair: int
    poor: int
    tenths: int
    findings: int = 0
    waiting: int = 0
    small: int = 10
    unit: int = 0

    @property
    def few(self) -> bool:
        """Too few files to say more than their number."""
        return self.files < self.small

    @property
    def average(self) -> str:
        """Average points; blank for few files."""
        return "" if self.few else f"{self.tenths / 10 / self.files:.1f}"

    @property
    def passed(self) -> str:
        """Share of files that are 优秀 or 合格; blank for few files."""
        return "" if self.few else f"{100 * (self.good + self.fair) / self.files:.1f}%"


@dataclass(frozen=True)
class LineRow:
    """One line: to how many files it applied, in how many it was found wanting, in how many the reviewer saw it otherwise."""

    part: str
    words: str
    veto: bool
    files: int
    lost: int
    small: int = 10

    @property
    def few(self) -> bool:
        return self.files < self.small

    @property
    def share(self) -> str:
        """Share of files found wanting; blank for few files."""
        return "" if self.few else f"{100 * self.lost / self.files:.1f}%"


def by_unit(reviews, small: int) -> list[UnitRow]:
    """``reviews``: submitted ones, already limited. Two queries."""
    counted = (
        reviews.order_by()
        .values("case__unit", "case__unit__name", "case__unit__short_name", "case__unit__path")
        .annotate(
            files=Count("pk"),
            good=Count("pk", filter=Q(grade=Grade.GOOD)),
            fair=Count("pk", filter=Q(grade=Grade.FAIR)),
            poor=Count("pk", filter=Q(grade=Grade.POOR)),
            tenths=Sum("tenths"),
        )
        .order_by("case__unit__path")
    )
    sent = Finding.objects.filter(review__in=reviews.order_by().values("pk")).order_by().values("review__case__unit")
    sent = sent.annotate(n=Count("pk"), waiting=Count("pk", filter=~Q(state=FindingState.ACCEPTED)))
    findings = {row["review__case__unit"]: (row["n"], row["waiting"]) for row in sent}
    return [
        UnitRow(
            row["case__unit__short_name"] or row["case__unit__name"],
            row["files"],
            row["good"],
            row["fair"],
            row["poor"],
            row["tenths"],
            *findings.get(row["case__unit"], (0, 0)),
            small=small,
            unit=row["case__unit"],
        )
        for row in counted
    ]


def by_line(reviews, small: int) -> list[LineRow]:
    """Faults by line, the most frequent first; the same words in several versions of the sheet are one line. One query."""
    scores = LineScore.objects.filter(review__in=reviews.order_by().values("pk"), answered=True, skipped=False)
    lost = Q(failed=True) | Q(line__veto=False, given__lt=F("line__points"))
    rows = (
        scores.order_by()
        .values("line__part", "line__words", "line__veto")
        .annotate(files=Count("pk"), lost=Count("pk", filter=lost))
        .order_by("-lost", "line__part", "line__words")
    )
    return [
        LineRow(Part(row["line__part"]).label, row["line__words"], row["line__veto"], row["files"], row["lost"], small)
        for row in rows
    ]


UNIT_HEADER = ["单位", "评查件数", "优秀", "合格", "不合格", "平均分", "优秀和合格占比", "评查意见", "其中未了结"]
LINE_HEADER = ["类别", "评查内容", "一票否决", "评查件数", "有问题件数", "占比"]
#: What stands in a cell instead of a share.
FEW = "样本少"


def unit_lines(rows: list[UnitRow]) -> Iterator[list]:
    """Rows of the spreadsheet by unit."""
    for row in rows:
        average = FEW if row.few else float(row.average)
        shares = [average, row.passed or FEW]
        yield [row.name, row.files, row.good, row.fair, row.poor, *shares, row.findings, row.waiting]


def fault_lines(rows: list[LineRow]) -> Iterator[list]:
    """Rows of the spreadsheet by line."""
    for row in rows:
        yield [row.part, row.words, row.veto, row.files, row.lost, row.share or FEW]
