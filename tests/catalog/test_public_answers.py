"""How public pages are answered: the same for everybody, compared before they are sent again, light, and cheap to make."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.public import answers
from catalog.public.answers import Shelf, shelf
from tests import factories as make
from xinglongtai.core.roles import Role

from .public_lists import world
from .test_public_pages import LIST, numbers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_shelf():
    shelf.clear()


STAGES = {"put": world}


@pytest.fixture
def put(stage):
    return stage


class TestSameForEverybody:
    ADDRESSES = ["/catalog/", LIST, f"{LIST}changes/", f"{LIST}items/R3/"]

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_no_cookie_and_the_same_bytes_for_who_is_logged_in(self, put, client, address):
        make.item(make.bureau("far", "远方局"), "Q1")
        before = client.get(address)
        assert not before.cookies and not client.cookies
        person = make.officer(put.bureau.unit, name="演示读者乙")
        client.force_login(person.user)
        with CaptureQueriesContext(connection) as queries:
            after = client.get(address)
        assert after.content == before.content
        assert not after.cookies
        assert "Cookie" not in after["Vary"]
        assert not [q for q in queries if "session" in q["sql"] or "core_user" in q["sql"]]
        assert "csrf" not in before.text.lower()
        assert "<script" not in before.text

    def test_public_and_short(self, put, client):
        page = client.get(LIST)
        assert page["Cache-Control"] == "public, max-age=300"
        again = client.get(LIST, headers={"If-None-Match": page["ETag"]})
        assert again.status_code == 304
        assert not again.content
        assert again["Cache-Control"] == page["Cache-Control"]
        assert client.get(LIST, headers={"If-Modified-Since": page["Last-Modified"]}).status_code == 304
        assert client.get(LIST, headers={"If-None-Match": '"other"'}).status_code == 200
        packed = client.get(LIST, headers={"Accept-Encoding": "gzip"})
        assert client.get(LIST, headers={"If-None-Match": packed["ETag"]}).status_code == 304

    def test_a_change_shows_at_once(self, put, client):
        page = client.get(LIST)
        make.item(put.bureau, "N1", violation="刚刚公布的事项")
        again = client.get(LIST, headers={"If-None-Match": page["ETag"]})
        assert again.status_code == 200
        assert "刚刚公布的事项" in again.text

    def test_midnight_changes_the_list(self, put, client, monkeypatch):
        assert numbers(client.get(LIST)) == ["R3"]
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: date(2027, 1, 1))
        assert numbers(client.get(LIST)) == ["F1", "R3"]

    @pytest.mark.parametrize("address", ADDRESSES)
    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_only_for_reading(self, put, client, address, method):
        page = getattr(client, method)(address)
        assert page.status_code == 405
        assert page["Allow"] == "GET, HEAD"
        assert not page.cookies

    def test_a_name_for_search_engines(self, put, client):
        page = client.get(LIST, {"q": "执照"})
        assert f'<link rel="canonical" href="{settings.SITE_URL}/catalog/xlt/">' in page.text
        assert 'content="noindex, follow"' in page.text
        assert "noindex" not in client.get(LIST).text
        assert '<meta name="description"' in page.text
        robots = client.get("/robots.txt").text
        assert "Allow: /catalog/" in robots and robots.rstrip().endswith("Disallow: /")

    def test_the_only_bureau_and_several(self, put, client):
        assert client.get("/catalog/")["Location"] == LIST
        make.item(make.bureau("far", "远方局"), "Q1")
        make.bureau("empty", "无清单局")
        page = client.get("/catalog/")
        assert "远方局" in page.text and "现行 1 项" in page.text and "无清单局" not in page.text

    def test_no_bureau_at_all(self, client):
        assert "还没有公布的清单" in client.get("/catalog/").text

    def test_links_to_it(self, put, client):
        assert f'href="{reverse("catalog:public")}"' in client.get("/login/").text
        legal = make.officer(put.bureau.unit, Role.LEGAL, certified=False)
        legal.user.is_staff = True
        legal.user.save()
        client.force_login(legal.user)
        assert f'href="{LIST}"' in client.get(reverse("admin:catalog_itemversion_changelist")).text


class TestWeight:
    def test_html_and_styles_stay_under_150_kb(self, put, client):
        """Uncompressed, a full page of texts as long as the forms allow (what is set by the list is cut, CSS and icon counted)."""
        long = {"violation": "违" * 200, "violated_article": "条" * 200, "penalty_article": "罚" * 200}
        for n in range(51):
            make.item(put.bureau, f"Z{n}", **long)
        page = client.get(LIST)
        assert len(numbers(page)) == 50
        files = [part.split('"')[0] for part in page.text.split('href="/static/')[1:]]
        assert sorted(files) == ["css/tokens.css", "img/mark.svg", "public/public.css"]
        weight = len(page.content) + sum((Path(settings.BASE_DIR) / "static" / name).stat().st_size for name in files)
        assert weight < 150_000

    @pytest.mark.parametrize(
        ("tail", "most"), [("", 19), ("?on=2026-04-01&q=执照", 21), ("changes/", 13), ("items/R3/", 20)]
    )
    def test_queries_do_not_grow_with_the_list(self, put, client, tail, most):
        def asked() -> int:
            shelf.clear()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(LIST + tail).status_code == 200
            return len(queries)

        few = asked()
        for n in range(30):
            make.item(put.bureau, f"Z{n}", tokens={f"token_{n}": "条件"})
        assert asked() == few <= most

    def test_a_second_reader_costs_the_stamp_only(self, put, client):
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        assert len(queries) <= 11

    def test_the_shelf_is_bounded(self):
        small = Shelf(most_bytes=100, seconds=60)
        for n in range(10):
            small.get((n,), lambda: b"x" * 30)
        assert small._bytes == 90
        assert small.get((9,), lambda: pytest.fail("kept")) == b"x" * 30
        assert small.get((0,), lambda: b"new") == b"new"
        assert Shelf(most_bytes=10).get((1,), lambda: b"x" * 30) == b"x" * 30

    def test_the_shelf_forgets_in_time(self, monkeypatch):
        clock = iter([0.0, 500.0, 601.0])
        monkeypatch.setattr(answers.time, "monotonic", lambda: next(clock))
        kept = Shelf(seconds=600)
        assert [kept.get(("a",), lambda n=n: b"%d" % n) for n in range(3)] == [b"0", b"0", b"2"]
