"""Pages of the law watch: who may, what is listed, decisions, a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import LawChange, StatuteVersion, TouchedItem
from catalog.services import law_changes_note
from catalog.status import ChangeDecision
from pledges.letter import PRIVACY_NOTICE
from tests.catalog.law_stage import (
    RENUMBERED,
    TRADEMARK_ENDS,
    TRADEMARK_NEW,
    competition_law,
    lottery_item,
    statute,
    trademark_item,
    trademark_law,
)
from tests.factories import Office, item
from xinglongtai.oversight.law.printed import fixed_words, printed_naming
from xinglongtai.oversight.law.reads import distance_words, names_law

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """T1 and T2 rest on the 商标法 that ends; T2 has an open case and an unsigned letter."""
    office = office_of_file
    with django_db_blocker.unblock():
        wording = trademark_law()
        trademark_item(office, wording, "T1", effective_to=TRADEMARK_ENDS)
        version = trademark_item(office, wording, "T2")
        office.with_violation(on=ON, version=version)
        office.issued(on=ON, version=version)
        law_changes_note(on=ON)
        office.change = LawChange.objects.get()
    return office


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: ON)


@pytest.fixture
def trademark(office):
    return office.change


@pytest.fixture
def legal(office, client):
    client.force_login(office.legal.user)
    return client


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("day", "words", "tone"),
    [
        (40, "还有40天生效", "neutral"),
        (30, "还有30天生效", "warn"),
        (0, "今天生效", "info"),
        (-12, "已生效12天", "info"),
    ],
)
def test_distance(day, words, tone):
    assert distance_words(ON + timedelta(days=day), ON) == (words, tone)


class TestList:
    def url(self, **query):
        return reverse("oversight:law_watch", query=query or None)

    def test_counts_and_distance(self, trademark, legal):
        page = text(legal.get(self.url()))
        assert "《商标法》" in page and "还有39天生效" in page
        assert "<strong>2</strong> 条未处理" in page and "2 件" in page and "提前 180 天列出" in page

    def test_suspended_are_counted_from_the_day(self, trademark, legal, monkeypatch):
        monkeypatch.setattr(timezone, "localdate", lambda *args: TRADEMARK_NEW)
        assert "1 条已暂停适用" in text(legal.get(self.url()))

    def test_filters(self, trademark, legal):
        lottery_item(Office("far"), competition_law()[0])
        for query, shown in [
            ({"work": "open"}, True),
            ({"work": "done"}, False),
            ({"kind": "ends"}, True),
            ({"kind": "new_text"}, False),
            ({"words": "商标"}, True),
            ({"words": "广告"}, False),
            ({"sort": "near"}, True),
        ]:
            assert ("《商标法》" in text(legal.get(self.url(**query)))) == shown, query

    def test_nothing(self, office, client):
        client.force_login(Office("far").legal.user)
        assert "没有涉及本机关清单的法规变动" in text(client.get(self.url()))

    def test_readers_see_no_button(self, trademark, office, client):
        client.force_login(office.supervisor.user)
        page = text(client.get(self.url()))
        assert "重新检查" not in page and "查看" in page

    def test_check_now(self, office, legal):
        LawChange.objects.all().delete()
        page = legal.post(reverse("oversight:law_check"), follow=True)
        assert "新发现变动 1 项，新增待处理 2 条，撤去 0 条" in text(page)
        assert "没有新的变动" in text(legal.post(reverse("oversight:law_check"), follow=True))

    def test_queries_do_not_grow(self, office, legal, django_assert_max_num_queries):
        for n in range(3):
            row = statute(f"演示法{n}", (date(2019, 1, 1), ON + timedelta(days=n)))[0]
            cited = {"role": "violated", "statute": row.statute, "statute_version": row, "article_label": "第一条"}
            item(office.bureau, f"X{n}", office.legal, citations=[cited])
        law_changes_note(on=ON)
        legal.get(self.url())
        with django_assert_max_num_queries(20):
            legal.get(self.url())


class TestChange:
    def url(self, change, name="law_change"):
        return reverse(f"oversight:{name}", args=[change.pk])

    def test_everything_it_touches(self, trademark, legal):
        page = text(legal.get(self.url(trademark)))
        assert "《商标法》自2027年1月1日起现有文本失效" in page and "还没有登记" in page
        assert "到期未处理即暂停" in page and "事项自身到期，须决定是否接续" in page
        assert "在办案件" in page and "未办结的承诺书 1 份" in page and "登记中" in page
        assert "文书模板和系统固定用语中没有提到该法" in page

    def test_of_another_bureau_it_does_not_exist(self, trademark, client):
        client.force_login(Office("far").legal.user)
        assert client.get(self.url(trademark)).status_code == 404

    def test_readers_may_not_decide(self, trademark, office, client):
        client.force_login(office.leader.user)
        page = text(client.get(self.url(trademark)))
        assert 'name="rows"' not in page and "提交处理意见" not in page and "/admin/" not in page
        assert client.post(self.url(trademark, "law_decide")).status_code == 403

    def test_old_and_new_beside_each_other(self, office, legal):
        lottery_item(office, competition_law(texts=True)[0])
        law_changes_note(on=RENUMBERED)
        page = text(legal.get(self.url(LawChange.objects.latest("pk"))))
        assert "原 第二十二条" in page and "新 第二十七条" in page and "条文对应" in page
        assert "<ins>一</ins>" in page and "2025年10月15日施行" in page
        assert "新条文没有导入" in page  # 第二十五条 is in neither excerpt

    def test_a_first_wording_has_none_before_it(self, office, legal):
        lottery_item(office, competition_law(texts=True)[0])
        law_changes_note(on=RENUMBERED)
        StatuteVersion.objects.filter(effective_from__lt=RENUMBERED).update(effective_from=ON, effective_to=None)
        assert legal.get(self.url(LawChange.objects.latest("pk"))).status_code == 200

    def test_words_without_a_citation(self, trademark, office, legal):
        item(office.bureau, "A1", office.legal, violation="只在备注里提到", note="另见《商标法》第十条")
        item(office.bureau, "A2", office.legal, violation="只提到条例", note="见商标法实施条例第七十一条")
        page = text(legal.get(self.url(trademark)))
        assert "A1 只在备注里提到" in page and "只提到条例" not in page

    def test_fixed_words_that_name_the_law(self, office, legal):
        row = statute("中华人民共和国行政处罚法", (date(2021, 7, 15), ON))[0]
        cited = {
            "role": "leniency",
            "statute": row.statute,
            "statute_version": row,
            "article_label": "第三十三条第一款",
        }
        item(office.bureau, "X1", office.legal, citations=[cited])
        law_changes_note(on=ON)
        page = text(legal.get(self.url(LawChange.objects.latest("pk"))))
        assert "适用核查表各行的依据：中华人民共和国行政处罚法" in page and "请告知系统维护人员" in page

    def test_queries_do_not_grow(self, trademark, office, legal, django_assert_max_num_queries):
        wording = StatuteVersion.objects.get()
        for n in range(3, 6):
            version = trademark_item(office, wording, f"T{n}")
            office.issued(on=ON, version=version)
        law_changes_note(on=ON)
        with django_assert_max_num_queries(36):
            assert "共 5 条" in text(legal.get(self.url(trademark)))


class TestDecide:
    def post(self, legal, change, follow=False, **data):
        return legal.post(reverse("oversight:law_decide", args=[change.pk]), data, follow=follow)

    def rows(self, change):
        return list(change.touched.order_by("version__item__number").values_list("pk", flat=True))

    def test_each_row_has_its_result(self, trademark, legal):
        first, second = self.rows(trademark)
        given = {"rows": [first, second, "x"], "act": "unaffected", "reason": "新法未改本条"}
        page = text(self.post(legal, trademark, follow=True, **given))
        assert "已处理 1 条" in page and "1 条没有处理" in page and "自身到 2026-12-31 为止" in page
        assert TouchedItem.objects.get(pk=second).decision == ChangeDecision.UNAFFECTED
        shown = text(legal.get(reverse("oversight:law_change", args=[trademark.pk])))
        assert "不受影响，继续适用" in shown and "新法未改本条" in shown

    def test_drafts_are_linked(self, trademark, legal):
        page = text(self.post(legal, trademark, follow=True, rows=self.rows(trademark), act="redraft"))
        assert page.count("打开草稿") == 2
        assert "第2版草稿" in text(legal.get(reverse("oversight:law_change", args=[trademark.pk])))

    def test_the_last_one_decided(self, trademark, legal):
        self.post(legal, trademark, rows=self.rows(trademark), act="end", reason="新法另行规定")
        page = text(legal.get(reverse("oversight:law_change", args=[trademark.pk])))
        assert "已办理失效" in page and "提交处理意见" not in page
        assert "已处理完" in text(legal.get(reverse("oversight:law_watch")))

    def test_nothing_typed_is_lost(self, trademark, legal):
        ids = self.rows(trademark)
        page = self.post(legal, trademark, rows=ids, act="end", reason="")
        assert page.status_code == 422 and "请写明理由" in text(page) and text(page).count(" checked") >= 3
        page = self.post(legal, trademark, act="end", reason="说过的话")
        assert page.status_code == 422 and "请先勾选要处理的事项" in text(page) and "说过的话" in text(page)
        page = self.post(legal, trademark, rows=ids, reason="说过的话")
        assert page.status_code == 422 and "请选择处理方式" in text(page)

    def test_the_result_page_without_a_result(self, trademark, legal):
        response = legal.get(reverse("oversight:law_decided", args=[trademark.pk]))
        assert response.status_code == 302 and response["Location"].endswith(f"/law/{trademark.pk}/")


def test_names_of_laws():
    assert names_law("依照《商标法》处理", {"商标法"}) and names_law("商标法实施条例；商标法", {"商标法"})
    assert not names_law("商标法实施条例", {"商标法"}) and not names_law("", {"商标法"})


def test_fixed_words():
    assert {"文书模板 pledge_v1.html", "不予立案的依据"} <= {row.place for row in fixed_words()}
    assert PRIVACY_NOTICE in {row.text for row in fixed_words()}
    places = [row.place for row in printed_naming("市场监督管理行政处罚程序规定", "程序规定")]
    assert "不予立案的依据" in places and "适用核查表各行的依据" in places
