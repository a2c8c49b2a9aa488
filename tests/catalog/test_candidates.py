"""候选事项: kept once, grouped by likeness, drafted as an item or declined, every door guarded."""

import pytest
from django.urls import reverse

from catalog.alike import SAME_WORDS, Described, alike, names_article, pairs
from catalog.models import Batch, Candidate, Item, ItemVersion, Statute
from catalog.services import candidate_add, candidate_adopt, candidate_decline, free_numbers, item_create
from catalog.status import CandidateState, LoadState
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event
from xinglongtai.core.roles import Role

from .conftest import TODAY, make_person

pytestmark = pytest.mark.django_db
RULE = "侵害消费者权益行为处罚办法"
LAW = f"《{RULE}》第十二条第（二）项；第十五条"


def add(actor, origin="案件1", violation="店堂告示写明概不退换", **values):
    return candidate_add(actor=actor, on=TODAY, origin=origin, violation=violation, **{"violated": LAW, **values})


@pytest.fixture
def batch(bureau):
    return Batch.objects.create(bureau=bureau, name="第一批", sequence=1)


def adopt(row, actor, batch, **values):
    values = {"number": "E1", "domain": "消费者权益保护", "batch": batch, **values}
    return candidate_adopt(candidate=row, actor=actor, on=TODAY, **values)


class TestAlike:
    def test_same_articles_or_nearly_the_same_words(self):
        rows = [
            Described(1, "店堂告示写明特价商品概不退换", "某办法第十二条"),
            Described(2, "收银台张贴不实告示", "某办法 第十二条"),
            Described(3, "店堂告示写明特价商品概不退款", ""),
            Described(4, "未公示收费标准", "待核实"),
            Described(5, "没有办理计量检定", "待核实"),
        ]
        assert alike(rows) == {1: (1, 2, 3), 2: (1, 2, 3), 3: (1, 2, 3), 4: (4,), 5: (5,)}

    def test_words_alone_and_the_empty_list(self):
        assert alike([]) == {}
        one, other = pairs("促销商品概不退换"), pairs("特价商品概不退换")
        assert 2 * len(one & other) / (len(one) + len(other)) >= SAME_WORDS
        assert pairs("酒") == {"酒"}
        assert names_article("价格法第42条") and not names_article("待核实")

    def test_a_third_joins_two(self):
        rows = [
            Described(1, "甲乙丙丁", "甲法第一条"),
            Described(2, "戊己庚辛", "乙法第二条"),
            Described(3, "戊己庚辛", "甲法第一条"),
        ]
        assert set(alike(rows)[1]) == {1, 2, 3}


class TestAdding:
    def test_once_for_each_origin(self, legal):
        one = add(legal, reasons="轻微")
        assert add(legal) == one and Candidate.objects.count() == 1
        assert Event.objects.filter(verb="candidate_add").count() == 1
        add(legal, origin="案件2")
        assert Candidate.objects.count() == 2

    def test_right(self, officer, refused):
        with refused(NotAllowed):
            add(officer)

    def test_long_words_are_cut(self, legal):
        row = add(legal, violation="长" * 300, violated="条" * 400, basis="依" * 400, scope="范" * 400)
        assert (len(row.violation), len(row.violated), len(row.basis), len(row.scope)) == (200, 300, 300, 300)


