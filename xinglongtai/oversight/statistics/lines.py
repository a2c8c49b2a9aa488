"""One line of a list behind a number: whatever kind of row is counted, it is shown and exported in the same columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from cases.models import Assessment, Case, Measure, Violation
from pledges.models import Pledge

from .bases import CASES, LETTERS, SHEETS, SOFT, Base
from .freezing import Key

#: A base with its rows.
Part = tuple[Base, QuerySet]
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


class Days(Protocol):
    """What knows how many rows a list has, and on which days those of a page lie."""

    number: int

    def around(self, begin: int, end: int) -> tuple[list[Part], int]:
        """Rows among which those from ``begin`` to ``end`` are, and how many newer ones there are besides."""

    def by_month(self) -> Iterable[list[Part]]:
        """All rows, the newest month first."""


class Behind:
    """The rows behind one number, newest first, as lines. ``days``: where they lie, told by sums; without it all are looked through."""

    def __init__(self, parts: list[Part], days: Days | None = None):
        self.parts, self._days = parts, days
        self.day = {base.population.key: base.day for base, _ in parts}

    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @cached_property
    def _count(self) -> int:
        return sum(rows.count() for _, rows in self.parts) if self._days is None else self._days.number

    def __iter__(self) -> Iterator[Line]:
        for parts in [self.parts] if self._days is None else self._days.by_month():
            keys = _keys(parts)
            for start in range(0, len(keys), _EACH):
                yield from lines(keys[start : start + _EACH], self.day)

    def page(self, asked: str | None, per_page: int) -> Page:
        """One page, numbered."""
        paginator = Paginator(range(self.count()), per_page)
        page = paginator.get_page(paginator.num_pages if asked == "last" else asked)
        begin = per_page * (page.number - 1)
        parts, newer = (self.parts, 0) if self._days is None else self._days.around(begin, begin + per_page)
        page.object_list = lines(_keys(parts)[begin - newer : begin - newer + per_page], self.day)
        return page


def _keys(parts: list[Part]) -> list[Key]:
    """All rows. They are put in order here: told an order and a few rows, the database walks along it in the hope of meeting them."""
    found = [
        (-day.toordinal(), base.population.key, -pk)
        for base, rows in parts
        for pk, day in rows.order_by().values_list("pk", base.day)
    ]
    return [(kind, -pk) for _, kind, pk in sorted(found)]


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
