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
from pledges.forms.filters import DUE, PledgeFilter
from pledges.models import Pledge
from pledges.status import PledgeStatus
from xinglongtai.core.models import Officer, Unit
from xinglongtai.core.privacy.sealed import seal

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


def _figures(login: str, bar: int) -> Page:
    base = reverse("oversight:statistics")
    spans = [f"year={year}&span={span}" for year in (2018, 2022, 2026) for span in ("year", "3", "10")]
    return Page("统计", login, bar, [base, *(f"{base}?{span}" for span in spans)])


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
    for login in ("scale_leader", "scale_province", "scale_city", "scale_officer"):
        found += [*_case_lists(login), *_pledge_lists(login)]
    found += [_overdue(login) for login in ("scale_supervisor", "scale_province", "scale_city")]
    found += [_figures("scale_leader", NATION_FIGURES)]
    return found