class TestAdopting:
    def test_a_prefilled_draft(self, legal, batch):
        Statute.objects.create(title=RULE, short_title="处罚办法", kind="rule")
        one, other = (
            add(legal, basis="行政处罚法第三十三条第一款", scope="仅限本案", reasons="无后果"),
            add(legal, "案件2"),
        )
        version = adopt(one, legal, batch, same=[one, other])
        assert str(version.item) == "E1 消费者权益保护"
        assert (version.state, version.version_no, version.load_state, version.verified) == (
            "draft",
            1,
            LoadState.REVIEW,
            False,
        )
        assert (version.violation, version.violated_law) == ("店堂告示写明概不退换", RULE)
        assert version.violated_article == "第十二条第（二）项；第十五条"
        assert version.leniency_basis == "行政处罚法第三十三条第一款"
        assert "无后果；适用范围：仅限本案；条款原文：" in version.note and "案件1" in version.evidence
        assert version.citations.filter(role="violated").count() == 2
        assert {(row.state, row.item) for row in Candidate.objects.all()} == {(CandidateState.ADOPTED, version.item)}
        assert Event.objects.filter(verb="candidate_adopt").count() == 2

    @pytest.mark.parametrize(
        ("text", "law", "articles"),
        [
            ("待核实", "", ""),
            ("", "", ""),
            ("价格法第十三条、第四十二条", "价格法", "第十三条；第四十二条"),
            ("《价格法》第十三条；《广告法》第九条；第十条", "价格法", "第十三条"),
            ("第九条", "", ""),
            (f"{'长' * 130}法第一条", "", ""),
        ],
    )
    def test_articles_are_read_where_they_can_be(self, legal, batch, text, law, articles):
        version = adopt(add(legal, violated=text), legal, batch)
        assert (version.violated_law, version.violated_article) == (law, articles)

    def test_a_short_title_is_written_out(self, legal, batch):
        Statute.objects.create(title="中华人民共和国价格法", short_title="价格法", kind="law")
        version = adopt(add(legal, violated="价格法第十三条"), legal, batch)
        assert version.violated_law == "中华人民共和国价格法"

    def test_refusals(self, legal, second_legal, officer, other_legal, batch, refused):
        row = add(legal)
        with refused(NotAllowed):
            adopt(row, officer, batch)
        with refused(NotVisible):
            adopt(row, other_legal, batch)
        with refused(DomainError, field="domain"):
            adopt(row, legal, batch, domain=" ")
        with refused(DomainError, "字母加数字"):
            adopt(row, legal, batch, number="十二")
        foreign = Batch.objects.create(bureau=other_legal.bureau, name="第一批", sequence=1)
        with refused(DomainError, field="batch"):
            adopt(row, legal, foreign)
        assert not Item.objects.exists() or Item.objects.count() == 0
        adopt(row, legal, batch)
        with refused(TransitionRefused, "已纳入"):
            adopt(row, second_legal, batch, number="E2")
        with refused(TransitionRefused, "已纳入"):
            candidate_decline(candidate=row, actor=legal, on=TODAY, reason="x")


class TestDeclining:
    def test_with_a_reason(self, legal, officer, other_legal, refused):
        row = add(legal)
        with refused(DomainError, field="reason"):
            candidate_decline(candidate=row, actor=legal, on=TODAY, reason=" ")
        with refused(NotAllowed):
            candidate_decline(candidate=row, actor=officer, on=TODAY, reason="x")
        with refused(NotVisible):
            candidate_decline(candidate=row, actor=other_legal, on=TODAY, reason="x")
        done = candidate_decline(candidate=row, actor=legal, on=TODAY, reason="个案特殊")
        assert (done.state, done.decision_note, done.decided_by, done.item) == ("declined", "个案特殊", legal, None)


class TestNumbers:
    def test_next_free_by_domain(self, legal):
        assert free_numbers(legal.bureau) == {"": "A1"}
        for number, domain in (("R1", "登记"), ("R12", "登记"), ("A3", "登记"), ("A9", "广告"), ("e2", "消费")):
            item_create(actor=legal, number=number, domain=domain)
        assert free_numbers(legal.bureau) == {"登记": "R13", "广告": "A10", "消费": "E3", "": "R13"}


