"""说理 kept: every edit a version, changed findings shown, used as the proposed reason, read by others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import Case, Reasoning
from cases.outcomes import NO_CASE_BASES
from cases.reasoning import reading
from cases.views.reasoning import between
from pledges.reasons import told_by_pledges
from tests.factories import DAY, photo
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db


def save(case, actor, text="因为情节轻微。", **more) -> Reasoning:
    return services.reasoning_save(case=Case.objects.get(pk=case.pk), actor=actor, text=text, **more)


class TestVerb:
    def test_every_edit_stays_on_record(self, office):
        case = office.rechecked()
        first = save(case, office.officer, "第一稿\r\n两行", version=0)
        second = save(case, office.second, "第二稿", version=1)
        assert [row.text for row in Reasoning.objects.filter(case=case)] == ["第二稿", "第一稿\n两行"]
        assert (first.version, second.version) == (1, 2) and "改正到位" in second.composed
        event = Event.objects.filter(verb="reasoning_save").latest("pk")
        assert event.data == {"version": 2, "before": 1, "changed": True} and "第二稿" not in str(event.data)
        assert reading.reasons_text(case) == "第二稿"

    def test_the_same_again_is_kept_once_until_the_findings_change(self, office):
        case = office.signed().case
        save(case, office.officer)
        assert save(case, office.officer).version == 1
        services.evidence_add(case=case, actor=office.officer, upload=photo())
        assert save(case, office.officer).version == 1
        services.education_record(case=case, actor=office.officer, on=DAY, content="讲解")
        assert save(case, office.officer).version == 2

    def test_refused(self, office, refused):
        case = office.rechecked()
        with refused(DomainError, "不能留空", field="text"):
            save(case, office.officer, "  ")
        with refused(DomainError, "最多 2000 字", field="text"):
            save(case, office.officer, "长" * 2001)
        with refused(StaleRow, "说理已被修改"):
            save(case, office.officer, version=3)
        save(case, office.officer)
        with refused(StaleRow, office.officer.name):
            save(case, office.second, "别的", version=0)
        with refused(NotAllowed):
            save(case, office.leader)
        with refused(NotVisible):
            save(case, office.stranger)
        assert Reasoning.objects.count() == 1

    def test_not_after_the_end(self, office, refused):
        case = office.educated(office.rechecked())
        row = services.disposition_propose(
            case=case,
            actor=office.officer,
            on=DAY,
            outcome="no_case",
            basis=NO_CASE_BASES["20-1"],
            reason=reading.reasons_text(case),
        )
        services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        with refused(TransitionRefused, "不能再改"):
            save(case, office.officer)


class TestReading:
    def test_of_an_individual_business_you_of_a_firm_your_firm(self, office):
        from cases.status import PartyKind
        from tests.factories import party

        assert "发现你有" in reading.reasons_text(office.ready())
        firm = party(office.bureau, office.officer, kind=PartyKind.COMPANY)
        assert "发现你单位有" in reading.reasons_text(office.ready(party_=firm))

    def test_a_breach_and_a_refusal_and_none(self, office):
        from pledges.services import letter_void, pledge_refuse

        assert "没有履行承诺" in reading.reasons_text(office.rechecked("failed"))
        voided = office.issued()
        letter_void(pledge=voided, actor=office.officer, on=DAY, reason="有误")
        assert told_by_pledges(voided.case) is None
        refused = office.issued()
        pledge_refuse(pledge=refused, actor=office.officer, on=DAY, reason="不愿签", witness="见证人甲")
        assert "没有签署承诺书，这不加重" in reading.reasons_text(refused.case)

    def test_off_the_list_and_legal_review(self, office):
        case = office.draft()
        data = {"description": "演示行为", "off_list_reason": "轻微", "off_list_law": "《演示条例》第五条"}
        violation = services.violation_add(case=case, actor=office.officer, on=DAY, data=data)
        assert "《演示条例》第五条对此有规定" in reading.reasons_text(case)
        from tests.factories import GOOD_ANSWERS

        answers = {**GOOD_ANSWERS, "key_area": "none"}
        services.assessment_make(violation=violation, actor=office.officer, on=DAY, answers=answers)
        review = services.review_request(case=case, actor=office.officer, note="请审")[0]
        given = {"decision": "approve", "note": "同意", "basis": "行政处罚法第三十三条第一款", "scope": "仅限本案"}
        services.review_decide(review=review, actor=office.legal, on=DAY, **given)
        told = reading.reasons_text(case)
        assert "按清单外办理" in told and "同意适用告知承诺，依据是行政处罚法第三十三条第一款" in told

    def test_rejected_by_legal(self, office):
        from catalog.status import LoadState
        from tests.factories import item

        food = item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
        case = office.assessed(version=food)
        review = services.review_request(case=case, actor=office.officer, note="请审")[0]
        services.review_decide(review=review, actor=office.legal, on=DAY, decision="reject", note="不同意")
        assert "不同意适用告知承诺" in reading.reasons_text(case)

    def test_not_met_lines_are_told(self, office):
        told = reading.reasons_text(office.assessed(answers={"high_risk": True}))
        assert "不符合：不存在：风险较大。" in told

    def test_what_is_open_is_told_as_not_verified(self, office):
        from tests.factories import item

        version = item(office.bureau, "R4", office.legal, penalty_structure="direct", leniency_kind="first_offence")
        told = reading.reasons_text(office.assessed(version=version, answers={"harm": "minor"}))
        assert "未能核实：初次违法" in told and "认定：危害后果轻微" in told or "未能核实" in told

    def test_corrected_on_the_spot(self, office):
        case = office.assessed(answers={"correction": "done_on_spot"})
        assert "检查时当场改正并核实。" in reading.reasons_text(case)

    def test_registered_once(self):
        before = list(reading._READERS)
        reading.register(told_by_pledges)
        assert before == reading._READERS


@pytest.fixture
def day():
    return timezone.localdate()


class TestPage:
    def test_read_edit_and_take_the_new_text(self, office, day, client):
        case = office.rechecked(on=day)
        address, saving = (reverse(name, args=[case.pk]) for name in ("cases:reasoning", "cases:reasoning_save"))
        client.force_login(office.officer.user)
        page = client.get(address)
        assert "已经改正到位" in page.content.decode() and page.context["form"].initial["version"] == 0
        assert client.post(saving, {"text": "我的文字", "version": 0}).status_code == 302
        late = client.post(saving, {"text": "晚到的文字", "version": 0})
        assert late.status_code == 422 and "晚到的文字" in late.content.decode()
        assert client.post(saving, {"text": "", "version": 1}).status_code == 422
        services.party_update(party=case.party, actor=office.officer, data={"kind": "company"})
        page = client.get(address)
        words = page.content.decode()
        assert "案件事实在修改之后有变化" in words and "<ins>" in words and "我的文字" in words
        assert client.post(saving, {"text": page.context["composed"], "version": 1}).status_code == 302
        words = client.get(address).content.decode()
        assert "有变化" not in words and "第1稿" in words and "第2稿" in words

    def test_others_read_only(self, office, day, client):
        case = office.rechecked(on=day)
        for person in (office.leader, office.legal, office.supervisor):
            client.force_login(person.user)
            page = client.get(reverse("cases:reasoning", args=[case.pk])).content.decode()
            assert "采用的文字" in page and "保存修改" not in page
            assert client.post(reverse("cases:reasoning_save", args=[case.pk])).status_code == 403

    def test_proposed_as_the_reason(self, office, day, client):
        case = office.educated(office.rechecked(on=day), on=day)
        save(case, office.officer, "承办人写的理由")
        client.force_login(office.officer.user)
        form = client.get(reverse("cases:propose", args=[case.pk])).context["form"]
        assert form.initial["reason"].startswith("承办人写的理由")

    def test_a_fixed_number_of_queries(self, office, day, client):
        case = office.rechecked(on=day)
        client.force_login(office.officer.user)
        address = reverse("cases:reasoning", args=[case.pk])
        save(case, office.officer, "第0稿")
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for n in range(3):
            save(case, office.officer, f"第{n}次修改")
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few)


def test_differences():
    assert between("一样的文字", "一样的文字") == []
    assert between("你单位已经改正到位，依法可以从宽处理。", "你单位已经改正到位，依法应当从宽处理。")[1][0] == "out"
