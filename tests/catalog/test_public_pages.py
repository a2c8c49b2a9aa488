"""The public page: which versions and which of their words go out, for which day, and how little may be asked of it."""

from datetime import date

import pytest

from catalog.models import Article, Statute, StatuteVersion
from catalog.public import selectors
from catalog.public.answers import shelf
from tests import factories as make

from .conftest import TODAY
from .public_lists import INNER, PUBLISHER, SECRETS, world

pytestmark = pytest.mark.django_db
LIST = "/catalog/xlt/"


@pytest.fixture(autouse=True)
def empty_shelf():
    shelf.clear()
    yield
    shelf.clear()


STAGES = {"put": world}


@pytest.fixture
def put(stage):
    return stage


def numbers(page) -> list[str]:
    return [part.split("<")[0] for part in page.text.split('data-label="编号">')[1:]]


class TestWhatGoesOut:
    def test_todays_list(self, put, client):
        page = client.get(LIST)
        assert page.status_code == 200
        assert numbers(page) == ["R3"]
        for words in (
            "现行清单（2026年11月22日）",
            "共 1 项",
            "营业执照未置于",
            "第三十六条",
            "轻微不罚",
            "3个工作日内",
            "第二批",
        ):
            assert words in page.text

    @pytest.mark.parametrize(
        "tail",
        ["", "?on=2026-03-01", "?on=2027-02-01", "?q=招牌没挂", "changes/", "items/R3/", "items/A1/", "items/F1/"],
    )
    def test_what_stays_inside(self, put, client, tail):
        page = client.get(LIST + tail)
        assert page.status_code == 200
        asked = tail.partition("=")[2]
        assert [secret for secret in SECRETS if secret in page.text and secret != asked] == []

    def test_files_keep_inside_what_pages_do(self, put, client):
        from catalog.public import papers

        day = papers.day_of(put.bureau, date(2027, 2, 1), TODAY)
        assert [secret for secret in SECRETS if secret in papers.paper_html(day)] == []

    def test_an_item_nobody_may_see_does_not_exist(self, put, client):
        for number in ("D1", "S1", "ZZ9"):
            page = client.get(f"{LIST}items/{number}/")
            assert page.status_code == 404
            assert "公开清单中没有这个编号" in page.text

    def test_another_bureaus_item(self, put, client):
        other = make.bureau("far", "远方局")
        make.item(other, "Q1", violation="他局事项")
        assert "他局事项" not in client.get(LIST).text
        assert client.get(f"{LIST}items/Q1/").status_code == 404
        assert "他局事项" in client.get("/catalog/far/").text

    def test_a_sample_is_marked(self, put, client):
        page = client.get(f"{LIST}?on=2027-01-01")
        assert "标有“示例”的事项不是本机关公布的清单" in page.text
        assert '<span class="neutral">示例</span>' in page.text
        assert "重点领域：食品" in page.text
        assert "适用前须经法制审核" in page.text
        assert "示例" not in client.get(LIST).text.replace("（示例）", "")

    def test_suspended_by_a_change_of_law(self, put, client):
        statute = Statute.objects.get(title="中华人民共和国广告法")
        assert "因法规修改暂停适用" not in client.get(f"{LIST}items/A1/").text
        StatuteVersion.objects.create(statute=statute, version_date=date(2026, 12, 1), effective_from=date(2027, 1, 10))
        assert "因法规修改暂停适用" not in client.get(f"{LIST}?on=2027-01-09").text
        assert "因法规修改暂停适用" in client.get(f"{LIST}?on=2027-01-10").text


