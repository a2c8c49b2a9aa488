"""«Every number on the statistics page opened and its list counted», for supervisor, legal and a unit head; frozen figures likewise."""

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape
from statistics import median_low
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client, RequestFactory

from cases import services as case_services
from cases.models import Case, Measure
from pledges import services as pledge_services
from tests import factories as make
from tests import statistics_stage as stage
from tests.statistics_stage import AS_OF, EXPECTED, june
from xinglongtai.core.sheets import CONTENT_TYPE
from xinglongtai.oversight.models import FrozenStatistics
from xinglongtai.oversight.statistics import freezing, lines, services, views, views_frozen

pytestmark = pytest.mark.django_db
_NUMBER = re.compile(r'<a href="([^"]+)" data-count="(\d+)"(?: data-median="(\d+)")?>(.*?)</a>', re.S)
#: Longer than a page of lists, so that several pages are counted.
PAGE = 5


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    with stage.world(django_db_blocker) as played:
        yield played


@pytest.fixture
def opened(monkeypatch):
    """``opened(person)``: a client of that person, as of the day of the situation, with short pages."""
    for module in (views, views_frozen):
        monkeypatch.setattr(module, "today", lambda: AS_OF)
        monkeypatch.setattr(module, "PER_PAGE", PAGE)

    def client_of(person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return client_of


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def numbers(text: str) -> list[tuple[str, int, str]]:
    """Every number of a page: address of its list, the number, the words of the link."""
    return [
        (unescape(url), int(n), re.sub(r"<[^>]+>", "", words).strip()) for url, n, _, words in _NUMBER.findall(text)
    ]


def rows_of(client, address: str) -> tuple[int, list[int]]:
    """How many rows the list has on all its pages, and the days to correct they tell."""
    count, days, page = 0, [], 1
    while True:
        text = text_of(client, f"{address}&page={page}")
        count += text.count('<tr class="counted">')
        days += [int(took) for took in re.findall(r'data-took="(\d+)"', text)]
        if f"page={page + 1}" not in text:
            return count, days
        page += 1


def rows_asked(person, address: str) -> tuple[int, list[int]]:
    """The same of the rows that the list would show and export at this address, without its page."""
    request = RequestFactory().get(address)
    request.user = person.user
    found = list(views.asked(request)[3])
    return len(found), [line.took for line in found if line.took is not None]


def open_all(client, address: str, person=None, shown: tuple[str, ...] = ("measure", "part", "way")) -> Counter:
    """Open every number of the page, count its list, compare; returns which measures were opened how often.

    With ``person``, lists that differ in ``shown`` are opened as pages; of those that only have other filters the rows are asked.
    """
    found, wrong, seen, kinds = Counter(), [], {}, set()
    text = text_of(client, address)
    told = numbers(text)
    assert text.count("data-count=") == len(told) > 0
    for url, number, words in told:
        query = dict(parse_qsl(urlsplit(url).query))
        kind = tuple(query.get(name) for name in shown)
        if url not in seen:
            seen[url] = rows_asked(person, url) if person and kind in kinds else rows_of(client, url)
            kinds.add(kind)
        rows, days = seen[url]
        if rows != number or (words.isdigit() and int(words) != number):
            wrong.append(f"{url}: {words} {number}, the list has {rows}")
        if words.endswith("天"):
            assert int(words.removesuffix("天")) == median_low(days)
        found[query["measure"]] += 1
    assert not wrong, "\n" + "\n".join(wrong)
    return found


def test_show_every_number_for_the_supervisor(office, opened):
    """By month; the others by unit (every other axis and filter is counted against its list in the tests of the counts)."""
    client = opened(office.supervisor)
    june_ = "/oversight/statistics/?year=2026&span=m6"
    found = open_all(client, "/oversight/statistics/?year=2026&by=time", office.supervisor)
    assert set(found) >= set(
        "cases eligible signed on_time days breach again no_case exempt lighter service none".split()
    )
    text = text_of(client, june_)
    assert "比上期多 8 件（件数少，仅供参考）" in text and "去年同期" in text and "样本少" in text
    assert "5 天" in text and "九成不超过 11 天" in text
    shown = re.sub(
        r"<svg.*?</svg>|<d[ltd].*?</d[ltd]>|<details.*?</details>", "", text[text.index("<main") :], flags=re.S
    )
    assert "%" not in shown  # nothing here has ten rows


@pytest.mark.parametrize("person", ["head", "legal"])
def test_show_every_number_for_others(office, opened, person):
    client = opened(getattr(office, person))
    text = text_of(client, "/oversight/statistics/?year=2026")
    open_all(client, "/oversight/statistics/?year=2026", getattr(office, person), shown=("measure",))
    assert ("演示二所" in text) == (person == "legal")
    for name in (office.officer.name, office.second.name, office.stranger.name):
        assert f">{name}<" not in text  # no figures of persons, no ranking of them


def test_the_list_says_its_definition_and_exports_its_rows(office, opened):
    client = opened(office.head)
    address = "/oversight/statistics/list/?measure=cases&part=top&year=2026&span=m6"
    text = text_of(client, address)
    assert "补录的案件按检查日期归入本期" in text and "导出这 7 件" in text
    narrowed = text_of(client, f"{address}&domain=广告")
    assert "领域：广告" in narrowed and narrowed.count('<tr class="counted">') == 1
    response = client.get(address.replace("list/", "list/export/"))
    assert response["Content-Type"] == CONTENT_TYPE
    way = "/oversight/statistics/list/?measure=none&part=top&way=other&year=2026&span=m6"
    assert rows_of(client, way)[0] == 3
    for bad in ("measure=nonsense", "measure=cases&part=bottom"):
        assert client.get(f"/oversight/statistics/list/?{bad}").status_code == 404
    assert len(lines.HEADER) == 9


def test_frozen_figures_stay_and_tell_what_came_and_went(office, opened):
    """Freeze June, let the cases move on, look at it again: every kept number opens, every difference says why."""
    frozen = services.statistics_freeze(kind="month", year=2026, month=6, actor=office.supervisor, on=AS_OF)
    client = opened(office.legal)
    page = f"/oversight/statistics/frozen/{frozen.pk}/"
    assert {key: n for key, n in frozen.content["numbers"].items() if n} == EXPECTED
    text = text_of(client, page)
    assert "和定稿时一致" in text and "各项都和定稿数相同" in text and "data-changed" not in text
    _move_on(office)
    text = text_of(client, page)
    assert "和定稿时一致" in text
    assert "定稿数 8，现在重算 9：" in text  # a case of June entered in July
    open_all(client, page)
    changed = freezing.differences(freezing.Thawed(FrozenStatistics.objects.get(pk=frozen.pk)), AS_OF)
    told = {key: (one.frozen, one.now, len(one.came), len(one.went)) for key, one in changed.items() if one.number}
    assert told == {
        "cases": (8, 9, 1, 0),
        "signed": (5, 6, 1, 0),
        "judged": (5, 6, 1, 0),
        "sorted": (7, 8, 2, 1),
        "service": (2, 2, 1, 1),
        "management": (4, 5, 1, 0),
        "none": (3, 3, 1, 1),
    }
    text = text_of(client, f"{page}differences/?measure=service&part=top")
    assert "定稿数 <strong>2</strong>，现在重算 <strong>2</strong>：差异 2 件" in text
    assert "撤销柔性措施 事前辅导：登记重复" in text and "柔性措施 监管劝戒：演示事项" in text
    assert "签" in text_of(client, f"{page}differences/?measure=signed&part=top")
    assert client.get(f"{page}differences/?measure=x").status_code == 404
    assert client.get(f"{page}list/?measure=cases&part=bottom").status_code == 404
    # the sorting changed since is not a difference: the figures keep that of their day
    services.handling_mode_set(way="guidance", mode="none", since=june(1), reason="试行", actor=office.legal, on=AS_OF)
    thawed = freezing.Thawed(FrozenStatistics.objects.get(pk=frozen.pk))
    assert freezing.differences(thawed, AS_OF, ["service"])["service"].number == 2
    assert opened(office.head).get(page).status_code == 404


def _move_on(office) -> None:
    """D is signed late, a case of June is entered, one guidance is taken back and another entered."""
    late = AS_OF - timedelta(days=1)
    unsigned = office.told["D"].pledges.get()
    pledge_services.pledge_sign(
        pledge=unsigned, actor=office.officer, on=late, signed_on=june(9), signatory="演示经营者", delivery="hand"
    )
    party = make.party(office.bureau, office.officer)
    entered = office.assessed(on=late, party_=party, inspected_on=june(20), discovered_on=june(20))
    case_services.assessment_confirm(case=entered, actor=office.officer, on=late)
    guidance = Measure.objects.get(case=None, kind="guidance", set_aside_reason="")
    case_services.measure_set_aside(measure=guidance, actor=office.officer, reason="登记重复")
    stage.soft(office, "advice", june(30), party)
    assert Case.objects.get(pk=entered.pk).inspected_on == date(2026, 6, 20)
