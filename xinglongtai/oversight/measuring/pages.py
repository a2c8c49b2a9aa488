"""The pages that are measured on the nation's data, each with the people who open it and its bar.

A page is a name, a login, and addresses of which one after the other is asked for. Addresses are made of the data: cases, parties,
every filter and every order of a list, pages far from the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Max
from django.urls import reverse

from cases.forms.filters import CaseFilter, PartyFilter
from cases.models import Case, Party
from cases.status import CaseStatus, Source
from catalog.models import Item
from pledges.forms.filters import DUE, PledgeFilter
from pledges.models import Pledge
from pledges.status import PledgeStatus
from xinglongtai.core.models import Officer, Unit
from xinglongtai.core.privacy.sealed import seal

from ..statistics.forms import AXES
from ..statistics.measures import MEASURES, Group

#: Two characters that many, some and few names hold.
PAIRS = ("演示", "超市", "餐饮", "红星", "便利", "药房", "文具", "五金", "祥和", "东风")
QUICK, LIST, UNIT_FIGURES, NATION_FIGURES = 60, 100, 150, 500


@dataclass
class Page:
    """Addresses of one kind for one login. ``bar``: milliseconds of the server's time that nineteen of twenty may take at most."""

    name: str
    login: str
    bar: int
    urls: list[str] = field(default_factory=list)


def _officer(login: str) -> Officer:
    return Officer.objects.select_related("unit__bureau", "user").get(user__username=login)