class TestDays:
    def test_a_version_retired_later_is_shown_for_its_days(self, put, client):
        page = client.get(f"{LIST}?on=2026-02-28")
        assert numbers(page) == ["A1", "R3"]
        assert "5个工作日内" in page.text
        assert "2026年2月28日有效的清单" in page.text
        assert "这是过去一天的清单" in page.text
        assert numbers(client.get(f"{LIST}?on=2026-03-01")) == ["A1", "R3"]
        assert "3个工作日内" in client.get(f"{LIST}?on=2026-03-01").text
        assert numbers(client.get(f"{LIST}?on=2026-05-31")) == ["A1", "R3"]
        assert numbers(client.get(f"{LIST}?on=2026-06-01")) == ["R3"]

    def test_before_the_first_list(self, put, client):
        page = client.get(f"{LIST}?on=2001-05-01")
        assert "2001年5月1日没有有效的清单事项" in page.text

    def test_a_day_to_come(self, put, client):
        page = client.get(f"{LIST}?on=2027-01-01")
        assert numbers(page) == ["F1", "R3"]
        assert "尚未施行" in page.text

    def test_published_after_the_day(self, put, client):
        make.item(put.bureau, "L1", effective_from=date(2022, 3, 1), published_on=date(2026, 4, 7))
        assert "2026年4月7日公布" in client.get(f"{LIST}?on=2025-06-01").text
        assert "2026年4月7日公布" not in client.get(LIST).text

    def test_the_stretch_around_a_day(self, put):
        spans = {
            date(2026, 2, 28): (date(2025, 1, 1), date(2026, 2, 28)),
            date(2026, 3, 1): (date(2026, 3, 1), date(2026, 5, 31)),
            date(2026, 11, 22): (date(2026, 11, 2), date(2026, 12, 31)),
            date(2030, 1, 1): (date(2027, 1, 1), None),
            date(2000, 1, 1): (None, date(2021, 4, 28)),
        }
        for day, (first, last) in spans.items():
            span = selectors.span_around(put.bureau, day)
            assert (span.first, span.last) == (first, last), day