class TestPages:
    @pytest.fixture
    def page(self, client, legal, batch):
        client.force_login(legal.user)
        return client

    def url(self, name, *args):
        return reverse(f"admin:catalog_candidate_{name}", args=args)

    def test_list_counts_and_opens_the_same(self, page, legal, django_assert_max_num_queries):
        one, _, third = add(legal), add(legal, "案件2"), add(legal, "案件3", "未公示收费标准", violated="待核实")
        candidate_decline(candidate=third, actor=legal, on=TODAY, reason="x")
        shown = page.get(self.url("changelist")).content.decode()
        assert "2 次" in shown and "1 次" in shown and "不纳入" in shown
        assert shown.index("店堂告示") < shown.index("未公示收费标准")
        same = page.get(self.url("changelist"), {"alike": one.pk}).content.decode()
        assert "案件2" in same and "未公示收费标准" not in same
        assert page.get(self.url("changelist"), {"alike": "x"}).status_code == 200
        with django_assert_max_num_queries(14):
            page.get(self.url("changelist"))

    def test_one_page_shows_its_like_and_its_history(self, page, legal, batch):
        one, other = add(legal), add(legal, "案件2")
        shown = page.get(self.url("change", one.pk)).content.decode()
        assert "起草为清单事项" in shown and f"/{other.pk}/change/" in shown and "列入候选事项" in shown
        assert 'name="_save"' not in shown and "/admin/core/officer/" not in shown
        adopt(one, legal, batch)
        after = page.get(self.url("change", one.pk)).content.decode()
        assert "/adopt/" not in after and ">E1</a>" in after
        assert page.get(self.url("change", 999)).status_code == 302

    def test_drafting(self, page, legal, batch):
        one, other = add(legal), add(legal, "案件2")
        asked = page.get(self.url("adopt", one.pk))
        assert asked.context["form"].initial["number"] == "A1" and "一并纳入" in asked.content.decode()
        sent = {"number": "E1", "domain": "", "batch": batch.pk, "leniency_kind": "minor", "same": [other.pk]}
        assert page.post(self.url("adopt", one.pk), sent).status_code == 200
        refused = page.post(self.url("adopt", one.pk), {**sent, "domain": "消费", "number": "1"})
        assert "字母加数字" in refused.content.decode()
        done = page.post(self.url("adopt", one.pk), {**sent, "domain": "消费"})
        version = ItemVersion.objects.get()
        assert done.url == reverse("admin:catalog_itemversion_change", args=[version.pk])
        assert {row.state for row in Candidate.objects.all()} == {"adopted"}
        again = page.post(self.url("adopt", one.pk), {**sent, "domain": "消费", "number": "E2", "same": []})
        assert "已由" in again.content.decode() and Item.objects.count() == 1

    def test_declining(self, page, legal):
        row = add(legal)
        assert page.get(self.url("decline", row.pk)).status_code == 200
        assert page.post(self.url("decline", row.pk), {"reason": ""}).status_code == 200
        assert page.post(self.url("decline", row.pk), {"reason": "个案"}).url == self.url("changelist")
        assert Candidate.objects.get().state == "declined"

    def test_near_items_lead_the_number(self, page, legal, batch, monkeypatch):
        version = adopt(add(legal), legal, batch, number="E7", domain="消费")
        match = type("Match", (), {"version": version, "reasons": ["用语相近"]})()
        monkeypatch.setattr("catalog.admin.candidates.find_items", lambda **kwargs: [match])
        row = add(legal, "案件3")
        assert page.get(self.url("adopt", row.pk)).context["form"].initial["number"] == "E8"
        assert "用语相近" in page.get(self.url("change", row.pk)).content.decode()

    def test_doors_are_shut(self, client, page, legal, other_legal, bureau):
        row = add(legal)
        for name in ("delete", "change"):
            page.post(self.url(name, row.pk), {"violation": "改了", "post": "yes"})
        assert Candidate.objects.get().violation == "店堂告示写明概不退换"
        assert page.get(self.url("add")).status_code == 403
        for role in Role:
            if role == Role.LEGAL:
                continue
            client.force_login(make_person(bureau, f"x{role.value}", role).user)
            for name, args in (("changelist", ()), ("change", (row.pk,)), ("adopt", (row.pk,)), ("decline", (row.pk,))):
                assert client.get(self.url(name, *args)).status_code == 403, (role, name)
        client.force_login(other_legal.user)
        assert client.get(self.url("adopt", row.pk)).status_code == 404
        assert client.post(self.url("decline", row.pk), {"reason": "x"}).status_code == 404
        assert client.get(self.url("change", row.pk)).status_code == 302
        assert "店堂告示" not in client.get(self.url("changelist")).content.decode()

    def test_an_account_without_a_person(self, client, legal, django_user_model):
        add(legal)
        client.force_login(django_user_model.objects.create_superuser("root", password="x"))
        assert client.get(self.url("changelist")).status_code == 403
