"""The sheet and its confirmation."""

from datetime import date, timedelta

import pytest

from cases import services
from cases.models import Case
from cases.selectors import current_sheets
from cases.status import CaseStatus, CheckResult, ReviewVerdict
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS
from xinglongtai.core.errors import DomainError, TransitionRefused

pytestmark = pytest.mark.django_db

#: A little harm was done: 轻微不罚 is closed, only 首违不罚 is left.
MINOR_HARM = {**GOOD_ANSWERS, "minor_harm": True, "harm": "minor", "minor_act": ""}
SEARCHED = {"gsxt": CheckResult.NONE, "case_system": CheckResult.NONE}


class TestSheet:
    def test_answers_are_kept_and_can_be_taken_back(self, office):
        violation = office.with_violation().violations.get()
        services.assessment_make(
            violation=violation, actor=office.officer, on=DAY, answers={"no_intent": True, "correctable": True}
        )
        services.assessment_make(violation=violation, actor=office.officer, on=DAY, answers={"no_intent": ""})
        violation.refresh_from_db()
        assert violation.answers == {"correctable": True}
        assert violation.assessments.count() == 2
        assert violation.assessments.get(is_current=True).verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW

    def test_made_again_without_answers(self, office):
        violation = office.assessed().violations.get()
        again = services.assessment_make(violation=violation, actor=office.officer, on=DAY)
        assert again.verdict == ReviewVerdict.ELIGIBLE

    def test_rule_and_law_versions_are_frozen(self, office):
        from catalog.models import Statute, StatuteVersion

        statute = Statute.objects.create(title="演示条例", kind="regulation")
        text = StatuteVersion.objects.create(
            statute=statute, version_date=date(2021, 7, 27), effective_from=date(2022, 3, 1)
        )
        cited = {"role": "violated", "statute": statute, "statute_version": text, "article_label": "第一条"}
        version = make.item(office.bureau, "R1", office.legal, citations=[cited])
        sheet = office.assessed(version=version).violations.get().assessments.get(is_current=True)
        assert sheet.rule["item_no"] == "R1"
        assert sheet.law_versions == [
            {"role": "violated", "statute": "演示条例", "article": "第一条", "version": "2021-07-27"}
        ]

    def test_unreadable_answer(self, office, refused):
        violation = office.with_violation().violations.get()
        with refused(DomainError, "核查答复有误"):
            services.assessment_make(violation=violation, actor=office.officer, on=DAY, answers={"correction": "maybe"})
        violation.refresh_from_db()
        assert violation.answers == {}

    def test_off_list_goes_to_legal(self, office):
        case = office.draft()
        violation = services.violation_add(
            case=case,
            actor=office.officer,
            on=DAY,
            data={"description": "清单外行为", "off_list_reason": "轻微", "off_list_law": "某法"},
        )
        sheet = services.assessment_make(
            violation=violation,
            actor=office.officer,
            on=DAY,
            answers={**GOOD_ANSWERS, "key_area": "none", "no_harm": True, "first_offence": "none"},
        )
        assert sheet.rule is None
        assert sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        rows = services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="首次轻微")
        assert rows[0].reasons == ["off_list"]
        values = {"note": "同意", "basis": "行政处罚法第三十三条第一款", "scope": "仅限本案"}
        services.review_decide(on=DAY, review=rows[0], actor=office.legal, decision="approve", **values)
        sheet.refresh_from_db()
        assert sheet.decided_verdict == ReviewVerdict.ELIGIBLE


class TestConfirming:
    @pytest.mark.parametrize(
        ("answers", "status"),
        [
            ({}, CaseStatus.READY),
            ({"suspected_crime": True}, CaseStatus.ASSESSED),
            ({"high_risk": True}, CaseStatus.ASSESSED),
            ({"correctable": False}, CaseStatus.ASSESSED),
            ({"correction": "done_on_spot"}, CaseStatus.ASSESSED),
        ],
    )
    def test_the_verdict_decides_where_the_case_goes(self, office, answers, status):
        case = office.assessed(answers=answers)
        case = services.assessment_confirm(case=case, actor=office.officer, on=DAY)
        assert (case.status, case.step) == (status, 4)

    def test_no_violation_or_no_sheet(self, office, refused):
        with refused(TransitionRefused, "撤销登记"):
            services.assessment_confirm(case=office.draft(), actor=office.officer, on=DAY)
        with refused(TransitionRefused, "还有 1 个违法行为"):
            services.assessment_confirm(case=office.with_violation(), actor=office.officer, on=DAY)

    def test_a_sheet_of_another_day_is_made_again(self, office):
        case = office.assessed()
        later = DAY + timedelta(3)
        services.assessment_confirm(case=case, actor=office.officer, on=later)
        assert current_sheets(case)[0].made_on == later

    def test_an_item_that_expired_overnight_is_noticed(self, office, refused):
        version = make.item(office.bureau, "T1", office.legal, effective_to=DAY)
        case = office.assessed(version=version)
        with refused(TransitionRefused, "法制审核"):
            services.assessment_confirm(case=case, actor=office.officer, on=DAY + timedelta(1))

    def test_the_gravest_violation_decides(self, office):
        case = office.assessed()
        second = services.violation_add(
            case=case,
            actor=office.officer,
            on=DAY,
            data={"item_version": office.item, "description": "另一处"},
        )
        services.assessment_make(
            violation=second, actor=office.officer, on=DAY, answers={**GOOD_ANSWERS, "costly_fix": True}
        )
        case = services.assessment_confirm(case=Case.objects.get(pk=case.pk), actor=office.officer, on=DAY)
        assert case.status == CaseStatus.ASSESSED
