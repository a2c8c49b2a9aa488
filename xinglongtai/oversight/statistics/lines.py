"""One line of a list behind a number: whatever kind of row is counted, it is shown and exported in the same columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, Prefetch, QuerySet, Value
from django.urls import reverse

from cases.models import Assessment, Case, Measure, Violation
from pledges.models import Pledge

from .bases import CASES, LETTERS, SHEETS, SOFT, Base
from .freezing import Key

HEADER = ["类别", "当事人", "内容", "承办单位", "主办人", "计入日期", "状态", "处理结果", "改正用时（天）"]
_EACH = 500


@dataclass(frozen=True)
class Line:
    """What one counted row says. ``day`` is the one by which it counts, ``took`` the days to correct.

    ``thread``: its dossier; ``own``: of a row that shares the dossier of its party, its own key as events name it.
    """

    kind: str
    party: str
    what: str
    unit: str
    person: str
    day: date | None
    state: str
    tone: str
    outcome: str
    took: int | None
    url: str
    thread: str
    own: str = ""

    def cells(self) -> list:
        """The columns of the spreadsheet."""
        return [
            self.kind,
            self.party,
            self.what,
            self.unit,
            self.person,
            self.day,
            self.state,
            self.outcome,
            self.took,
        ]


class Behind:
    """The rows behind one number, newest first: what a paginator needs (``count``, slices), as lines."""

    def __init__(self, parts: list[tuple[Base, QuerySet]]):
        self.day = {base.population.key: base.day for base, _ in parts}
        told = [
            rows.annotate(line_kind=Value(base.population.key, output_field=CharField()), line_day=F(base.day))
            .order_by()
            .values_list("line_kind", "pk", "line_day")
            for base, rows in parts
        ]
        self._rows = told[0].union(*told[1:], all=True) if len(told) > 1 else told[0]
        self._rows = self._rows.order_by("-line_day", "line_kind", "-pk")

    def count(self) -> int:
        """How many rows there are."""
        return self._rows.count()

    __len__ = count

    def __getitem__(self, part: slice) -> list[Line]:
        keys = [(kind, pk) for kind, pk, _ in self._rows[part]]
        return lines(keys, self.day)

    def __iter__(self) -> Iterator[Line]:
        keys = [(kind, pk) for kind, pk, _ in self._rows]
        for start in range(0, len(keys), _EACH):
            yield from lines(keys[start : start + _EACH], self.day)


def lines(keys: Iterable[Key], days: dict[str, str]) -> list[Line]:
    """The rows as lines in the order of ``keys``, in a number of queries that no row adds to. ``days``: column by kind of row."""
    wanted, found = defaultdict(list), {}
    for kind, pk in keys:
        wanted[kind].append(pk)
    for kind, pks in wanted.items():
        tell, rows = _TELL[kind]
        for row in rows().filter(pk__in=pks):
            found[kind, row.pk] = tell(row, getattr(row, days.get(kind, ""), None))
    return [found[key] for key in keys if key in found]


_ITEMS = Violation.objects.select_related("item_version__item")


def _cases():
    return Case.objects.with_people().prefetch_related(Prefetch("violations", _ITEMS))


def _letters():
    rows = Pledge.objects.with_people()
    return rows.prefetch_related(Prefetch("case__violations", _ITEMS))


def _sheets():
    return Assessment.objects.select_related(
        "violation__item_version__item", "violation__case__party", "violation__case__unit", "violation__case__handler"
    )


def _soft():
    return Measure.objects.select_related("party", "unit", "officer")


def _words(violation: Violation) -> str:
    number = violation.item_version.item.number if violation.item_version_id else "清单外"
    return f"{number} {violation.description}"


def _of_case(case: Case, kind: str, what: str, day, state: str, tone: str, took: int | None = None) -> Line:
    return Line(
        kind,
        str(case.party),
        what,
        str(case.unit),
        case.handler.name,
        day,
        state,
        tone,
        case.get_outcome_display(),
        took,
        reverse("cases:detail", args=[case.pk]),
        case.thread,
    )


def _case_line(case: Case, day) -> Line:
    what = "；".join(_words(violation) for violation in case.violations.all())
    return _of_case(case, "案件", what, day, case.get_status_display(), case.tone)


def _letter_line(pledge: Pledge, day) -> Line:
    case = pledge.case
    what = "；".join(_words(violation) for violation in case.violations.all())
    done = pledge.closed_on and pledge.signed_on and pledge.status == "fulfilled"
    took = (pledge.closed_on - pledge.signed_on).days if done else None
    letter = getattr(pledge, "letter", None)
    name = letter.number if letter else "承诺书"
    return _of_case(case, name, what, day, pledge.get_status_display(), pledge.tone, took)


def _sheet_line(sheet: Assessment, day) -> Line:
    verdict = type(sheet)._meta.get_field("verdict").choices
    state = dict(verdict)[sheet.effective_verdict]
    return _of_case(sheet.violation.case, "核查表", _words(sheet.violation), day, state, "neutral")


def _soft_line(row: Measure, day) -> Line:
    return Line(
        "柔性措施",
        str(row.party),
        f"{row.get_kind_display()}：{row.topic}",
        str(row.unit),
        row.officer.name,
        day,
        "已撤销" if row.set_aside_reason else "已登记",
        "neutral",
        "",
        None,
        reverse("cases:measure", args=[row.pk]),
        f"party:{row.party_id}",
        str(row.pk),
    )


_TELL = {
    CASES.key: (_case_line, _cases),
    LETTERS.key: (_letter_line, _letters),
    SHEETS.key: (_sheet_line, _sheets),
    SOFT.key: (_soft_line, _soft),
}
