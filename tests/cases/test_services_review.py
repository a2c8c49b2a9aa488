"""Reasoned disagreement and legal review."""

import pytest

from cases import services
from cases.models import Assessment, Case
from cases.status import CaseStatus, CheckResult, DecisionState, ReviewVerdict
from catalog.status import LoadState
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused

pytestmark = pytest.mark.django_db

#: A little harm was done: 轻微不罚 is closed, only 首违不罚 is left.
MINOR_HARM = {**GOOD_ANSWERS, "minor_harm": True, "harm": "minor", "minor_act": ""}
SEARCHED = {"gsxt": CheckResult.NONE, "case_system": CheckResult.NONE}


class TestOverrides:
    def test_with_reason_and_approval(self, office, refused):
        case = office.assessed(answers={"no_intent": False})
        violation = case.violations.get()
        assert violation.assessments.get(is_current=True).verdict == ReviewVerdict.NOT_ELIGIBLE
        sheet = services.assessment_make(
            violation=violation, actor=office.officer, on=DAY, overrides={"no_intent": "系误填，笔录可证", "x": " "}
        )
        assert sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        assert sheet.override_reason == "系误填，笔录可证"
        with refused(TransitionRefused, "法制审核"):
            services.assessment_confirm(case=case, actor=office.officer, on=DAY)
        (review,) = services.review_request(case=case, actor=office.officer, note="请审")
        assert review.reasons == ["override"]
        services.review_decide(on=DAY, review=review, actor=office.legal, decision="approve", note="笔录属实")
        sheet.refresh_from_db()
        assert sheet.decided_verdict == ReviewVerdict.ELIGIBLE
        line = next(x for x in sheet.sheet["lines"] if x["key"] == "no_intent")
        assert (line["system_outcome"], line["outcome"]) == ("not_met", "met")

    def test_a_good_line_can_be_judged_worse(self, office):
        violation = office.assessed().violations.get()
        sheet = services.assessment_make(
            violation=violation, actor=office.officer, on=DAY, overrides={"no_intent": "系明知故犯"}
        )
        line = next(x for x in sheet.sheet["lines"] if x["key"] == "no_intent")
        assert line["outcome"] == "not_met"

    @pytest.mark.parametrize("key", ["suspected_crime", "no_such_line"])
    def test_what_no_officer_may_turn_round(self, office, refused, key):
        violation = office.assessed(answers={"suspected_crime": True}).violations.get()
        with refused(DomainError, "不同意见无法记录"):
            services.assessment_make(violation=violation, actor=office.officer, on=DAY, overrides={key: "不是犯罪"})


class TestReview:
    @pytest.fixture
    def review(self, office):
        """A food item that only passes after legal review."""
        version = make.item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
        case = office.assessed(version=version)
        return services.review_request(case=case, actor=office.officer, note="标签小瑕疵")[0]

    def test_approved(self, office, review):
        assert review.reasons == ["key_area"]
        assert review.case.status == CaseStatus.REVIEW
        services.review_decide(on=DAY, review=review, actor=office.legal, decision="approve", note="同意适用")
        assert Case.objects.get(pk=review.case_id).status == CaseStatus.READY
        assert office.officer.notices.filter(key=f"review:{review.pk}").exists()

    def test_rejected(self, office, review):
        services.review_decide(on=DAY, review=review, actor=office.legal, decision="reject", note="影响安全")
        assert Case.objects.get(pk=review.case_id).status == CaseStatus.ASSESSED
        assert Assessment.objects.get(is_current=True).decided_verdict == ReviewVerdict.NOT_ELIGIBLE

    def test_returned_and_sent_again(self, office, review):
        services.review_decide(on=DAY, review=review, actor=office.legal, decision="return", note="补照片")
        case = Case.objects.get(pk=review.case_id)
        assert case.status == CaseStatus.DRAFT
        again = services.review_request(case=case, actor=office.officer, note="已补")
        assert again[0].state == DecisionState.PENDING

    def test_who_and_when(self, office, refused, review):
        decide = {"review": review, "decision": "approve", "note": "同意"}
        for person in (office.officer, office.leader, office.supervisor, office.head):
            with refused(NotAllowed):
                services.review_decide(on=DAY, actor=person, **decide)
        with refused(NotVisible):
            services.review_decide(on=DAY, actor=make.Office("other").legal, **decide)
        for change, field in (({"decision": "maybe"}, "decision"), ({"note": " "}, "note")):
            with refused(DomainError, field=field):
                services.review_decide(on=DAY, actor=office.legal, **{**decide, **change})
        services.review_decide(on=DAY, actor=office.legal, **decide)
        with refused(StaleRow, "请处理下一项"):
            services.review_decide(on=DAY, actor=office.legal, **decide)
        with refused(StaleRow, "同意适用"):
            services.review_claim(review=review, actor=office.legal_2)

    def test_legal_staff_who_handle_the_case_may_not(self, office, refused, review):
        from xinglongtai.core.roles import Role

        both = make.officer(office.station, Role.OFFICER)
        from django.contrib.auth.models import Group

        both.user.groups.add(Group.objects.get(name=Role.LEGAL.value))
        Case.objects.filter(pk=review.case_id).update(co_handler=both)
        with refused(NotAllowed, "不能审核"):
            services.review_decide(on=DAY, review=review, actor=both, decision="approve", note="同意")

    def test_open_questions_cannot_be_approved_away(self, office, refused):
        case = office.assessed(answers={"no_intent": ""})
        (review,) = services.review_request(case=case, actor=office.officer, note="请审")
        assert review.reasons == ["other"]
        with refused(TransitionRefused, "退回补充"):
            services.review_decide(on=DAY, review=review, actor=office.legal, decision="approve", note="同意")

    def test_request_refusals(self, office, refused):
        with refused(TransitionRefused, "没有作适用核查"):
            services.review_request(case=office.with_violation(), actor=office.officer, note="x")
        with refused(TransitionRefused, "不需要法制审核"):
            services.review_request(case=office.assessed(), actor=office.officer, note="x")
        case = office.assessed(answers={"no_intent": ""})
        with refused(DomainError, field="note"):
            services.review_request(case=case, actor=office.officer, note=" ")

    def test_two_sheets_wait_for_both(self, office):
        version = make.item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
        case = office.assessed(version=version)
        second = services.violation_add(
            case=case, actor=office.officer, on=DAY, data={"item_version": version, "description": "第二处"}
        )
        services.assessment_make(violation=second, actor=office.officer, on=DAY, answers=GOOD_ANSWERS)
        one, two = services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="x")
        services.review_decide(on=DAY, review=one, actor=office.legal, decision="approve", note="可")
        assert Case.objects.get(pk=case.pk).status == CaseStatus.REVIEW
        services.review_decide(on=DAY, review=two, actor=office.legal, decision="reject", note="否")
        assert Case.objects.get(pk=case.pk).status == CaseStatus.ASSESSED

    def test_an_override_that_is_refused_keeps_the_stricter_verdict(self, office):
        from cases.services.review import _rejected_verdict

        assert _rejected_verdict(Assessment(verdict="ordinary_procedure")) == "ordinary_procedure"
