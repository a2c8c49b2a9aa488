"""First-offence check, sheet, confirmation, legal review."""

from datetime import date, timedelta

import pytest

from cases import services
from cases.models import Assessment, Case, FirstOffenceCheck, PriorRecord, Violation
from cases.selectors import current_sheets
from cases.status import CaseStatus, CheckResult, DecisionState, ReviewVerdict
from catalog.status import LeniencyKind, LoadState, PenaltyStructure
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db

#: A little harm was done: 轻微不罚 is closed, only 首违不罚 is left.
MINOR_HARM = {**GOOD_ANSWERS, "minor_harm": True, "harm": "minor", "minor_act": ""}
SEARCHED = {"gsxt": CheckResult.NONE, "case_system": CheckResult.NONE}


@pytest.fixture
def first_item(office):
    """An item whose leniency needs a first offence."""
    return make.item(
        office.bureau,
        "C1",
        office.legal,
        violation="未明码标价",
        penalty_structure=PenaltyStructure.DISCRETIONARY,
        leniency_kind=LeniencyKind.FIRST,
        tokens={"first_offence": "两年内无同类违法记录"},
    )


def sheet_of(office, version, *, on=DAY, party=None, searched=SEARCHED, **answers) -> Assessment:
    case = office.with_violation(on=on, version=version, party_=party)
    violation = case.violations.get()
    for source, result in searched.items():
        services.history_check_record(
            violation=violation, actor=office.officer, source=source, result=result, note="已查询"
        )
    return services.assessment_make(violation=violation, actor=office.officer, on=on, answers={**MINOR_HARM, **answers})