class TestAsking:
    def test_filters(self, put, client):
        assert numbers(client.get(f"{LIST}?on=2026-04-01&domain=广告")) == ["A1"]
        assert numbers(client.get(f"{LIST}?batch={put.second.pk}")) == ["R3"]
        assert numbers(client.get(f"{LIST}?on=2027-01-01&batch={put.sample.pk}")) == ["F1"]
        assert numbers(client.get(f"{LIST}?source={put.source.pk}")) == ["R3"]
        assert numbers(client.get(f"{LIST}?on=2027-01-01&area=food")) == ["F1"]
        page = client.get(f"{LIST}?area=food")
        assert "没有符合条件的事项" in page.text
        assert "重点领域：食品 · 找到 0 项" in page.text

    def test_words_today_understand_everyday_speech(self, put, client):
        for words in ("招牌没挂", "yingyezhizhao", "R3", "营业执照 醒目"):
            assert numbers(client.get(LIST, {"q": words})) == ["R3"], words

    def test_words_on_another_day(self, put, client):
        given = {"on": "2026-04-01"}
        assert numbers(client.get(LIST, {**given, "q": "广告"})) == ["A1"]
        assert numbers(client.get(LIST, {**given, "q": "招牌没挂"})) == ["A1", "R3"]
        assert numbers(client.get(LIST, {**given, "q": "第十四条 广告"})) == ["A1"]
        assert numbers(client.get(LIST, {**given, "q": "r3"})) == ["R3"]
        assert "没有找到“超速”" in client.get(LIST, {**given, "q": "超速"}).text

    def test_no_index_is_built_for_another_day(self, put, client, monkeypatch):
        monkeypatch.setattr("catalog.public.selectors.search_index", lambda **_: pytest.fail("an index for a stranger"))
        assert client.get(LIST, {"on": "2026-04-01", "q": "广告"}).status_code == 200

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"on": "abc"}, "日期：请写成 2026-03-01 的样子"),
            ({"on": "2026-02-30"}, "日期：请写成"),
            ({"on": "0001-01-01"}, "只能查看2000年"),
            ({"on": "9999-12-31"}, "只能查看2000年"),
            ({"q": "长" * 101}, "查找：最多 100 个字"),
            ({"q": "长" * 100_000}, "查找：最多 100 个字"),
            ({"domain": "没有的领域"}, "领域：没有这个选项"),
            ({"batch": "²"}, "批次：没有这个选项"),
            ({"batch": "9" * 40}, "批次：没有这个选项"),
            ({"source": "' OR 1=1 --"}, "清单来源：没有这个选项"),
            ({"area": "<script>"}, "重点领域：没有这个选项"),
        ],
    )
    def test_what_does_not_fit_is_said_and_left_out(self, put, client, given, words):
        page = client.get(LIST, given)
        assert page.status_code == 200
        assert words in page.text
        assert numbers(page) == ["R3"]
        assert page["Cache-Control"] == "no-store"
        assert len(page.content) < 20_000

    @pytest.mark.parametrize(
        "given",
        [
            {"q": "\x00"}, {"q": "a\x00b"}, {"\x00": "1"}, {"page": "9" * 30}, {"page": "-1"}, {"page": "\x00"},
            {"q": "%%%___\\'\""}, {"q": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")}, {"on": "2026-03-01\x00"},
            {"q": ["a", "b"], "on": ["x", "2026-03-01"]},
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("tail", ["", "changes/", "items/R3/", "list.xlsx"])
    def test_nothing_breaks_a_page(self, put, client, given, tail):
        page = client.get(LIST + tail, given)
        assert page.status_code in {200, 404}
        assert b"\x00" not in page.content or tail == "list.xlsx"
        assert not page.cookies

    @pytest.mark.parametrize(
        "address",
        [
            "/catalog/none/",
            "/catalog/xlt/items/",
            "/catalog/xlt/what/ever/",
            "/catalog/XLT/",
            f"/catalog/{'x' * 3000}/",
        ],
    )
    def test_what_is_not_there(self, put, client, address):
        page = client.get(address)
        assert page.status_code == 404
        assert "清单首页" in page.text
        assert not page.cookies

    def test_markup_in_the_words_stays_words(self, put, client):
        page = client.get(LIST, {"q": "<b onmouseover=x>"})
        assert "<b onmouseover" not in page.text
        assert "&lt;b onmouseover=x&gt;" in page.text

    def test_pages_are_bounded(self, put, client):
        for n in range(60):
            make.item(put.bureau, f"Z{n}")
        first, second, beyond = (client.get(LIST, {"page": n}) for n in (1, 2, 99))
        assert len(numbers(first)) == 50
        assert len(numbers(second)) == 11
        assert numbers(beyond) == numbers(second)
        assert '<a rel="next" href="?page=2">' in first.text


class TestItem:
    def test_all_versions_and_what_changed(self, put, client):
        page = client.get(f"{LIST}items/R3/")
        assert "第2版" in page.text and "第1版" in page.text
        assert '<del><span class="hidden">原为：</span>5' in page.text
        assert '<ins><span class="hidden">改为：</span>3' in page.text
        assert '<dt>适用条件</dt><dd><ins><span class="hidden">改为：</span>持有有效执照</ins></dd>' in page.text
        assert "演示省免罚清单（演示发〔2026〕1号）" in page.text
        assert "失效理由：由第2版接替" in page.text
        assert "现行有效" in page.text and "已失效" in page.text

    def test_the_text_of_an_article_where_it_is_loaded(self, put, client):
        assert "blockquote" not in client.get(f"{LIST}items/A1/").text
        shelf.clear()
        Article.objects.create(
            version=put.wording,
            key="14.2",
            label="第十四条第二款",
            number=14,
            text="演示条文\n第二行",
            level="paragraph",
        )
        page = client.get(f"{LIST}items/A1/")
        assert "<blockquote>演示条文<br>第二行</blockquote>" in page.text
        assert "违反条款 · 2021-04-29文本" in page.text

    def test_an_item_to_come(self, put, client):
        assert "尚未施行" in client.get(f"{LIST}items/F1/").text

    def test_withdrawn_before_its_day(self, put, client):
        version = make.item(put.bureau, "W1", effective_from=date(2026, 12, 1), published_on=date(2026, 11, 1))
        version.state, version.effective_to, version.retire_reason = "retired", date(2026, 11, 9), "公布有误"
        version.retired_at = make.at(date(2026, 11, 10))
        version.save(by_service=True)
        assert "未施行即失效" in client.get(f"{LIST}items/W1/").text
        assert "未施行即失效：公布有误" in client.get(f"{LIST}changes/").text


class TestChanges:
    def test_by_day_and_batch(self, put, client):
        page = client.get(f"{LIST}changes/").text
        order = [
            page.index(words)
            for words in ("2026年11月2日 · 起步清单", "2026年6月1日", "2026年3月1日 · 第二批", "2025年1月1日")
        ]
        assert order == sorted(order)
        assert "理由：上级清单已调整" in page
        assert "自2027年1月1日起施行" in page
        assert "原为：</span>5" in page
        assert "已停用" not in page

    def test_one_batch(self, put, client):
        page = client.get(f"{LIST}changes/", {"batch": put.second.pk}).text
        assert "共 1 处变更" in page
        assert "2026年6月1日" not in page

    def test_nothing_published_yet(self, client):
        make.bureau("new", "新设局")
        assert "还没有公布过清单" in client.get("/catalog/new/changes/").text
        assert "没有有效的清单事项" in client.get("/catalog/new/").text


def test_words_kept_inside_are_the_ones_the_world_has(put):
    assert set(INNER) == {"note", "evidence", "verified_text", "keywords"}
    assert put.r3_2.published_by.name == PUBLISHER
    assert put.r3_2.note in SECRETS
