"""An item that becomes 暂停适用 between sheet and 签发, or before the sheet: no letter rests on the law as it was."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services as case_services
from cases.models import Case
from cases.services import assessment_make, case_reopen, review_decide, review_request
from cases.status import CaseStatus
from catalog.services import law_changes_note, touched_unaffected
from pledges.services import pledge_issue
from tests.catalog.law_stage import TRADEMARK_ENDS, TRADEMARK_NEW, trademark_item, trademark_law
from tests.factories import GOOD_ANSWERS
from xinglongtai.core.errors import DomainError, TransitionRefused

pytestmark = pytest.mark.django_db
AFTER = TRADEMARK_NEW + timedelta(days=3)


@pytest.fixture
def version(office):
    return trademark_item(office, trademark_law())


def issue(office, case, on):
    return pledge_issue(case=case, actor=office.officer, on=on, mode="by_date", due_on=on + timedelta(days=5))


def test_on_the_last_day_the_letter_goes_out(office, version):
    case = office.ready(on=TRADEMARK_ENDS, version=version)
    assert issue(office, case, TRADEMARK_ENDS).issued_on == TRADEMARK_ENDS


def test_a_sheet_of_the_last_day_is_no_ground_for_a_letter_on_the_first(office, version, refused):
    case = office.ready(on=TRADEMARK_ENDS, version=version)
    with refused(TransitionRefused, "清单事项 T2 因《商标法》文本失效暂停适用") as caught:
        issue(office, case, TRADEMARK_NEW)
    assert "退回修改" in str(caught.value) and "清单外核查" in str(caught.value)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.READY


def test_a_decision_of_the_legal_staff_lets_it_go_out(office, version):
    case = office.ready(on=TRADEMARK_ENDS, version=version)
    law_changes_note(on=TRADEMARK_NEW)
    touched_unaffected(
        touched=version.law_changes.get(), actor=office.legal, on=TRADEMARK_NEW, reason="新法本条内容未变"
    )
    assert issue(office, case, TRADEMARK_NEW).issued_on == TRADEMARK_NEW


def test_a_new_sheet_on_the_day_says_so(office, version):
    case = office.assessed(on=TRADEMARK_NEW, version=version)
    sheet = case.violations.get().assessments.get(is_current=True)
    assert sheet.verdict == "needs_legal_review"
    assert sheet.rule["suspended_from"] == TRADEMARK_NEW.isoformat()
    assert next(line for line in sheet.sheet["lines"] if line["key"] == "not_suspended")["outcome"] == "not_met"


def asked(office, version, act_on: date):
    """A case of :data:`AFTER` about an act of ``act_on`` that was over that day, sent to the legal staff."""
    case = office.with_violation(on=AFTER, version=version)
    row = case.violations.get()
    case_services.violation_update(
        violation=row, actor=office.officer, on=AFTER, data={"act_on": act_on, "act_ended_on": act_on}
    )
    row.refresh_from_db()
    answers = {name: value for name, value in GOOD_ANSWERS.items() if name != "law_changed"}
    assessment_make(violation=row, actor=office.officer, on=AFTER, answers=answers)
    return review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="行为在变动以前")[0]


def test_legal_staff_cannot_approve_a_suspended_item(office, version, refused):
    review = asked(office, version, TRADEMARK_NEW)
    with refused(TransitionRefused, "暂停适用"):
        review_decide(review=review, actor=office.legal, on=AFTER, decision="approve", note="同意")


def test_an_act_before_the_change_goes_through_the_older_law_review(office, version):
    review = asked(office, version, TRADEMARK_ENDS)
    assert review.reasons == ["law_change"]
    review_decide(review=review, actor=office.legal, on=AFTER, decision="approve", note="适用行为时的商标法")
    case = Case.objects.get(pk=review.case_id)
    assert case.status == CaseStatus.READY
    assert issue(office, case, AFTER).issued_on == AFTER


def test_taken_back_and_assessed_again_it_stays_stopped(office, version):
    case = office.ready(on=TRADEMARK_ENDS, version=version)
    case_reopen(case=case, actor=office.officer, reason="事项暂停")
    sheet = assessment_make(violation=case.violations.get(), actor=office.officer, on=TRADEMARK_NEW)
    assert sheet.verdict == "needs_legal_review"


class TestWithAnEndOfItsOwn:
    """T1 to T4 of the starter list end themselves on 2026-12-31."""

    @pytest.fixture
    def ending(self, office):
        return trademark_item(office, trademark_law(), "T1", effective_to=TRADEMARK_ENDS)

    def test_the_letter_goes_out_on_the_last_day_and_not_on_the_first(self, office, ending, refused):
        case = office.ready(on=TRADEMARK_ENDS, version=ending)
        with refused(TransitionRefused, "清单事项 T1 已不在施行期内"):
            issue(office, case, TRADEMARK_NEW)
        assert issue(office, case, TRADEMARK_ENDS).issued_on == TRADEMARK_ENDS

    def test_it_cannot_be_chosen_on_the_first_day(self, office, ending, refused):
        with refused(DomainError, "清单事项 T1 在 2027-01-01 不在施行期内", "item_version"):
            office.with_violation(on=TRADEMARK_NEW, version=ending)

    def test_an_act_that_ended_before_is_judged_by_the_law_of_its_day(self, office, ending):
        """行政处罚法 37: chosen after the item ended, reviewed by the legal staff, and the letter goes out."""
        case = office.draft(on=TRADEMARK_NEW)
        case_services.violation_add(
            case=case,
            actor=office.officer,
            on=TRADEMARK_NEW,
            data={"item_version": ending, "description": ending.violation, "act_on": TRADEMARK_ENDS},
        )
        row = case.violations.get()
        answers = {name: value for name, value in GOOD_ANSWERS.items() if name != "law_changed"}
        sheet = assessment_make(violation=row, actor=office.officer, on=TRADEMARK_NEW, answers=answers)
        assert sheet.verdict == "needs_legal_review"
        review = review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="行为在失效以前")[0]
        review_decide(review=review, actor=office.legal, on=TRADEMARK_NEW, decision="approve", note="适用行为时的规定")
        assert issue(office, Case.objects.get(pk=case.pk), TRADEMARK_NEW).issued_on == TRADEMARK_NEW

    def test_a_sheet_of_the_first_day_sends_it_to_the_legal_staff(self, office, ending):
        case = office.assessed(on=TRADEMARK_ENDS, version=ending)
        sheet = assessment_make(violation=case.violations.get(), actor=office.officer, on=TRADEMARK_NEW)
        assert sheet.verdict == "needs_legal_review" and sheet.rule["suspended"] == ""
        assert next(n for n in sheet.sheet["lines"] if n["key"] == "item_in_force")["outcome"] == "not_met"


class TestPages:
    @pytest.fixture
    def on(self, monkeypatch):
        monkeypatch.setattr(timezone, "localdate", lambda *args: TRADEMARK_NEW)
        return TRADEMARK_NEW

    def test_search_offers_it_only_for_older_acts(self, office, version, client, on):
        case = office.draft(on=on)
        client.force_login(office.officer.user)
        page = client.get(reverse("cases:intake_violations", args=[case.pk]), {"q": "商标变形使用"}).content.decode()
        assert "因《商标法》文本失效暂停适用，等待法制复核" in page
        assert "行为在变动以前，选这一项" in page and "2027年1月1日以前终了的" in page

    def test_what_was_recorded_before_says_so_too(self, office, version, client, on):
        case = office.with_violation(on=on, version=version)
        client.force_login(office.officer.user)
        page = client.get(reverse("cases:intake_violations", args=[case.pk])).content.decode()
        assert "这个清单事项已暂停适用" in page

    def test_the_sheet_offers_no_override(self, office, version, client, on):
        case = office.assessed(on=on, version=version)
        client.force_login(office.officer.user)
        page = client.get(reverse("cases:intake_assess", args=[case.pk])).content.decode()
        assert "事项未因法规修改暂停适用" in page
        assert f"o{case.violations.get().pk}-not_suspended" not in page

    def test_the_desk_of_the_legal_staff(self, office, version, client, on):
        law_changes_note(on=on)
        client.force_login(office.legal.user)
        page = client.get(reverse("pledges:desk")).content.decode()
        assert "法规变动待处理" in page and "已经生效" in page and "1 条清单事项未处理" in page
        client.force_login(office.officer.user)
        assert "法规变动待处理" not in client.get(reverse("pledges:desk")).content.decode()
