"""One line of a list behind a number: whatever kind of row is counted, it is shown and exported in the same columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from cases.models import Assessment, Case, Measure, Violation
from pledges.models import Pledge
from xinglongtai.core.paging import NUMBERED, PLACE, PlacePage, Total

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
    """The rows behind one number, newest first, as lines. ``known``: how many there are, where that was told already."""

    def __init__(self, parts: list[tuple[Base, QuerySet]], known: int | None = None):
        self.parts, self._known = parts, known
        self.day = {base.population.key: base.day for base, _ in parts}

    def count(self) -> int:
        """How many rows there are."""
        if self._known is None:
            self._known = sum(rows.count() for _, rows in self.parts)
        return self._known

    def __iter__(self) -> Iterator[Line]:
        keys = self._keys()
        for start in range(0, len(keys), _EACH):
            yield from lines(keys[start : start + _EACH], self.day)

    def page(self, asked: str | None, per_page: int):
        """One page: numbered where there are few rows, else by the place it begins at (:mod:`xinglongtai.core.paging`)."""
        if self.count() > NUMBERED:
            return self._placed(asked or "", per_page)
        page = Paginator(range(self.count()), per_page).get_page(asked)
        begin = per_page * (page.number - 1)
        page.object_list = lines(self._keys()[begin : begin + per_page], self.day)
        return page

    def _keys(self) -> list[Key]:
        """All rows. They are put in order here: told an order, the database would walk along it where few of many rows are meant."""
        found = [
            (-day.toordinal(), base.population.key, -pk)
            for base, rows in self.parts
            for pk, day in rows.order_by().values_list("pk", base.day)
        ]
        return [(kind, -pk) for _, kind, pk in sorted(found)]

    def _placed(self, asked: str, per_page: int) -> PlacePage:
        place = PLACE.fullmatch(asked)
        at = self._place(place[2]) if place else None
        backwards = place[1] == "before" if at else asked == "last"
        found = []
        for n, (base, rows) in enumerate(self.parts):
            rows = rows.order_by(*((base.day, "pk") if backwards else (f"-{base.day}", "-pk")))
            if at:
                rows = rows.filter(_beyond(base, at, backwards))
            told = rows.values_list(base.day, "pk")[: per_page + 1]
            found += [(-day.toordinal(), base.population.key, -pk, n) for day, pk in told]
        found.sort(reverse=backwards)
        more, found = len(found) > per_page, found[:per_page]
        found.sort()
        earlier, later = (more, at is not None) if backwards else (at is not None, more)
        ends = [f"{-pk}-{n}" for _, _, pk, n in (found[:1] + found[-1:])]
        return PlacePage(
            lines([(kind, -pk) for _, kind, pk, _ in found], self.day),
            Total(self.count()),
            f"before-{ends[0]}" if found and earlier else "",
            f"after-{ends[-1]}" if found and later else "",
        )

    def _place(self, written: str) -> tuple[date, str, int] | None:
        """The day, kind and key of the line that an address names; ``None`` where there is no such line."""
        pk, _, n = written.partition("-")
        if not n or int(n) >= len(self.parts):
            return None
        base, _ = self.parts[int(n)]
        people = base.population
        day = people.model.objects.filter(pk=pk).values_list(base.day, flat=True).first()
        return (day, people.key, int(pk)) if day else None


def _beyond(base: Base, at: tuple[date, str, int], backwards: bool) -> Q:
    """Rows of the base behind (or before) a place in the order «newest, kind, newest of the day»."""
    day, kind, pk = at
    way, own = ("gt" if backwards else "lt"), base.population.key
    if own != kind:
        same_day = (own < kind) if backwards else (own > kind)
        return Q(**{f"{base.day}__{way}{'e' if same_day else ''}": day})
    further = Q(**{f"{base.day}__{way}": day}) | Q(**{base.day: day, f"pk__{way}": pk})
    return Q(**{f"{base.day}__{way}e": day}) & further


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
