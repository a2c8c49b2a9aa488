"""Pages of long lists: every line once, in order, from either end, whatever is empty or alike."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import F

from tests import factories as f
from xinglongtai.core import lists, paging
from xinglongtai.core.errors import DomainError
from xinglongtai.core.lists import FilterForm, listing
from xinglongtai.core.models import Officer
from xinglongtai.core.paging import Paging, PlacePage, Total

pytestmark = pytest.mark.django_db
ORDERS = [
    ("pk",),
    ("-pk",),
    ("certificate_to", "-pk"),
    ("-certificate_to", "pk"),
    ("name", "-certificate_to", "pk"),
    ("unit__short_name", "-name", "certificate_to", "-pk"),
    ("unit__short_name", "name", "pk"),
    ("-unit__short_name", "-name", "-pk"),
]


@pytest.fixture
def people(monkeypatch):
    """Eleven officers with names and days that repeat and days that are missing; every list is a long one."""
    monkeypatch.setattr(paging, "NUMBERED", 0)
    bureau = f.bureau()
    units = [bureau.unit, f.unit(bureau, "演示所")]
    made = [f.officer(units[n % 2], name="甲乙丙"[n % 3] + "演示") for n in range(11)]
    for n, officer in enumerate(made):
        officer.certificate_to = None if n % 4 == 0 else date(2027, 1, 1 + n % 3)
        officer.save()
    return Officer.objects.all()


def walk(rows, unfiltered, begin, side, **more):
    """All lines met by going from page to page."""
    met, place = [], begin
    for _ in range(len(rows) + 2):
        page = Paging(rows, unfiltered, 3, **more).page(place)
        assert isinstance(page, PlacePage) and len(page) <= 3
        met = met + list(page) if side == "after" else list(page) + met
        place = getattr(page, side)
        if not place:
            return met
    raise AssertionError("the walk never ends")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("ways", [(None, "after"), ("last", "before")])
def test_every_row_once_in_order(people, order, ways):
    rows = people.order_by(*order)
    assert walk(rows, people, *ways) == list(rows)


def test_a_line_may_be_more_than_a_row(people):
    lines = (
        people.annotate(task=F("unit__bureau_id")).order_by("unit__short_name", "-pk", "task").values_list("pk", "task")
    )
    assert walk(lines, people.annotate(task=F("unit__bureau_id")), None, "after", key=("pk", "task")) == list(lines)


def test_the_place_holds_when_its_row_left_the_filter(people):
    rows = people.order_by("name", "pk")
    first = Paging(rows, people, 3).page(None)
    left = first.object_list[-1]
    fewer = rows.exclude(pk=left.pk)
    assert list(Paging(fewer, people, 3).page(first.after)) == list(rows)[3:6]


@pytest.mark.parametrize(
    "asked", ["after-0", "after-x", "before-999999", "after-1-2", "7", "0", "-1", "last ", "after-"]
)
def test_what_cannot_be_is_the_first_page(people, asked):
    rows = people.order_by("pk")
    page = Paging(rows, people, 3).page(asked)
    assert list(page) == list(rows)[:3] and not page.before


def test_short_lists_have_numbers(people, monkeypatch):
    monkeypatch.setattr(paging, "NUMBERED", 10_000)
    rows = people.order_by("pk")
    page = Paging(rows, people, 4).page("2")
    assert (page.number, list(page), page.paginator.num_pages) == (2, list(rows)[4:8], 3)
    assert list(Paging(rows, people, 4).page("last")) == list(rows)[8:]
    assert Paging(rows, people, 4).page("after-1").number == 1


class NameFilter(FilterForm):
    sorts = {"name": ("姓名", ("name",))}

    def narrow(self, rows, given):
        return rows.filter(name="乙演示")


def test_a_list_says_how_many(people):
    page = listing(NameFilter(), people, per_page=25)
    assert page.count == 4 and page.count.exact and not page.page_obj.after  # all on one page: counted


@pytest.mark.parametrize(
    ("number", "words"), [(3, "约 3"), (4567, "约 4,600"), (2_987_654, "约 3,000,000"), (0, "约 1")]
)
def test_an_estimate_is_told_as_one(number, words):
    assert Total.about(number).words == words
    assert Total(number).words == f"{number:,}"


def test_counted_where_that_is_cheap(people, monkeypatch):
    def total(rows):
        return Paging(rows.order_by("pk"), people, 3).page(None).total

    assert total(people) == 11 and total(people).exact
    assert total(people.none()) == total(people.filter(pk__in=[])) == 0
    monkeypatch.setattr(paging, "DEAR_COUNT", -1)
    assert total(people).exact is (connection.vendor == "sqlite")
    monkeypatch.setattr(paging, "NUMBERED", 10_000)
    assert total(people) == 11 and total(people).exact  # read through, so known


def test_what_is_too_much_for_a_sheet_is_refused(people, monkeypatch):
    monkeypatch.setattr(lists, "MOST_EXPORTED", 3)
    with pytest.raises(DomainError, match="缩小范围"):
        listing(NameFilter(), people).exported()
    monkeypatch.setattr(lists, "MOST_EXPORTED", 4)
    assert len(listing(NameFilter(), people).exported()) == 4
