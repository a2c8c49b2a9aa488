"""法制审核 as pages: the queue and its filters, one review from both sides, reading in turn, coming too late."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import Case, Review, Violation
from cases.status import CaseStatus
from catalog.models import Article, Candidate, Statute, StatuteVersion
from catalog.status import LoadState
from tests import factories as make
from tests.factories import GOOD_ANSWERS
from xinglongtai.core.models import Officer
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db
APPROVED = {"decision": "approve", "note": "轻微", "basis": "行政处罚法第三十三条第一款", "scope": "仅限本案"}
LIST = "/reviews/"


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def off_list(office, day):
    """``off_list()`` → a new case with one off-list violation that waits for legal staff."""

    def ask(words="店堂告示写明概不退换"):
        case = office.draft(on=day)
        given = {"description": words, "off_list_reason": "张贴两日", "off_list_law": "某办法第十二条"}
        row = services.violation_add(case=case, actor=office.officer, on=day, data=given)
        answers = {**GOOD_ANSWERS, "key_area": "none"}
        services.assessment_make(violation=row, actor=office.officer, on=day, answers=answers)
        return services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="建议适用")[0]

    return ask


@pytest.fixture
def old_law(office, day):
    """A review about the older law, of an item with two versions and a loaded article."""
    rule = Statute.objects.create(title="中华人民共和国市场主体登记管理条例", kind="regulation")
    text = StatuteVersion.objects.create(statute=rule, version_date="2021-07-27", effective_from="2022-03-01")
    words = "应当将营业执照置于醒目位置。"
    Article.objects.create(version=text, level="article", key="36", label="第三十六条", number=36, sort=1, text=words)
    cited = [
        {"role": "violated", "statute": rule, "statute_version": text, "article_label": "第三十六条"},
        {"role": "penalty", "statute": rule, "article_label": "第四十八条第一款"},
    ]
    version = make.item(office.bureau, "R8", office.legal, citations=cited, penalty_summary="责令改正")
    case = office.assessed(on=day, version=version, answers={"law_changed": "lighter"})
    return services.review_request(case=case, actor=office.officer, note="新法较轻")[0]


@pytest.fixture
def legal(client, office):
    client.force_login(office.legal.user)
    return client


def url(row, name="review"):
    return reverse(f"cases:{name}", args=[row.pk])


def text(response):
    """The page without its CSRF tokens, in which any two letters may stand."""
    return re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode())


def asked_earlier(row, days):
    Review.objects.filter(pk=row.pk).update(requested_at=timezone.now() - timedelta(days=days))


class TestQueue:
    def test_oldest_first_with_counts_and_waiting(self, legal, off_list, old_law):
        late = off_list("等了很久的行为")
        asked_earlier(late, 40)
        shown = text(legal.get(LIST))
        assert shown.index("等了很久的行为") < shown.index("R8")
        assert "超期" in shown and "个工作日" in shown and "从最早的开始审" in shown
        assert 'href="/reviews/?kind=off_list"' in shown and "候选事项 0" in shown

    def test_filters(self, office, legal, off_list, old_law):
        rows = {"off": off_list(), "old": old_law, "late": off_list("等了很久的行为"), "done": off_list("审过的行为")}
        asked_earlier(rows["late"], 40)
        services.review_claim(review=rows["off"], actor=office.legal)
        on = timezone.localdate()
        services.review_decide(review=rows["done"], actor=office.legal, on=on, decision="reject", note="否")
        for query, found in (
            ("", {"off", "old", "late"}),
            ("kind=off_list", {"off", "late"}),
            ("kind=law_change", {"old"}),
            ("waiting=5", {"late"}),
            ("waiting=11", {"late"}),
            ("mine=can", {"off", "old", "late"}),
            ("mine=claimed", {"off"}),
            ("mine=decided", set()),
            ("mine=decided&state=all", {"done"}),
            ("mine=own", set()),
            ("state=decided", {"done"}),
            ("state=all", {"off", "old", "late", "done"}),
            ("state=decided&sort=decided", {"done"}),
            ("kind=nonsense", {"off", "old", "late"}),
        ):
            response = legal.get(f"{LIST}?{query}")
            assert {line.row.pk for line in response.context["lines"]} == {rows[name].pk for name in found}, query

    def test_unit_filter_and_the_sentence(self, office, legal, off_list):
        off_list()
        here = text(legal.get(LIST, {"unit": office.station.pk, "kind": "off_list"}))
        assert "审核事由：清单外；单位：演示一所" in here and "共 <strong>1</strong> 项" in here
        elsewhere = text(legal.get(LIST, {"unit": office.other_station.pk}))
        assert "没有符合条件的审核事项" in elsewhere

    def test_empty(self, legal):
        assert "没有待审核的事项" in text(legal.get(LIST))

    def test_ones_own_case_is_shown_with_the_reason_and_skipped(self, office, client, off_list):
        both = make.officer(office.station)
        both.user.groups.add(Group.objects.get(name=Role.LEGAL.value))
        both = Officer.objects.get(pk=both.pk)
        own, other = off_list("自己的"), off_list("别人的")
        services.evidence_add(case=own.case, actor=both, upload=make.photo())
        client.force_login(both.user)
        shown = text(client.get(LIST))
        assert "您上传过本案的材料，由其他法制人员审核" in shown and "自己的" in shown
        assert f'<a class="btn btn-primary" href="/reviews/{other.pk}/">' in shown
        assert [line.row.pk for line in client.get(f"{LIST}?mine=own").context["lines"]] == [own.pk]
        page = text(client.get(url(own)))
        assert "您不审这一项" in page and "写审核意见" not in page
        assert client.post(url(own), APPROVED).status_code == 403
        assert "待法制审核" in text(client.get("/")) and "自己的" not in text(client.get("/"))

    def test_the_same_queries_for_one_and_for_many(self, office, legal, off_list, old_law):
        def queries(address):
            legal.get(address)
            with CaptureQueriesContext(connection) as found:
                assert legal.get(address).status_code == 200
            return len(found)

        first = off_list()
        one = queries(LIST), queries(url(first)), queries(url(old_law)), queries("/")
        for n in range(3):
            row = off_list()
            if n < 1:
                on = timezone.localdate()
                services.review_decide(review=row, actor=office.legal, on=on, **APPROVED)
            services.evidence_add(case=first.case, actor=office.officer, upload=make.photo(colour=(n, 0, 0)))
        many = queries(LIST), queries(url(first)), queries(url(old_law)), queries("/")
        assert all(now <= before for now, before in zip(many, one, strict=True)), (one, many)


class TestOneReview:
    def test_facts_left_decision_right(self, legal, off_list):
        row = off_list()
        services.evidence_add(case=row.case, actor=row.requested_by, upload=make.photo())
        shown = text(legal.get(url(row)))
        for words in (
            "建议适用",
            "清单外适用理由",
            "某办法第十二条",
            "首违核查",
            "属于清单事项",
            "适用范围",
            "同类审核",
        ):
            assert words in shown
        assert "?thumb=1" in shown and "同意后的结论：可以适用承诺" in shown
        assert "仅限本案" in shown and "data-phrases" in shown

    def test_scans_with_identities_only_for_who_may_see_them(self, office, legal, off_list):
        row = off_list()
        services.evidence_add(case=row.case, actor=office.officer, upload=make.photo(), kind="signed_scan")
        assert "签字扫描件" in text(legal.get(url(row)))
        office.legal.user.groups.get().permissions.remove(
            *office.legal.user.groups.get().permissions.filter(codename="view_identity")
        )
        assert "签字扫描件" not in text(legal.get(url(row)))

    def test_older_law_beside_each_other(self, office, legal, old_law):
        shown = text(legal.get(url(old_law)))
        assert "新旧规定" in shown and "没有另一个在当日有效的版本" in shown
        assert "应当将营业执照置于醒目位置。" in shown and "第四十八条第一款" in shown
        Violation.objects.filter(case=old_law.case).update(act_on="2022-01-01")
        assert "2022-03-01" in text(legal.get(url(old_law)))  # the text was not in force on the day of the act

    def test_the_version_of_then(self, office, legal, day):
        old = make.item(office.bureau, "R7", office.legal, penalty_summary="罚款一千元以下")
        type(old).objects.get(pk=old.pk)
        old.state, old.effective_to, old.retired_at = "retired", day - timedelta(days=31), timezone.now()
        old.retired_by, old.retire_reason = office.legal, "修改"
        old.save(by_service=True)
        new = make.item(
            office.bureau, "R7", office.legal, effective_from=day - timedelta(days=30), penalty_summary="责令改正"
        )
        case = office.with_violation(on=day, version=new)
        given = {"act_on": day - timedelta(days=50), "act_ended_on": day - timedelta(days=45)}
        violation = case.violations.get()
        services.violation_update(violation=violation, actor=office.officer, on=day, data=given)
        violation.refresh_from_db()
        services.assessment_make(violation=violation, actor=office.officer, on=day, answers=GOOD_ANSWERS)
        row = services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="x")[0]
        shown = text(legal.get(url(row)))
        assert "行为当时（" in shown and "罚款一千元以下" in shown and "责令改正" in shown

    def test_what_the_officer_judged_otherwise(self, office, legal, day):
        case = office.assessed(on=day, answers={"costly_fix": True})
        reasons = {"costly_fix": "费用不足百元"}
        services.assessment_make(violation=case.violations.get(), actor=office.officer, on=day, overrides=reasons)
        row = services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="x")[0]
        assert "承办人改判：费用不足百元" in text(legal.get(url(row)))

    def test_open_questions_are_said_and_the_other_violations_named(self, office, legal, day):
        case = office.assessed(on=day, answers={"no_intent": ""})
        food = make.item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
        data = {"item_version": food, "description": "第二处"}
        second = services.violation_add(case=case, actor=office.officer, on=day, data=data)
        services.assessment_make(violation=second, actor=office.officer, on=day, answers=GOOD_ANSWERS)
        rows = services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="x")
        shown = text(legal.get(url(rows[0])))
        assert "没有答的项目" in shown and "第二处（须先经法制审核）" in shown
        assert "涉及食品" in text(legal.get(url(rows[1])))

    def test_others(self, office, client, off_list):
        row = off_list()
        client.force_login(office.leader.user)
        assert client.get(url(row)).status_code == 403
        client.force_login(make.Office("far").legal.user)
        for name in ("review", "review_claim", "review_release"):
            assert client.post(url(row, name)).status_code == 404


class TestDeciding:
    def test_straight_to_the_next(self, legal, off_list):
        first, second = off_list(), off_list("另一种")
        answer = legal.post(url(first), APPROVED, follow=True)
        assert answer.redirect_chain[0][0] == url(second) and "这是下一件" in text(answer)
        assert "候选事项 1" in text(legal.get(LIST)) and Candidate.objects.count() == 1
        assert legal.post(url(second), {"decision": "return", "note": "补照片"}).url == LIST

    def test_what_is_missing_is_said_and_nothing_is_lost(self, legal, off_list):
        row = off_list()
        for missing in APPROVED:
            answer = legal.post(url(row), {**APPROVED, missing: ""})
            assert answer.status_code == 422 and missing in answer.context["form"].errors
            kept = next(value for name, value in APPROVED.items() if name not in {missing, "decision"})
            assert kept in text(answer)

    def test_rejecting_off_list_asks_for_no_basis(self, legal, off_list):
        assert legal.post(url(off_list()), {"decision": "reject", "note": "不轻微"}).status_code == 302

    def test_too_late(self, office, legal, off_list, day):
        row, other = off_list(), off_list("另一种")
        services.review_decide(review=row, actor=office.legal_2, on=day, decision="reject", note="后果不轻微")
        answer = legal.post(url(row), {**APPROVED, "note": "我写的理由"})
        shown = text(answer)
        assert answer.status_code == 422 and "我写的理由" in shown
        assert f"这一项已由{office.legal_2.name}" in shown and "不同意适用" in shown and "后果不轻微" in shown
        assert "看下一件" in shown and url(other) in shown and "提交，看下一件" not in shown
        services.review_decide(review=other, actor=office.legal_2, on=day, decision="reject", note="x")
        assert "回到法制审核" in text(legal.post(url(row), APPROVED))

    def test_reading_in_turn(self, office, client, off_list):
        row = off_list()
        client.force_login(office.legal_2.user)
        assert client.get(url(row, "review_claim")).status_code == 405
        assert client.post(url(row, "review_claim")).url == f"{url(row)}#decision"
        assert "放回待审" in text(client.get(url(row)))
        client.force_login(office.legal.user)
        assert f"{office.legal_2.name}正在审" in text(client.get(LIST))
        assert "改由我来审" in text(client.get(url(row))) and "正在审这一项" in text(client.get(url(row)))
        refused = client.post(url(row), APPROVED)
        assert refused.status_code == 422 and "请先商量" in text(refused)
        client.post(url(row, "review_claim"))
        client.post(url(row, "review_release"))
        assert Review.objects.get().claimed_by is None
        assert client.post(url(row), APPROVED).status_code == 302
        late = client.post(url(row, "review_claim"), follow=True)
        assert "同意适用" in text(late)


class TestTheOfficersSide:
    def page(self, client, office, row):
        client.force_login(office.officer.user)
        return text(client.get(reverse("cases:detail", args=[row.case_id])))

    def test_waiting(self, client, office, off_list):
        assert "提请法制审核，由法制机构决定" in self.page(client, office, off_list())

    def test_approved(self, client, office, off_list, day):
        row = off_list()
        services.review_decide(review=row, actor=office.legal, on=day, **APPROVED)
        shown = self.page(client, office, row)
        assert "同意适用：法制审核意见" in shown and "适用范围：仅限本案" in shown and "签发承诺书" in shown

    def test_refused(self, client, office, off_list, day):
        row = off_list()
        services.review_decide(review=row, actor=office.legal, on=day, decision="reject", note="后果不轻微")
        shown = self.page(client, office, row)
        assert "法制审核不同意适用，意见见下" in shown and "后果不轻微" in shown

    def test_returned_and_said_where_it_is_mended(self, client, office, off_list, day):
        row = off_list()
        services.review_decide(review=row, actor=office.legal, on=day, decision="return", note="请补现场照片")
        shown = self.page(client, office, row)
        assert "补充后重新送审" in shown and "请补现场照片" in shown
        assert "请补现场照片" in text(client.get(reverse("cases:intake_assess", args=[row.case_id])))
        assert Case.objects.get(pk=row.case_id).status == CaseStatus.DRAFT