class TestFirstOffence:
    def test_nothing_found_anywhere(self, office, first_item):
        sheet = sheet_of(office, first_item)
        assert sheet.verdict == ReviewVerdict.ELIGIBLE
        rows = {c.source: c.result for c in sheet.violation.history_checks.all()}
        assert rows == {"own": "none", "imported": "none", "gsxt": "none", "case_system": "none"}

    def test_a_source_not_searched_leaves_it_open(self, office, first_item):
        sheet = sheet_of(office, first_item, searched={"gsxt": CheckResult.NONE})
        assert sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        assert "执法办案系统" in next(x for x in sheet.sheet["lines"] if x["key"] == "first_offence")["note"]

    def test_could_not_verify_is_an_answer_for_a_person(self, office, first_item):
        sheet = sheet_of(office, first_item, searched={**SEARCHED, "gsxt": CheckResult.UNVERIFIED})
        assert sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        services.review_request(case=sheet.violation.case, actor=office.officer, note="公示系统当日维护")
        review = sheet.violation.case.reviews.get()
        services.review_decide(review=review, actor=office.legal, decision="approve", note="可以")
        sheet.refresh_from_db()
        assert sheet.decided_verdict == ReviewVerdict.ELIGIBLE
        assert Case.objects.get(pk=review.case_id).status == CaseStatus.READY

    @pytest.mark.parametrize(
        ("earlier_on", "verdict"),
        [
            (date(2024, 6, 1), ReviewVerdict.ORDINARY_PROCEDURE),
            (date(2024, 5, 31), ReviewVerdict.ELIGIBLE),
        ],
    )
    def test_the_window_is_two_years_ends_included(self, office, first_item, earlier_on, verdict):
        party = make.party(office.bureau, office.officer)
        earlier = office.with_violation(on=earlier_on, version=first_item, party_=party)
        violation = earlier.violations.get()
        for source in SEARCHED:
            services.history_check_record(
                violation=violation, actor=office.officer, source=source, result=CheckResult.NONE
            )
        services.assessment_make(violation=violation, actor=office.officer, on=earlier_on, answers=MINOR_HARM)
        services.assessment_confirm(case=earlier, actor=office.officer, on=earlier_on)
        assert sheet_of(office, first_item, party=party).verdict == verdict

    def test_a_draft_is_not_a_record(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        office.with_violation(on=date(2026, 5, 1), version=first_item, party_=party)
        assert sheet_of(office, first_item, party=party).verdict == ReviewVerdict.ELIGIBLE

    def test_imported_record_by_code_counts_and_by_name_alone_asks_a_person(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        common = {
            "bureau": office.bureau,
            "party_name": party.name,
            "item": first_item.item,
            "violation": "未明码标价",
            "act_on": date(2025, 9, 1),
            "source": "2025年台账",
        }
        record = PriorRecord.objects.create(**common)
        assert sheet_of(office, first_item, party=party).verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        record.uscc = party.uscc
        record.save()
        found = sheet_of(office, first_item, party=party)
        assert found.verdict == ReviewVerdict.ORDINARY_PROCEDURE
        check = found.violation.history_checks.get(source="imported")
        assert check.result == CheckResult.FOUND
        assert check.found[0]["match"] == "uscc"
        assert party.name not in str(check.found)

    def test_a_breached_pledge_bars_every_item(self, office):
        party = make.party(office.bureau, office.officer)
        PriorRecord.objects.create(
            bureau=office.bureau,
            party_name=party.name,
            uscc=party.uscc,
            violation="别的违法行为",
            act_on=date(2025, 9, 1),
            source="2025年台账",
            breached=True,
        )
        assert sheet_of(office, office.item, party=party).verdict == ReviewVerdict.ORDINARY_PROCEDURE

    def test_own_breach_counts(self, office):
        party = make.party(office.bureau, office.officer)
        office.rechecked("refused", on=date(2026, 3, 2), party_=party)
        sheet = sheet_of(office, office.item, party=party)
        assert sheet.verdict == ReviewVerdict.ORDINARY_PROCEDURE
        own = sheet.violation.history_checks.get(source="own")
        assert own.found[0]["outcome"] == "pledge_breached"

    def test_corrected_before_is_a_repeat(self, office):
        party = make.party(office.bureau, office.officer)
        office.rechecked(on=date(2026, 3, 2), party_=party)
        assert sheet_of(office, office.item, party=party).verdict == ReviewVerdict.ORDINARY_PROCEDURE

    def test_same_premises_other_party_is_for_a_person(self, office, first_item):
        one = make.party(office.bureau, office.officer, address="演示路88号")
        office.rechecked(on=date(2026, 3, 2), party_=one, version=office.item)
        other = make.party(office.bureau, office.officer, address="演示路 88 号")
        sheet = sheet_of(office, office.item, party=other)
        own = sheet.violation.history_checks.get(source="own")
        assert own.result == CheckResult.NONE
        assert own.found[0]["match"] == "premises"

    def test_another_bureau_s_case_counts_without_its_details(self, office, first_item):
        other = make.Office("other")
        twin = make.party(other.bureau, other.officer)
        other.rechecked(on=date(2026, 3, 2), party_=twin)
        party = make.party(office.bureau, office.officer, uscc=twin.uscc)
        sheet = sheet_of(office, office.item, party=party)
        found = sheet.violation.history_checks.get(source="own").found[0]
        assert sheet.verdict == ReviewVerdict.ORDINARY_PROCEDURE
        assert found["case_id"] is None
        assert found["place"] == other.bureau.full_name

    def test_other_kinds_of_violation_do_not_count(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        office.issued(on=date(2026, 3, 2), party_=party)
        assert sheet_of(office, first_item, party=party).verdict == ReviewVerdict.ELIGIBLE

    def test_penalised_and_other_outcomes_are_told_apart(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        expected = {}
        for n, (outcome, code) in enumerate({"lighter": "penalised", "refer_other": "not_penalised"}.items()):
            case = office.ready(on=date(2026, 3, 2 + n), party_=party, answers={"repeat_after_fix": False})
            Case.objects.filter(pk=case.pk).update(outcome=outcome, status=CaseStatus.CLOSED)
            expected[case.pk] = code
        sheet = sheet_of(office, first_item, party=party)
        found = sheet.violation.history_checks.get(source="own").found
        assert {row["case_id"]: row["outcome"] for row in found} == expected


class TestSameType:
    def violation(self, office, **data):
        case = office.draft()
        return services.violation_add(
            case=case, actor=office.officer, on=DAY, data={"description": "演示行为", "off_list_reason": "理由", **data}
        )

    def test_off_list(self, office):
        from cases.history import same_type

        one = self.violation(office, off_list_law="某法第一条")
        two = self.violation(office, description="别的说法", off_list_law="某法第一条")
        three = self.violation(office, description="第三种说法")
        listed = self.violation(office, item_version=office.item)
        assert same_type(one, two)
        assert not same_type(one, three)
        assert same_type(one, listed)
        assert not same_type(two, listed)


class TestLookUps:
    def test_refusals(self, office, refused):
        violation = office.with_violation().violations.get()
        stranger_photo = services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo())
        record = {"violation": violation, "actor": office.officer, "source": "gsxt", "result": "none"}
        for change, field in (
            ({"source": "own"}, "source"),
            ({"result": "maybe"}, "result"),
            ({"result": "unverified", "note": " "}, "note"),
            ({"evidence": stranger_photo}, "evidence"),
        ):
            with refused(DomainError, field=field):
                services.history_check_record(**{**record, **change})
        assert not FirstOffenceCheck.objects.exists()

    def test_the_newer_look_up_replaces_and_the_timeline_keeps_both(self, office):
        case = office.with_violation()
        violation = case.violations.get()
        shot = services.evidence_add(case=case, actor=office.officer, upload=make.photo(), kind="screenshot")
        for result in ("unverified", "none", "none"):
            services.history_check_record(
                violation=violation, actor=office.officer, source="gsxt", result=result, note="查询", evidence=shot
            )
        assert violation.history_checks.get().result == "none"
        assert Event.objects.filter(verb="history_check").count() == 2

    def test_a_removed_violation_is_not_found(self, office, refused):
        violation = office.with_violation().violations.get()
        stale = Violation.objects.get(pk=violation.pk)
        services.violation_remove(violation=violation, actor=office.officer)
        with refused(NotVisible, "已被移除"):
            services.assessment_make(violation=stale, actor=office.officer, on=DAY)


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
        services.review_decide(review=rows[0], actor=office.legal, decision="approve", note="同意")
        sheet.refresh_from_db()
        assert sheet.decided_verdict == ReviewVerdict.ELIGIBLE


class TestOverrides:
    def test_with_reason_and_approval(self, office, refused):
        case = office.assessed(answers={"no_intent": False})
        violation = case.violations.get()
        assert violation.assessments.get(is_current=True).verdict == ReviewVerdict.NOT_ELIGIBLE
        sheet = services.assessment_make(
            violation=violation, actor=office.officer, on=DAY, overrides={"no_intent": "系误填,笔录可证", "x": " "}
        )
        assert sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        assert sheet.override_reason == "系误填,笔录可证"
        with refused(TransitionRefused, "法制审核"):
            services.assessment_confirm(case=case, actor=office.officer, on=DAY)
        (review,) = services.review_request(case=case, actor=office.officer, note="请审")
        assert review.reasons == ["override"]
        services.review_decide(review=review, actor=office.legal, decision="approve", note="笔录属实")
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
        services.review_decide(review=review, actor=office.legal, decision="approve", note="同意适用")
        assert Case.objects.get(pk=review.case_id).status == CaseStatus.READY
        assert office.officer.notices.filter(key=f"review:{review.pk}").exists()

    def test_rejected(self, office, review):
        services.review_decide(review=review, actor=office.legal, decision="reject", note="影响安全")
        assert Case.objects.get(pk=review.case_id).status == CaseStatus.ASSESSED
        assert Assessment.objects.get(is_current=True).decided_verdict == ReviewVerdict.NOT_ELIGIBLE

    def test_returned_and_sent_again(self, office, review):
        services.review_decide(review=review, actor=office.legal, decision="return", note="补照片")
        case = Case.objects.get(pk=review.case_id)
        assert case.status == CaseStatus.DRAFT
        again = services.review_request(case=case, actor=office.officer, note="已补")
        assert again[0].state == DecisionState.PENDING

    def test_who_and_when(self, office, refused, review):
        decide = {"review": review, "decision": "approve", "note": "同意"}
        for person in (office.officer, office.leader, office.supervisor, office.head):
            with refused(NotAllowed):
                services.review_decide(actor=person, **decide)
        with refused(NotVisible):
            services.review_decide(actor=make.Office("other").legal, **decide)
        for change, field in (({"decision": "maybe"}, "decision"), ({"note": " "}, "note")):
            with refused(DomainError, field=field):
                services.review_decide(actor=office.legal, **{**decide, **change})
        services.review_decide(actor=office.legal, **decide)
        with refused(TransitionRefused, "请处理下一项"):
            services.review_decide(actor=office.legal, **decide)

    def test_legal_staff_who_handle_the_case_may_not(self, office, refused, review):
        from xinglongtai.core.roles import Role

        both = make.officer(office.station, Role.OFFICER)
        from django.contrib.auth.models import Group

        both.user.groups.add(Group.objects.get(name=Role.LEGAL.value))
        Case.objects.filter(pk=review.case_id).update(co_handler=both)
        with refused(NotAllowed, "不能审核"):
            services.review_decide(review=review, actor=both, decision="approve", note="同意")

    def test_open_questions_cannot_be_approved_away(self, office, refused):
        case = office.assessed(answers={"no_intent": ""})
        (review,) = services.review_request(case=case, actor=office.officer, note="请审")
        assert review.reasons == ["other"]
        with refused(TransitionRefused, "退回补充"):
            services.review_decide(review=review, actor=office.legal, decision="approve", note="同意")

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
        services.review_decide(review=one, actor=office.legal, decision="approve", note="可")
        assert Case.objects.get(pk=case.pk).status == CaseStatus.REVIEW
        services.review_decide(review=two, actor=office.legal, decision="reject", note="否")
        assert Case.objects.get(pk=case.pk).status == CaseStatus.ASSESSED

    def test_an_override_that_is_refused_keeps_the_stricter_verdict(self, office):
        from cases.services.review import _rejected_verdict

        assert _rejected_verdict(Assessment(verdict="ordinary_procedure")) == "ordinary_procedure"