def _spread(rows, count: int) -> list[int]:
    """``count`` keys spread over all of ``rows``."""
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    found = []
    for n in range(count):
        key = rows.filter(pk__gte=last * n // count).order_by("pk").values_list("pk", flat=True).first()
        found += [key] if key is not None and key not in found else []
    return found


def _asked(name: str, login: str, options: dict[str, list]) -> list[str]:
    """An address with nothing, with each option alone, and with pairs of them that go round."""
    base, singles = reverse(name), [(key, value) for key, values in options.items() for value in values]
    found = [base] + [f"{base}?{urlencode([one])}" for one in singles]
    for n, one in enumerate(singles):
        other = singles[(7 * n + 3) % len(singles)]
        if other[0] != one[0]:
            found.append(f"{base}?{urlencode([one, other])}")
    return found


def _deep(name: str, rows, count: int) -> list[str]:
    """The end of a list, and places all over it."""
    base = reverse(name)
    return [f"{base}?page=last"] + [f"{base}?page=after-{key}" for key in _spread(rows, count)]


def _words(login: str, key: str = "words") -> dict[str, list[str]]:
    user = _officer(login).user_id
    return {key: [seal(words, user) for words in PAIRS]}


def _units(login: str) -> list[int]:
    unit = _officer(login).unit
    below = list(Unit.objects.filter(path__startswith=unit.path).order_by("path").values_list("pk", flat=True))
    return below[:: max(1, len(below) // 6)][:6]


def _case_lists(login: str) -> Iterator[Page]:
    options = {
        "sort": list(CaseFilter.sorts),
        "status": ["open", *CaseStatus.values],
        "source": Source.values,
        "unit": _units(login),
        "since": ["2019-03-01", "2026-10-01"],
        "until": ["2018-12-31", "2026-06-30"],
        **_words(login),
    }
    yield Page("案件列表：每种条件和排序", login, LIST, _asked("cases:list", login, options))
    yield Page("案件列表：深处各页", login, LIST, _deep("cases:list", Case.objects.visible_to(_officer(login)), 12))


def _pledge_lists(login: str) -> Iterator[Page]:
    options = {
        "sort": list(PledgeFilter.sorts),
        "due": list(DUE),
        "status": PledgeStatus.values,
        "unit": _units(login),
        "since": ["2019-03-01", "2026-10-01"],
        "until": ["2018-12-31", "2026-12-31"],
        **_words(login),
    }
    yield Page("承诺列表：每种条件和排序", login, LIST, _asked("pledges:list", login, options))
    yield Page("承诺列表：深处各页", login, LIST, _deep("pledges:list", Pledge.objects.visible_to(_officer(login)), 12))


def _overdue(login: str) -> Page:
    from ..morning.filters import OverdueFilter

    options = {"sort": list(OverdueFilter.sorts), "age": ["1", "8"], "unit": _units(login), "urged": ["none", "late"]}
    return Page(
        "逾期审查", login, LIST, [*_asked("oversight:overdue", login, options)[:12], reverse("oversight:overdue")]
    )


#: Spans of statistics: a month, quarter and year that run and that are over, three and ten years.
SPANS = (
    "",
    "year=2026&span=m11",
    "year=2026&span=m6",
    "year=2018&span=m3",
    "year=2026&span=q4",
    "year=2022&span=q2",
    "year=2025",
    "year=2018",
    "since=2024-01-01",
    "since=2021-03-15&until=2024-03-14",
    "since=2017-01-01",
)


def _figures(login: str, bar: int) -> Iterator[Page]:
    """The page of statistics by every axis over every span, with filters; and the lists behind its numbers."""
    item = Item.objects.order_by("number").first()
    narrow = [
        urlencode(one)
        for one in ({"source": "complaint"}, {"domain": item.domain}, {"item": item.pk, "source": "daily"})
    ]
    base = reverse("oversight:statistics")
    asked = [f"by={axis}&{span}" for span in SPANS for axis, _ in AXES]
    asked += [f"{span}&{only}&by={axis}" for span in SPANS[:1] + SPANS[-3:] for only in narrow for axis, _ in AXES]
    asked += [f"show={group}&{SPANS[-1]}" for group in Group.values]
    yield Page("统计：各时段、各分法", login, bar, [base, *(f"{base}?{one}" for one in asked)])
    listed = reverse("oversight:statistics_list")
    numbers = [
        f"measure={measure.key}&part={part}&{span}"
        for measure in MEASURES
        for part in ("top", "bottom")
        if measure.part(part)
        for span in (SPANS[0], SPANS[2], SPANS[-1])
    ]
    deep = [f"{one}&page=last" for one in numbers if one.endswith(SPANS[-1])]
    narrowed = [f"measure=cases&{SPANS[-1]}&{only}" for only in narrow]
    yield Page("统计：数字背后的清单", login, LIST, [f"{listed}?{one}" for one in (*numbers, *deep, *narrowed)])


def pages() -> list[Page]:
    """Everything that is measured, in the order of the table."""
    cases, parties = _spread(Case.objects, 40), _spread(Party.objects, 40)
    mine = _spread(Case.objects.visible_to(_officer("scale_officer")), 20)
    found = [Page("工作台", login, QUICK, [reverse("pledges:desk")]) for login in ("scale_officer", "scale_unit_head")]
    found += [
        Page("案件页", "scale_leader", QUICK, [reverse("cases:detail", args=[key]) for key in cases]),
        Page("案件页", "scale_officer", QUICK, [reverse("cases:detail", args=[key]) for key in mine]),
        Page("当事人及其历史", "scale_leader", QUICK, [reverse("cases:party", args=[key]) for key in parties]),
        Page(
            "当事人列表和检索",
            "scale_leader",
            LIST,
            _asked("cases:party_list", "scale_leader", {"sort": list(PartyFilter.sorts), **_words("scale_leader")}),
        ),
    ]
    for login in ("scale_leader", "scale_city", "scale_officer"):
        words = [urlencode({"q": word}) for word in _words(login)["words"]]
        found.append(Page("全站检索", login, LIST, [f"{reverse('pledges:search')}?{word}" for word in words]))
    for login in ("scale_leader", "scale_province", "scale_city", "scale_officer"):
        found += [*_case_lists(login), *_pledge_lists(login)]
    found += [_overdue(login) for login in ("scale_supervisor", "scale_province", "scale_city")]
    found += [*_figures("scale_leader", NATION_FIGURES)]
    for login in ("scale_province", "scale_city", "scale_unit_head"):
        found += [*_figures(login, UNIT_FIGURES)]
    return found
